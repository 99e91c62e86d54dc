"""Polls in words: what was asked, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from discord import SelectOption, ui

from bot.domain.people import Page
from bot.domain.polls import Poll, PollStatus
from bot.words import count, say
from cogs._items import Control, button, custom_id, menu
from cogs._numbers import percent
from cogs._pages import place, turners
from cogs._panels import layout, row
from cogs._text import plain, shorten, stamp

_BAR = 12  # characters of the longest bar


def alone(language: str, poll: Poll, so_far: Sequence[int] | None = None) -> ui.LayoutView:
    """One poll: its votes in numbers and as bars, or why there are none."""
    counts = poll.results if poll.status is PollStatus.CLOSED else so_far
    parts = [f"## {plain(poll.question)}", _state(language, poll, partly=counts is not None)]
    link = address(poll)
    if link is not None and poll.status is not PollStatus.LOST:
        parts.append(f"[{say(language, 'poll.open_message')}]({link})")
    bars = "\n".join(_bars(language, poll, counts)) if counts is not None else ""
    if counts is not None:
        bars = f"{bars}\n-# {count(language, 'poll.votes', sum(counts))}"
    if poll.multiple:
        bars = f"{bars}\n-# {say(language, 'poll.several')}".lstrip()
    ending = poll.status is PollStatus.OPEN and poll.message_id is not None
    end = button(say(language, "poll.button.end"), custom_id("poll", poll.id, "end"))
    return layout("\n".join(parts), bars, row([end] if ending else []))


def several(language: str, found: Page[Poll]) -> ui.LayoutView:
    heading = f"## {say(language, 'poll.list.title')}"
    if not found.items:
        return layout(f"{heading}\n{say(language, 'poll.list.none')}")
    lines = [f"- **{plain(each.question, 150)}**\n  {_state(language, each)}" for each in found.items]
    return layout(
        f"{heading}\n{place(language, found)}".rstrip(),
        "\n".join(lines),
        row([_opening(language, found)]),
        row(turners(language, found, "polls", "page")),
    )


def _opening(language: str, found: Page[Poll]) -> Control:
    """A menu that opens one of those listed, however long ago it was."""
    offered = [
        SelectOption(
            label=shorten(each.question, 100),
            description=say(language, f"poll.status.{each.status}"),
            value=str(each.id),
        )
        for each in found.items
    ]
    return menu(say(language, "poll.list.open"), custom_id("polls", found.number, "open"), offered)


def address(poll: Poll) -> str | None:
    if poll.message_id is None:
        return None
    return f"https://discord.com/channels/{poll.community_id}/{poll.channel_id}/{poll.message_id}"


def choice_of(language: str, poll: Poll) -> str:
    """A poll among those to choose from, at most 100 characters."""
    state = say(language, f"poll.status.{poll.status}")
    return f"{shorten(poll.question, 97 - len(state))} · {state}"


def _state(language: str, poll: Poll, *, partly: bool = False) -> str:
    match poll.status:
        case PollStatus.CLOSED:
            return say(language, "poll.closed", when=stamp(poll.closes_at))
        case PollStatus.LOST:
            return say(language, "poll.lost")
        case _ if poll.message_id is None:
            return say(language, "poll.not_posted_yet", channel=f"<#{poll.channel_id}>")
    return say(language, "poll.so_far" if partly else "poll.open", when=stamp(poll.closes_at))


def _bars(language: str, poll: Poll, counts: Sequence[int]) -> list[str]:
    most, everything = max(counts, default=0), sum(counts)
    lines = []
    for option, votes in zip(poll.options, counts, strict=True):
        filled = round(_BAR * votes / most) if most else 0
        number = f"{votes} ({percent(language, votes, everything)})"
        lines.append(f"{plain(option)}\n`{'█' * filled}{'░' * (_BAR - filled)}` {number}")
    return lines
