"""Texts that break programs, and every place where a person can type one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from discord import AppCommandOptionType
from hypothesis import strategies as st

from cogs._forms import Kind
from tests.cogs.world import World
from tests.walks.surface import Heard, Walker, every_autocomplete, every_command, form_named
from tests.walks.table import ROWS, Command, Fill, Scene

AWKWARD = (
    "",
    " ",
    "\n\n",
    "x" * 10_000,
    "🦪" * 2_000,
    "@everyone",
    "@here <@1> <@!1> <@&1> <#1>",
    "<@&{role}> <@{person}>",
    "**bold** __under__ ~~struck~~ ||hidden|| `code` ```\nblock\n``` > quote\n# Heading\n- list",
    "[click](https://example.org) <https://example.org>",
    "{title}",
    "{0.__class__.__mro__}",
    "{who!r:>10}",
    "%s %d %(title)s",
    "}{",
    "Robert'); DROP TABLE event;--",
    "' OR 1=1 --",
    "\x00",
    "a\x00b\x07\x1b[31m\x7f",
    "\u202eright to left\u202c",
    "\u200bzero\u200dwidth\ufeff",
    "مرحبا بكم في الندوة",
    "Z̸̢̛͎a̵l̶g̷o̴" * 20,
    "ﷺ" * 90,
    "event:1:going",
    "form:1:back:event.1.note",
    "#1",
    "-1",
    "١٢",
    "99999999999999999999",
    "1e9",
    "∞",
    "https://user:password@example.org/room",
    "javascript:alert(1)",
    "https://\u202eexample.org",
    "https://" + "a" * 490 + ".org",
    "http://127.0.0.1/",
    "<t:1:F>",
    "</event cancel:1>",
    "0000-00-00 00:00",
    "9999-12-31 23:59",
    "31 Feb 25:61",
    "-5 minutes",
    "1000000000 weeks",
    "in 99999999999 days",
    "Etc/GMT+99",
    "../../etc/passwd",
    "NULL",
    "=cmd|' /C calc'!A0",
)

words: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.builds("{}{}".format, st.sampled_from(AWKWARD), st.text(st.characters(codec="utf-8"), max_size=10)),
)


@dataclass(frozen=True)
class Target:
    """One place to type into: an option of a command, what is typed while choices are offered, a field of a form."""

    name: str  # as in the table
    field: str
    typing: bool = False


def targets(world: World) -> list[Target]:
    """All of them, found in the commands and forms themselves."""
    return [*_options(world), *_fields(world), *_typing(world)]


def _options(world: World) -> Iterator[Target]:
    for name, command in every_command(world).items():
        for option in command.parameters:
            if option.type is AppCommandOptionType.string and not option.choices:
                yield Target(f"/{name}", option.name)


def _fields(world: World) -> Iterator[Target]:
    for name in world.bot.forms.names():
        for field in form_named(world, name).fields:
            if field.kind in (Kind.LINE, Kind.TEXT):
                yield Target(f"form {name}", field.name)


def _typing(world: World) -> Iterator[Target]:
    for name, option in every_autocomplete(world):
        yield Target(f"/{name}", option.name, typing=True)


async def type_into(walker: Walker, scene: Scene, target: Target, text: str) -> list[str]:
    """Type a text into one place, all else as it works, and say what is wrong with what follows."""
    world, person = walker.world, walker.world.administrator
    text = text.replace("{role}", str(scene.role.id)).replace("{person}", str(person.id))
    with structlog.testing.capture_logs() as logs:
        heard = await _typed(walker, person, scene, target, text)
        wrong = _wrong(world, heard, logs)
        if not target.typing and heard.refusals:
            wrong += await _handed_back(walker, scene, target, text, heard)
    return [f"{target.name} {target.field} {'(typing) ' * target.typing}{text[:80]!r}: {each}" for each in wrong]


async def _typed(walker: Walker, person: Any, scene: Scene, target: Target, text: str) -> Heard:
    row = ROWS[target.name][0]
    if target.typing:
        return await walker.complete(person, target.name[1:], target.field, text, scene.channel)
    if isinstance(row, Command):
        options = {**row.options(scene), target.field: text}
        return await walker.command(person, target.name[1:], options, scene.channel)
    assert isinstance(row, Fill)
    values = {**{key: str(value) for key, value in row.values(scene).items()}, target.field: text}
    form = form_named(walker.world, target.name.removeprefix("form "))
    return await walker.submit(person, row.custom_id(target.name, scene), form, values, scene.channel)


def _wrong(world: World, heard: Heard, logs: list[Any]) -> list[str]:
    wrong = [] if heard.answered else ["nobody answered"]
    if heard.failures:
        wrong.append(f"an error nobody expects: {heard.said[:200]}")
    wrong += [f"logged {entry}" for entry in logs if entry["log_level"] in ("error", "critical")]
    return wrong + notifying(heard)


def notifying(heard: Heard, *allowed: int) -> list[str]:
    """Messages that may notify somebody besides those `allowed`. Nothing but silence is safe: Discord's own rule, when
    a message says nothing about it, is to notify everybody its text mentions.

    https://docs.discord.com/developers/resources/message#allowed-mentions-object
    """
    found = []
    for message in heard.messages:
        told = message.get("allowed_mentions")
        ids = {int(each) for kind in ("users", "roles") for each in (told or {}).get(kind, ())}
        if told is None or told.get("parse") or not ids <= set(allowed):
            found.append(f"may notify: {told} in {str(message)[:200]}")
    return found


async def _handed_back(walker: Walker, scene: Scene, target: Target, text: str, heard: Heard) -> list[str]:
    """What was refused comes back, as it was typed and as far as the form's field holds it."""
    ways = [each for each in heard.strings if each.startswith("form:")]
    if not ways:
        return ["refused without a way back"] if target.name.startswith("form ") else []
    opened = await walker.click(walker.world.administrator, ways[0], scene.channel)
    modal = opened.result.modal if opened.result else None
    if modal is None or opened.failures:
        return [f"no form came back: {opened.said[:200]}"]
    fields = {part["custom_id"]: part for part in (label["component"] for label in modal["components"])}
    field: Mapping[str, Any] | None = fields.get(target.field)
    if field is None:
        return []  # the kind of an event is chosen in the command alone
    back = field.get("value") or ""
    kept = text.replace("\x00", "")  # nobody sees it, and PostgreSQL holds none
    return [] if back == kept[: field["max_length"]] else [f"came back as {back[:80]!r}"]
