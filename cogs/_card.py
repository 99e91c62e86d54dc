"""An event's announcement, in the community's language: Components V2, the same buttons for years.

Limits: 40 components and 4000 characters a message, of which a person's description gets what the facts leave.
https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import discord
from discord import ButtonStyle, ui

from bot.domain.events import EventView, Registration, Status
from bot.domain.kinds import Kinds
from bot.domain.rsvps import Choice
from bot.words import say
from bot.words import when as in_words
from cogs._actors import Reader
from cogs._describing import facts, heading
from cogs._event_words import fitting
from cogs._items import Control, Layout, button, custom_id
from cogs._text import plain, rich, stamp

ACCENT = discord.Colour(0x2E6E8E)  # decoration only: nothing is told by it
_MOST = 3900
_PLAIN = ButtonStyle.secondary


def event_card(view: EventView, language: str, kinds: Kinds) -> ui.LayoutView:
    """The public announcement. Never shows the join link. A fresh view each time, as an edit needs one."""
    made = Layout()
    made.add_item(ui.Container(*texts(view, language, kinds), accent_colour=ACCENT))
    for row in card_buttons(view, language):
        made.add_item(row)
    return made


def texts(
    view: EventView, language: str, kinds: Kinds, most: int = _MOST
) -> Iterator[ui.TextDisplay[ui.LayoutView] | ui.Separator[ui.LayoutView]]:
    """Heading, facts, and what the organisers wrote: at most `most` characters.

    Where it gets tight, long links give way first, then the description, the summary, and the last of the facts.
    """
    event = view.event
    head, summary = heading(language, view, kinds), plain(event.summary, 300)
    left = most - len(head) - 2
    lines = "\n".join(facts(language, view))
    if len(lines) + len(summary) > left:
        lines = fitting(facts(language, view, long_links=False), left)
    left -= len(lines)
    if len(summary) > left:
        summary = rich(summary, left)
    yield ui.TextDisplay(head)
    yield ui.TextDisplay(lines)
    left -= len(summary)
    if written := [part for part in (summary, rich(event.description, left)) if part]:
        yield ui.Separator()
        yield ui.TextDisplay("\n\n".join(written))


def card_buttons(view: EventView, language: str) -> list[ui.ActionRow[ui.LayoutView]]:
    """What people can do now; one button of each row at most stands out, and each says what it does."""
    event = view.event
    answers: list[Control] = []
    if event.status is Status.PUBLISHED:
        if view.registration is not Registration.CLOSED:
            going = "waitlist" if view.registration is Registration.FULL else "going"
            answers.append(_button(language, event.id, "going", going, ButtonStyle.primary))
            answers.append(_button(language, event.id, "maybe"))
        answers.append(_button(language, event.id, "declined"))
    more: list[Control] = []
    if view.has_link and event.status in (Status.PUBLISHED, Status.LIVE):
        style = ButtonStyle.primary if event.status is Status.LIVE else ButtonStyle.secondary
        more.append(_button(language, event.id, "link", style=style))
    more.append(_button(language, event.id, "details"))
    if event.status in (Status.PUBLISHED, Status.LIVE):
        more.append(_button(language, event.id, "calendar"))
    return [action_row(row) for row in (answers, more) if row]


def action_row(buttons: Iterable[Control]) -> ui.ActionRow[ui.LayoutView]:
    """At most five buttons side by side."""
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for each in buttons:
        row.add_item(each)
    return row


def _button(
    language: str, event_id: int, verb: str, label: str = "", style: ButtonStyle = ButtonStyle.secondary
) -> Control:
    return button(say(language, f"card.button.{label or verb}"), custom_id("event", event_id, verb), style=style)


def event_details(view: EventView, reader: Reader, kinds: Kinds, buttons: Iterable[Control] = ()) -> ui.LayoutView:
    """Everything about an event for one reader, privately: with their own answer and their own zone.

    Whoever is offered a seat takes it or passes it on here: the public card speaks to everybody.
    """
    made = Layout()
    mine = "\n".join(_mine(view, reader))
    made.add_item(ui.Container(*texts(view, reader.language, kinds, _MOST - len(mine)), accent_colour=ACCENT))
    if mine:
        made.add_item(ui.TextDisplay(mine))
    if offered := list(_offered(view, reader)):
        made.add_item(action_row(offered))
    if row := list(buttons):
        made.add_item(action_row(row))
    return made


def _offered(view: EventView, reader: Reader) -> Iterator[Control]:
    """The arg names the community, so that the buttons work in a direct message, too."""
    if view.mine is None or view.mine.choice is not Choice.OFFERED or view.event.status is not Status.PUBLISHED:
        return
    labels = {"going": ("rsvp.button.accept", ButtonStyle.primary), "declined": ("rsvp.button.pass", _PLAIN)}
    for verb, (label, style) in labels.items():
        yield button(
            say(reader.language, label), custom_id("event", view.event.id, verb, reader.community.id), style=style
        )


def _mine(view: EventView, reader: Reader) -> Iterator[str]:
    event, mine, language = view.event, view.mine, reader.language
    if reader.preferences.zone:
        yield say(language, "card.your_zone", at=in_words(language, event.starts_at, reader.preferences.zone))
    if mine is None:
        return
    yield say(language, f"card.mine.{mine.choice}", position=view.position or 0, until=_until(view))
    if mine.note:
        yield say(language, "card.mine.note", note=plain(mine.note, 300))
    if view.has_link and mine.choice is Choice.GOING and event.status is Status.PUBLISHED:
        opens = event.starts_at - timedelta(minutes=event.link_opens_minutes)
        yield say(language, "card.mine.link", at=stamp(opens))


def _until(view: EventView) -> str:
    until = view.mine.offered_until if view.mine else None
    return stamp(until) if until else ""
