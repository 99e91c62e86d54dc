"""Recordings and other material of events: added, changed, removed, listed.

`/recording` and `/material` carry no default permission, as the host of an event adds to it, whatever their roles, and
everybody may list; the services decide who may.
"""

from __future__ import annotations

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain import audience
from bot.domain.events import Event, Purpose
from bot.domain.materials import Given, MaterialAudience, MaterialKind
from bot.domain.refused import Refused
from bot.services import events, materials
from bot.services.materials import Shown
from bot.words import say
from cogs._actors import Reader, home, reader_of
from cogs._answers import tell
from cogs._autocomplete import event_choices, event_id, option, quietly
from cogs._bot import Interaction, NacreBot
from cogs._commands import choice, described, options
from cogs._forms import Submission, on_form
from cogs._items import Press, button, custom_id, on
from cogs._material_forms import (
    ADD,
    AUDIENCES,
    DETAILS,
    GIVE,
    LANGUAGES,
    LINK,
    TEXT,
    details_in,
    details_of,
    packed,
    texts_in,
    texts_of,
    unpacked,
)
from cogs._materials import material_list, material_panel
from cogs._panels import layout, row, show
from cogs._text import plain, shorten, stamp
from cogs._uploads import given_out, kept, kept_transcript

Typed = app_commands.Range[str, 1, 100]
Link = app_commands.Range[str, 1, 1000]
_PICKED = re.compile(r"#?(\d{1,9})")
_KINDS = [choice(f"material.kind.{kind}", kind.value) for kind in MaterialKind]
_LANGUAGES = [choice(key, code) for code, key in LANGUAGES]
_AUDIENCES = [choice(key, value) for value, key in AUDIENCES]
_NEEDS = {"recording": "material.recording_link", "transcript": "material.transcript_file"}  # what no form can give


async def _offer_materials(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Those the person may change, by the words of their title or their event's."""
    reader = await reader_of(interaction)
    found = await interaction.client.nacre.ask(materials.suggest, reader.actor, typed)
    return [option(_choice(reader.language, each), f"#{each.material.id}") for each in found]


def _choice(language: str, shown: Shown) -> str:
    kind = say(language, f"material.kind.{shown.material.kind}")
    event = shown.event.title if shown.event is not None else ""
    title = shown.material.title
    about = f" · {shorten(event, 40)}" if event and event != title else ""
    return f"{kind} · {shorten(title, 94 - len(kind) - len(about))}{about}"


def _material_id(given: str) -> int:
    """The material an option means; Refused("material.pick") for text that was not chosen from the list."""
    picked = _PICKED.fullmatch(given.strip())
    if picked is None:
        raise Refused("material.pick")
    return int(picked[1])


class Materials(commands.Cog):
    recording = app_commands.Group(name="recording", description=described("recording"))
    material = app_commands.Group(name="material", description=described("material"))

    # --- recordings

    @recording.command(name="add", description=described("recording.add"))
    @options("recording.add", "event", "link", "title", "language", "transcript")
    @app_commands.choices(language=_LANGUAGES)
    @app_commands.autocomplete(event=event_choices(Purpose.MATERIAL))
    async def add_recording(
        self,
        interaction: Interaction,
        event: Typed,
        link: Link,
        title: Typed | None = None,
        language: str | None = None,
        transcript: discord.Attachment | None = None,
    ) -> None:
        number = event_id(event)
        given = Given(link=link, title=title or "", language=language or "")
        if transcript is not None:
            about = await _require_may_add(interaction, number)
            file, passages = await kept_transcript(interaction, transcript, language or _spoken(about))
            given |= Given(file=file, passages=passages)
        await _add(interaction, MaterialKind.RECORDING, number, given)

    @recording.command(name="none", description=described("recording.none"))
    @options("recording.none", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.MATERIAL))
    async def none_this_time(self, interaction: Interaction, event: Typed) -> None:
        await _no_recording(interaction, event_id(event))

    @recording.command(name="expect", description=described("recording.expect"))
    @options("recording.expect", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.MATERIAL))
    async def will_follow(self, interaction: Interaction, event: Typed) -> None:
        await _expect(interaction, event_id(event))

    @on("recording", "give")
    async def ask_link(self, interaction: Interaction, press: Press) -> None:
        await _require_may_add(interaction, press.id)
        await GIVE.show(interaction, press.id, press.arg)

    @on_form(GIVE)
    async def link_given(self, interaction: Interaction, given: Submission) -> None:
        await _add(interaction, MaterialKind.RECORDING, given.id, Given(link=given["link"], title=given["title"]))

    @on("recording", "none")
    async def none_pressed(self, interaction: Interaction, press: Press) -> None:
        await _no_recording(interaction, press.id)

    @on("recording", "expect")
    async def expect_pressed(self, interaction: Interaction, press: Press) -> None:
        """Takes back what was said below it: there will be none."""
        await _expect(interaction, press.id)

    # --- any material

    @material.command(name="add", description=described("material.add"))
    @options(
        "material.add",
        *("kind", "event", "link", "file", "title", "language", "speakers", "topic", "tags", "audience", "role"),
    )
    @app_commands.choices(kind=_KINDS, language=_LANGUAGES, audience=_AUDIENCES)
    @app_commands.autocomplete(event=event_choices(Purpose.MATERIAL))
    async def add_material(
        self,
        interaction: Interaction,
        kind: str,
        event: Typed | None = None,
        link: Link | None = None,
        file: discord.Attachment | None = None,
        title: Typed | None = None,
        language: str | None = None,
        speakers: app_commands.Range[str, 1, 300] | None = None,
        topic: Typed | None = None,
        tags: app_commands.Range[str, 1, 400] | None = None,
        audience: str | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """A role that is chosen says who reads it. With neither link nor file a form opens for the text."""
        number = event_id(event) if event else None
        readers = audience or (MaterialAudience.ROLES.value if role else "")
        texts = {"title": title or "", "speakers": speakers or "", "topic": topic or "", "tags": tags or ""}
        if link is None and file is None:
            await _require_may_add(interaction, number)
            if kind in _NEEDS:
                raise Refused(_NEEDS[kind])
            arg = packed(kind, language or "", readers, role.id if role else None)
            await ADD.show(interaction, number or 0, arg, values=texts)
            return
        given = Given(link=link or "", **texts, **_access(language or "", readers, role.id if role else None))  # type: ignore[typeddict-item]
        if file is not None:
            about = await _require_may_add(interaction, number)
            given |= await _upload(interaction, kind, file, language or _spoken(about))
        await _add(interaction, MaterialKind(kind), number, given)

    @on_form(ADD)
    async def text_given(self, interaction: Interaction, given: Submission) -> None:
        kind, language, readers, role_id = unpacked(given.arg)
        said = texts_in(given) | _access(language, readers, role_id)
        await _add(interaction, MaterialKind(kind), given.id or None, said)

    @material.command(name="edit", description=described("material.edit"))
    @options("material.edit", "material", "file")
    @app_commands.autocomplete(material=quietly(_offer_materials))
    async def edit(self, interaction: Interaction, material: Typed, file: discord.Attachment | None = None) -> None:
        """Open what can be changed; a file takes the place of the one that is there."""
        reader = await reader_of(interaction)
        nacre = interaction.client.nacre
        shown = await nacre.ask(materials.editable, reader.actor, _material_id(material))
        above = ""
        if file is not None:
            known = shown.material
            given = await _upload(interaction, known.kind.value, file, known.language)
            await nacre.do(materials.edit, reader.actor, known.id, **given)
            above = say(reader.language, "material.changed")
        await _show(interaction, reader, shown.material.id, above)

    @material.command(name="remove", description=described("material.remove"))
    @options("material.remove", "material")
    @app_commands.autocomplete(material=quietly(_offer_materials))
    async def remove_material(self, interaction: Interaction, material: Typed) -> None:
        await _remove(interaction, _material_id(material))

    @material.command(name="list", description=described("material.list"))
    @options("material.list", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.SEE))
    async def list_all(self, interaction: Interaction, event: Typed) -> None:
        reader = await reader_of(interaction)
        nacre, number = interaction.client.nacre, event_id(event)
        found = await nacre.ask(materials.of_event, reader.actor, number)
        about = (await nacre.ask(events.show, reader.actor, number)).event
        await show(interaction, material_list(reader, about, found))

    # --- the buttons of a material

    @on("material", "open")
    async def open(self, interaction: Interaction, press: Press) -> None:
        await _show(interaction, await reader_of(interaction), int(press.values[0]))

    @on("material", "file")
    async def give_file(self, interaction: Interaction, press: Press) -> None:
        file, material = await given_out(interaction, press.id)
        reader = await reader_of(interaction)
        await tell(interaction, say(reader.language, "material.here", title=plain(material.title, 100)), file=file)

    @on("material", "text")
    async def ask_text(self, interaction: Interaction, press: Press) -> None:
        shown = await _editable(interaction, press.id)
        await TEXT.show(interaction, press.id, press.arg, values=texts_of(shown.material))

    @on_form(TEXT)
    async def text_changed(self, interaction: Interaction, given: Submission) -> None:
        await _change(interaction, given.id, texts_in(given))

    @on("material", "details")
    async def ask_details(self, interaction: Interaction, press: Press) -> None:
        shown = await _editable(interaction, press.id)
        await DETAILS.show(interaction, press.id, values=details_of(shown.material))

    @on_form(DETAILS)
    async def details_changed(self, interaction: Interaction, given: Submission) -> None:
        await _change(interaction, given.id, details_in(given))

    @on("material", "link")
    async def ask_new_link(self, interaction: Interaction, press: Press) -> None:
        """Under the message about a dead link."""
        shown = await _editable(interaction, press.id)
        await LINK.show(interaction, press.id, press.arg, values={"link": shown.material.link})

    @on_form(LINK)
    async def link_changed(self, interaction: Interaction, given: Submission) -> None:
        await _change(interaction, given.id, Given(link=given["link"]))

    @on("material", "remove")
    async def remove_pressed(self, interaction: Interaction, press: Press) -> None:
        await _remove(interaction, press.id)

    @on("material", "undo")
    async def undo(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        await interaction.client.nacre.do(materials.restore, reader.actor, press.id)
        await _show(interaction, reader, press.id, say(reader.language, "material.back"))


def _access(language: str, readers: str, role_id: int | None) -> Given:
    """What a command says about language and readers; what it leaves out is the event's."""
    given = Given()
    if language:
        given["language"] = language
    if readers:
        given["audience"] = MaterialAudience(readers)
    if role_id is not None:
        given["role_ids"] = frozenset({role_id})
    return given


async def _upload(interaction: Interaction, kind: str, file: discord.Attachment, language: str) -> Given:
    if kind in (MaterialKind.TRANSCRIPT, MaterialKind.RECORDING):
        known, passages = await kept_transcript(interaction, file, language)
        return Given(file=known, passages=passages)
    return Given(file=await kept(interaction, file))


async def _require_may_add(interaction: Interaction, number: int | None) -> Event | None:
    """Before a form opens or a file is read; the service checks again. Refused: permission.organiser, event.unknown."""
    reader = await reader_of(interaction)
    organises = audience.organises(reader.actor, reader.community)
    if number is None:
        if not organises:
            raise Refused("permission.organiser")
        return None
    try:
        event = (await interaction.client.nacre.ask(events.show, reader.actor, number)).event
    except Refused:
        raise Refused("event.unknown" if organises else "permission.organiser") from None
    if not audience.may_add_material(reader.actor, event, reader.community):
        raise Refused("permission.organiser")
    return event


def _spoken(event: Event | None) -> str:
    """What a transcript is written in, unless somebody says so: old encodings differ by language."""
    return event.language if event is not None else ""


async def _add(interaction: Interaction, kind: MaterialKind, number: int | None, given: Given) -> None:
    reader = await reader_of(interaction)
    made = await interaction.client.nacre.do(materials.add, reader.actor, kind, number, **given)
    key = "material.added_told" if made.told_at is not None else "material.added"
    await _show(interaction, reader, made.id, say(reader.language, key))


async def _change(interaction: Interaction, material_id: int, given: Given) -> None:
    reader = await reader_of(interaction)
    await interaction.client.nacre.do(materials.edit, reader.actor, material_id, **given)
    await _show(interaction, reader, material_id, say(reader.language, "material.changed"))


async def _remove(interaction: Interaction, material_id: int) -> None:
    reader = await reader_of(interaction)
    gone = await interaction.client.nacre.do(materials.remove, reader.actor, material_id)
    undo = button(
        say(reader.language, "material.button.undo"), custom_id("material", gone.id, "undo", home(interaction, reader))
    )
    text = say(reader.language, "material.removed", title=plain(gone.title, 100))
    await show(interaction, layout(text, row([undo])))


async def _no_recording(interaction: Interaction, number: int) -> None:
    reader = await reader_of(interaction)
    event = await interaction.client.nacre.do(materials.no_recording, reader.actor, number)
    text = say(reader.language, "recording.none", title=plain(event.title, 100))
    back = custom_id("recording", event.id, "expect", home(interaction, reader))
    await show(interaction, layout(text, row([button(say(reader.language, "recording.button.expect"), back)])))


async def _expect(interaction: Interaction, number: int) -> None:
    reader = await reader_of(interaction)
    found = await interaction.client.nacre.do(materials.expect_recording, reader.actor, number)
    title = plain(found.event.title, 100)
    if found.asked_at is None:
        text = say(reader.language, "recording.expected_late", title=title)
    else:
        text = say(reader.language, "recording.expected", title=title, at=stamp(found.asked_at, "D"))
    await show(interaction, layout(text))


async def _editable(interaction: Interaction, material_id: int) -> Shown:
    return await interaction.client.nacre.ask(materials.editable, (await reader_of(interaction)).actor, material_id)


async def _show(interaction: Interaction, reader: Reader, material_id: int, above: str = "") -> None:
    shown = await interaction.client.nacre.ask(materials.show, reader.actor, material_id)
    await show(interaction, material_panel(reader, shown, above, home(interaction, reader)))


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Materials())
