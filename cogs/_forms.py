"""Forms (Discord: modals) that survive a restart and never lose what was typed.

Discord.py keeps an open form in memory and drops its submission after a restart. Ours carry in their custom id what
they are for, are never kept in memory, and every submission comes in through `NacreBot.on_interaction`. What was typed
is kept before anything else happens and forgotten when it worked; when it did not, the person gets the reason and a
button that opens the form again with their words in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import ui

from bot.domain.refused import Refused
from bot.services import forms
from bot.words import has, say
from cogs._actors import actor_of, in_community, language_for
from cogs._answers import began, ended, respond_to
from cogs._items import Press, button, custom_id, marked, panel, parsed
from cogs._text import storable

if TYPE_CHECKING:
    from cogs._bot import Interaction

_MARK = "__nacre_form__"
F = TypeVar("F", bound=Callable[..., Awaitable[None]])


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"  # several lines
    CHOICE = "choice"
    USER = "user"
    ROLES = "roles"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked. Its label is the text `form.<noun>.<verb>.<name>`, its hint the same with `.hint`."""

    name: str
    kind: Kind = Kind.LINE
    required: bool = False
    max_length: int = 4000
    choices: Sequence[tuple[str, str]] = ()  # (value, key of its text) for Kind.CHOICE
    max_values: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """A form of at most five fields; its title is the text `form.<noun>.<verb>` (at most 45 characters)."""

    noun: str
    verb: str
    fields: Sequence[Field]
    kept: bool = True  # what was typed is kept until it worked; an anonymous answer never is

    async def show(
        self,
        interaction: Interaction,
        id: int,  # noqa: A002 - the word of the template
        arg: str | int = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Open the form as the response to a command or a click. What was typed and not accepted before comes back."""
        name = custom_id(self.noun, id, self.verb, arg)
        actor = await actor_of(interaction)
        _back_id(actor.community_id, name)  # a name too long for the way back fails now, while nothing is typed yet
        kept = await interaction.client.nacre.ask(forms.take, actor, name)
        await interaction.response.send_modal(
            _Modal(await language_for(interaction), self, name, {**(values or {}), **(kept or {})})
        )


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that came back. `values` has every field that was shown; an empty one is ""."""

    noun: str
    id: int
    verb: str
    arg: str
    values: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def ids(self, name: str) -> tuple[int, ...]:
        """The chosen people, roles or channels."""
        return tuple(int(part) for part in self[name].split(",") if part.isdecimal())


SubmissionHandler = Callable[["Interaction", Submission], Awaitable[None]]


def on_form(form: Form) -> Callable[[F], F]:
    """Mark a cog's method `async def m(self, interaction, submission)` as what happens when a form comes back."""

    def mark(method: F) -> F:
        setattr(method, _MARK, form)
        return method

    return mark


class Forms:
    """Which method takes which form: found on the cogs."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Form, SubmissionHandler]] = {}

    def add(self, owner: object) -> None:
        for method, form in marked(owner, _MARK):
            if (form.noun, form.verb) in self._known:
                raise ValueError(f"two methods take the form {form.noun}:{form.verb}")
            self._known[form.noun, form.verb] = (form, method)

    def remove(self, owner: object) -> None:
        for _, form in marked(owner, _MARK):
            self._known.pop((form.noun, form.verb), None)

    def get(self, noun: str, verb: str) -> tuple[Form, SubmissionHandler]:
        known = self._known.get((noun, verb))
        if known is None:
            raise Refused("control.unknown")
        return known

    def keeps(self, noun: str, verb: str) -> bool:
        """Whether what is typed into this form is kept until it worked; of a form nobody takes any more, too."""
        known = self._known.get((noun, verb))
        return known is None or known[0].kept

    def __iter__(self) -> Iterator[Form]:
        return iter(form for form, _ in self._known.values())

    def names(self) -> list[str]:
        return sorted(f"{noun}:{verb}" for noun, verb in self._known)


async def submitted(interaction: Interaction) -> None:
    """Take a form that came back, whichever process opened it."""
    data = storable(interaction.data or {})
    name = str(data.get("custom_id", ""))
    sent = parsed(name)
    began(interaction, f"form:{sent.noun}:{sent.verb}" if sent else "form")
    outcome, kept = "done", False
    try:
        if sent is None:
            raise Refused("control.unknown")
        if interaction.guild_id is None:
            in_community(interaction, sent.number)
        actor = await actor_of(interaction)
        values = dict(_values(data.get("components", ())))
        kept = interaction.client.forms.keeps(sent.noun, sent.verb)
        if kept:
            await interaction.client.nacre.do(forms.keep, actor, name, values)
        _, handler = interaction.client.forms.get(sent.noun, sent.verb)
        await handler(interaction, Submission(sent.noun, sent.id, sent.verb, sent.arg, values))
        if kept:
            await interaction.client.nacre.do(forms.forget, actor, name)
    except Exception as error:
        view = await _way_back(interaction, name) if kept else None
        outcome = await respond_to(interaction, error, view=view)
    finally:
        ended(interaction, outcome)


async def _way_back(interaction: Interaction, name: str) -> ui.View:
    label = say(await language_for(interaction), "common.back_to_form")
    return panel(button(label, _back_id((await actor_of(interaction)).community_id, name)))


def _back_id(community_id: int, name: str) -> str:
    return custom_id("form", community_id, "back", name.replace(":", ".", 3))


async def back(interaction: Interaction, press: Press) -> None:
    """Open a form again with what the person had typed: the button under a refusal."""
    name = parsed(press.arg.replace(".", ":", 3))
    if name is None:
        raise Refused("control.unknown")
    form, _ = interaction.client.forms.get(name.noun, name.verb)
    await form.show(interaction, name.id, name.arg)


class _Modal(ui.Modal):
    def __init__(self, language: str, form: Form, name: str, values: Mapping[str, str]) -> None:
        key = f"form.{form.noun}.{form.verb}"
        super().__init__(title=say(language, key)[:45], custom_id=name, timeout=None)
        for asked in form.fields:
            hint = f"{key}.{asked.name}.hint"
            self.add_item(
                ui.Label(
                    text=say(language, f"{key}.{asked.name}")[:45],
                    description=say(language, hint)[:100] if has(hint) else None,
                    component=_component(language, asked, values.get(asked.name, "")),
                )
            )

    def is_finished(self) -> bool:
        """So that discord.py does not keep it: submissions are routed by custom id, after a restart too."""
        return True


def _component(language: str, asked: Field, value: str) -> ui.Item[Any]:
    shared: dict[str, Any] = {"custom_id": asked.name, "required": asked.required}
    match asked.kind:
        case Kind.LINE | Kind.TEXT:
            style = discord.TextStyle.short if asked.kind is Kind.LINE else discord.TextStyle.paragraph
            default = value[: asked.max_length] or None
            return ui.TextInput(**shared, style=style, default=default, max_length=asked.max_length)
        case Kind.CHOICE:
            options = [
                discord.SelectOption(label=say(language, key), value=choice, default=choice in value.split(","))
                for choice, key in asked.choices
            ]
            return ui.Select(**shared, options=options, min_values=_least(asked), max_values=asked.max_values)
    defaults = [discord.Object(int(part)) for part in value.split(",") if part.isdecimal()]
    shared |= {"min_values": _least(asked), "max_values": asked.max_values}
    match asked.kind:
        case Kind.USER:
            return ui.UserSelect(**shared, default_values=_typed(defaults, "user"))
        case Kind.ROLES:
            return ui.RoleSelect(**shared, default_values=_typed(defaults, "role"))
        case _:
            texts = [discord.ChannelType.text, discord.ChannelType.news]
            return ui.ChannelSelect(**shared, channel_types=texts, default_values=_typed(defaults, "channel"))


def _least(asked: Field) -> int:
    return 1 if asked.required else 0


def _typed(objects: Sequence[discord.Object], kind: str) -> list[discord.SelectDefaultValue]:
    of = discord.SelectDefaultValueType[kind]
    return [discord.SelectDefaultValue(id=each.id, type=of) for each in objects]


def _values(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The fields of a modal's payload, in rows or in labels.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure
    """
    for component in components:
        inner = component.get("components") or ([component["component"]] if "component" in component else [])
        yield from _values(inner)
        if "values" in component:
            yield component["custom_id"], ",".join(component["values"])
        elif "value" in component:
            value = component["value"]
            yield component["custom_id"], "" if value is None else str(value)
