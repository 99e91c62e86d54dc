"""Buttons and menus that live for years: what they do is in their custom id, `noun:id:verb` or `noun:id:verb:arg`.

All of them are one DynamicItem class, so that no message carries anything else; clicks come in by `on_interaction` and
are told apart by one pattern, so no two can answer one. A cog marks its methods with `@on("event", "going")`; the bot
finds them when it adds the cog. Custom ids are append-only like migrations: `tests/cogs/custom_ids.txt` is the frozen
list.

In a direct message Discord tells us no server: there `arg` is the community's id, or ends with a dot and that id (for
the nouns `dm` and `form` the `id` is it).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import ui

from bot.domain.refused import Refused
from cogs._actors import in_community
from cogs._answers import answering

if TYPE_CHECKING:
    from cogs._bot import Interaction

TEMPLATE = r"(?P<noun>[a-z_]{1,20}):(?P<id>[0-9]{1,20}):(?P<verb>[a-z_]{1,20})(?::(?P<arg>[A-Za-z0-9_.,+-]{1,69}))?"
_PATTERN = re.compile(TEMPLATE)
_MARK = "__nacre_presses__"

F = TypeVar("F", bound=Callable[..., Awaitable[None]])


@dataclass(frozen=True, slots=True)
class Press:
    """A click on a button, or a choice in a menu (`values`: what was chosen, ids as digits)."""

    noun: str
    id: int
    verb: str
    arg: str = ""
    values: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """`arg` as a number, 0 when there is none."""
        return int(self.arg) if self.arg.isdecimal() else 0

    @property
    def community(self) -> int:
        """The community that a button in a direct message names: the last part of `arg`."""
        last = self.arg.rpartition(".")[2]
        return int(last) if last.isdecimal() else 0


PressHandler = Callable[["Interaction", Press], Awaitable[None]]


def on(noun: str, *verbs: str) -> Callable[[F], F]:
    """Mark a cog's method `async def m(self, interaction, press)` as what happens on a click."""

    def mark(method: F) -> F:
        setattr(method, _MARK, (noun, verbs))
        return method

    return mark


class Presses:
    """Which method answers which button: found on the cogs, one for each noun and verb."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, str], PressHandler] = {}

    def add(self, owner: object) -> None:
        for method, (noun, verbs) in marked(owner, _MARK):
            for verb in verbs:
                self.bind(noun, verb, method)

    def bind(self, noun: str, verb: str, handler: PressHandler) -> None:
        """For a button that belongs to no cog."""
        if (noun, verb) in self._handlers:
            raise ValueError(f"two methods answer {noun}:{verb}")
        self._handlers[noun, verb] = handler

    def remove(self, owner: object) -> None:
        for _, (noun, verbs) in marked(owner, _MARK):
            for verb in verbs:
                self._handlers.pop((noun, verb), None)

    def get(self, noun: str, verb: str) -> PressHandler:
        """Raises Refused("control.unknown") for a button this version no longer knows."""
        handler = self._handlers.get((noun, verb))
        if handler is None:
            raise Refused("control.unknown")
        return handler

    def names(self) -> list[str]:
        return sorted(f"{noun}:{verb}" for noun, verb in self._handlers)


def marked(owner: object, mark: str) -> Iterable[tuple[Any, Any]]:
    """The bound methods of an object that carry a mark, with it."""
    for name in dir(type(owner)):
        function = getattr(type(owner), name, None)
        if hasattr(function, mark):
            yield getattr(owner, name), getattr(function, mark)


def custom_id(noun: str, id: int, verb: str, arg: str | int = "") -> str:  # noqa: A002 - the word of the template
    """A custom id in the one form we answer; ValueError for anything else (at most 100 characters)."""
    made = f"{noun}:{id}:{verb}" + (f":{arg}" if arg != "" else "")
    if _PATTERN.fullmatch(made) is None or len(made) > 100:
        raise ValueError(f"not a custom id: {made!r}")
    return made


def parsed(id: str, values: Iterable[str] = ()) -> Press | None:  # noqa: A002 - Discord's word
    """What a custom id says; None when it is none of ours."""
    match = _PATTERN.fullmatch(id)
    if match is None:
        return None
    return Press(match["noun"], int(match["id"]), match["verb"], match["arg"] or "", tuple(values))


class Control(ui.DynamicItem[ui.Item[Any]], template=_PATTERN):
    """A button or a menu of ours, with a custom id in our form. Clicks on it come to `pressed`."""

    def __init__(self, item: ui.Item[Any]) -> None:
        super().__init__(item)
        if _PATTERN.fullmatch(self.custom_id) is None:
            raise ValueError(f"not a custom id: {self.custom_id!r}")


async def pressed(interaction: Interaction) -> None:
    """Answer a click or a choice by its custom id; what is none of ours is left alone.

    Discord.py's own way to a dynamic item builds the whole message's view anew at every click, twice as much work as
    everything else that it does for one.
    """
    data: Any = interaction.data or {}
    press = parsed(data.get("custom_id", ""), data.get("values", ()))
    if press is None:
        return
    async with answering(interaction, f"{press.noun}:{press.verb}"):
        if interaction.guild_id is None:
            in_community(interaction, press.id if press.noun in ("dm", "form") else press.community)
        await interaction.client.presses.get(press.noun, press.verb)(interaction, press)


def button(
    label: str,
    id: str,  # noqa: A002 - Discord's word
    *,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> Control:
    """A button; label at most 34 characters, so that it shows whole on a phone (Discord's design guidelines)."""
    return Control(ui.Button(label=label, custom_id=id, style=style, disabled=disabled))


def menu(
    placeholder: str,
    id: str,  # noqa: A002 - Discord's word
    options: Sequence[discord.SelectOption],
    *,
    min_values: int = 1,
    max_values: int = 1,
) -> Control:
    """A menu of up to 25 texts to choose from."""
    return Control(
        ui.Select(
            placeholder=placeholder,
            custom_id=id,
            options=list(options)[:25],
            min_values=min_values,
            max_values=max_values,
        )
    )


class Buttons(ui.View):
    """Buttons and menus under a text.

    Discord.py keeps every view it sends in memory, private ones for a quarter of an hour each. Ours are found by their
    custom ids, so they say that they are finished and are not kept.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_finished(self) -> bool:
        return True


class Layout(ui.LayoutView):
    """A message of texts and rows (Components V2); not kept in memory either."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_finished(self) -> bool:
        return True


def panel(*items: ui.Item[Any]) -> ui.View:
    """A message's buttons and menus: five buttons a row. Never times out, never has to be stopped."""
    view = Buttons()
    for item in items:
        view.add_item(item)
    return view
