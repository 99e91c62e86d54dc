"""What a person answered to coming events, each with the buttons that change it."""

from __future__ import annotations

from collections.abc import Iterator

from discord import ui

from bot.domain.events import EventView, Registration, Status
from bot.domain.people import Page
from bot.domain.rsvps import Choice, Outcome
from bot.words import say
from cogs._actors import Reader
from cogs._confirming import next_steps
from cogs._items import Control, button, custom_id
from cogs._pages import place, turners
from cogs._panels import layout, row
from cogs._text import plain, stamp

ANSWERS = (Choice.GOING, Choice.MAYBE, Choice.DECLINED)


def events_panel(
    reader: Reader, page: Page[EventView], said: str = "", outcome: Outcome | None = None, past: int = 0
) -> ui.LayoutView:
    """A page of five. `said` and the buttons of `outcome` tell what a change led to; `past`: how many they were at."""
    language = reader.language
    parts: list[ui.Item[ui.LayoutView] | str | None] = [say(language, "my.events.title"), said]
    if outcome is not None:
        parts.append(row(next_steps(outcome, reader, "")))
    if not page.items:
        parts.append(say(language, "my.events.none"))
    for view in page.items:
        parts += [_line(language, view), row(_buttons(language, view, page.number))]
    more = turners(language, page, "my", "page")
    if past:
        more.append(button(say(language, "attendance.mine.open"), custom_id("my", 0, "past")))
    return layout(*parts, place(language, page), row(more))


def _line(language: str, view: EventView) -> str:
    event, mine = view.event, view.mine
    head = f"**{plain(event.title, 100)}**\n{stamp(event.starts_at)} ({stamp(event.starts_at, 'R')})"
    if mine is None:
        return head
    until = stamp(mine.offered_until) if mine.offered_until else ""
    return f"{head}\n{say(language, f'card.mine.{mine.choice}', position=view.position or 0, until=until)}"


def _buttons(language: str, view: EventView, page: int) -> Iterator[Control]:
    for choice in _possible(view):
        yield button(say(language, _label(view, choice)), custom_id("my", view.event.id, choice.value, page))


def _possible(view: EventView) -> Iterator[Choice]:
    """A seat that is held or offered can always be given back; the rest as long as registration is open."""
    mine = view.mine.choice if view.mine else None
    if view.event.status is not Status.PUBLISHED:
        return
    for choice in ANSWERS:
        if choice is Choice.GOING and mine in (Choice.GOING, Choice.WAITING):
            continue
        open_to_all = choice is Choice.DECLINED or view.registration is not Registration.CLOSED
        if choice is not mine and (open_to_all or mine is Choice.OFFERED):
            yield choice


def _label(view: EventView, choice: Choice) -> str:
    if view.mine is not None and view.mine.choice is Choice.OFFERED and choice is not Choice.MAYBE:
        return "rsvp.button.accept" if choice is Choice.GOING else "rsvp.button.pass"
    full = view.registration is Registration.FULL and choice is Choice.GOING
    return "card.button.waitlist" if full else f"card.button.{choice}"
