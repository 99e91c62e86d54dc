"""Attendance in words: what the roster shows of it to organisers, and /my events to each person of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import discord
from discord import ui

from bot.domain.attendance import Attendance
from bot.domain.people import Page
from bot.services.attendance import Own, Turnout
from bot.words import count, listing, say
from cogs._actors import Reader
from cogs._describing import length
from cogs._items import Control, button, custom_id
from cogs._pages import place, turners
from cogs._panels import layout, row
from cogs._text import plain, stamp

THERE, ABSENT = LISTS = ("there", "absent")
SIZE = 10
_GAPS = 5  # shown; more than that are counted


def is_shown(turnout: Turnout) -> bool:
    """Before the start there is nothing to say, unless somebody was noted already."""
    return turnout.begun or turnout.total > 0 or bool(turnout.here)


def totals(language: str, turnout: Turnout) -> str:
    """ "Were there: 12 · Said they would come: 15 · Did not come: 4", and when nobody watched."""
    parts = [count(language, "attendance.there", turnout.total)]
    if turnout.begun:
        parts.append(count(language, "attendance.going", turnout.going))
        parts.append(count(language, "attendance.absent", len(turnout.absent)))
    if turnout.here:
        parts.append(count(language, "attendance.here", len(turnout.here)))
    return "\n".join([" · ".join(parts), *_gaps(language, turnout)])


def _gaps(language: str, turnout: Turnout) -> Iterator[str]:
    for gap in turnout.gaps[:_GAPS]:
        yield say(language, "attendance.gap", start=stamp(gap.from_at, "t"), end=stamp(gap.to_at, "t"))
    if len(turnout.gaps) > _GAPS:
        yield count(language, "attendance.more_gaps", len(turnout.gaps) - _GAPS)


def options(language: str, turnout: Turnout, chosen: str) -> list[discord.SelectOption]:
    """Two more lists for the roster's menu."""
    numbers = {THERE: turnout.total, ABSENT: len(turnout.absent)} if turnout.begun else {THERE: turnout.total}
    return [
        discord.SelectOption(label=count(language, f"attendance.{name}", n), value=name, default=name == chosen)
        for name, n in numbers.items()
    ]


def lines(language: str, turnout: Turnout, chosen: str, number: int) -> tuple[list[str], list[Control]]:
    """One page of those who were there, or of those who did not come; and the buttons to the other pages."""
    records = turnout.there if chosen == THERE else ()
    people = [record.user_id for record in records] if chosen == THERE else list(turnout.absent)
    page = Page.of(people, number, SIZE)
    known = {record.user_id: record for record in records}
    found = [
        f"{position}\\. {_person(language, turnout, user_id, known.get(user_id))}"
        for position, user_id in enumerate(page.items, page.number * SIZE + 1)
    ]
    heading = f"**{say(language, f'attendance.list.{chosen}')}** {place(language, page)}".rstrip()
    if chosen == THERE and turnout.erased:
        found.append(count(language, "event.roster.erased", turnout.erased))
    elif not found:
        found.append(say(language, "event.roster.empty_choice"))
    return [heading, *found], turners(language, page, "roster", "page", f"{turnout.event.id}.{chosen}")


def _person(language: str, turnout: Turnout, user_id: int, record: Attendance | None) -> str:
    parts = [f"<@{user_id}>"]
    if record is not None:
        parts.append(how_long(language, record))
        parts.append(listing(language, [say(language, f"attendance.source.{each}") for each in record.shown_sources]))
    if user_id in turnout.here:
        parts.append(say(language, "attendance.here_now"))
    return " · ".join(parts)


def how_long(language: str, record: Attendance) -> str:
    if record.minutes is None:
        return say(language, "attendance.no_minutes")
    return length(language, timedelta(minutes=record.minutes))


def own_panel(reader: Reader, page: Page[Own]) -> ui.LayoutView:
    """Where the reader was, for themselves: no numbers to compare with anybody's."""
    language = reader.language
    parts: list[ui.Item[ui.LayoutView] | str | None] = [f"## {say(language, 'attendance.mine.title')}"]
    parts += [_own(language, own) for own in page.items]
    if not page.items:
        parts.append(say(language, "attendance.mine.none"))
    back = button(say(language, "attendance.mine.back"), custom_id("my", 0, "page"))
    turning = turners(language, page, "my", "past")
    return layout(*parts, place(language, page), f"-# {say(language, 'attendance.mine.who')}", row([*turning, back]))


def _own(language: str, own: Own) -> str:
    event, record = own.event, own.record
    sources = listing(language, [say(language, f"attendance.source.{each}") for each in record.shown_sources])
    line = f"**{plain(event.title, 100)}**\n{stamp(event.starts_at)} · {how_long(language, record)} · {sources}"
    return line if own.told else f"{line}\n-# {say(language, 'attendance.mine.untold')}"
