"""Topics in words: one alone, a page of them, and those that are like a new one."""

from __future__ import annotations

from typing import Any

from discord import ButtonStyle, ui

from bot.domain.people import Page
from bot.domain.topics import Topic, TopicStatus, TopicView
from bot.words import count, say
from cogs._actors import Reader
from cogs._items import Control, button, custom_id
from cogs._pages import place, turners
from cogs._panels import layout, row
from cogs._text import plain, stamp

SHOW = "show"  # where a button stands: its answer renews that panel
_SHOWN = 200  # characters of a description in a list


def alone(reader: Reader, seen: TopicView, *, organises: bool = False, heading: str = "") -> ui.LayoutView:
    """One topic with what the reader can do about it. Who suggested it is for organisers."""
    language, topic = reader.language, seen.topic
    lines = [f"## {plain(topic.title)}", _state(language, seen)]
    if seen.own:
        lines.append(say(language, "topic.own"))
    elif organises and topic.created_by is not None:
        lines.append(say(language, "topic.by", who=f"<@{topic.created_by}>"))
    controls = [_vote(language, topic, SHOW)] if topic.status is TopicStatus.OPEN else []
    if topic.status is TopicStatus.OPEN and seen.own:
        controls.append(button(say(language, "topic.button.describe"), custom_id("topic", topic.id, "describe")))
        if topic.votes <= topic.voted:
            controls.append(button(say(language, "topic.button.withdraw"), custom_id("topic", topic.id, "withdraw")))
    if topic.status is TopicStatus.DECLINED and organises:
        controls.append(button(say(language, "topic.button.reopen"), custom_id("topic", topic.id, "reopen")))
    return layout(heading, "\n".join(lines), plain(topic.description), row(controls))


def several(reader: Reader, found: Page[TopicView], status: TopicStatus) -> ui.LayoutView:
    """A page of topics, each with its button."""
    language = reader.language
    heading = f"## {say(language, f'topic.list.{status}')}"
    if not found.items:
        return layout(f"{heading}\n{say(language, f'topic.none.{status}')}")
    at = " · ".join(part for part in (count(language, "topic.count", found.total), place(language, found)) if part)
    parts: list[ui.Item[Any] | str | None] = [f"{heading}\n{at}"]
    for seen in found.items:
        parts.append(_item(language, seen))
        if seen.topic.status is TopicStatus.OPEN:
            parts.append(row([_vote(language, seen.topic, str(found.number))]))
    return layout(*parts, row(turners(language, found, "topics", "page", status.value)))


def alike(reader: Reader, title: str, found: tuple[TopicView, ...], token: int) -> ui.LayoutView:
    """Those so like a new topic that the reader may want to vote for one of them instead."""
    language = reader.language
    parts: list[ui.Item[Any] | str | None] = [say(language, "topic.alike", title=plain(title))]
    for seen in found:
        vote = button(
            say(language, "topic.button.this_one"),
            custom_id("topic", seen.topic.id, "vote", SHOW),
            style=ButtonStyle.primary,
        )
        parts += [_item(language, seen), row([vote])]
    anyway = button(say(language, "topic.button.anyway"), custom_id("topic", token, "anyway"))
    return layout(*parts, row([anyway]))


def _item(language: str, seen: TopicView) -> str:
    lines = [f"**{plain(seen.topic.title)}**", _state(language, seen)]
    if seen.topic.description:
        lines.append(plain(" ".join(seen.topic.description.split()), _SHOWN))
    return "\n".join(lines)


def _state(language: str, seen: TopicView) -> str:
    """Its status in words, and how many want it."""
    topic = seen.topic
    votes = count(language, "topic.votes", topic.votes)
    if topic.voted:
        votes = f"{votes} · {say(language, 'topic.voted')}"
    if topic.status is TopicStatus.PLANNED and seen.event is not None:
        when = stamp(seen.event.starts_at)
        return say(language, "topic.planned", title=plain(seen.event.title), when=when) + f"\n{votes}"
    if topic.status is TopicStatus.DECLINED:
        why = say(language, "topic.reason", reason=plain(topic.reason)) if topic.reason else ""
        return "\n".join(part for part in (say(language, "topic.declined"), why, votes) if part)
    return votes


def _vote(language: str, topic: Topic, where: str) -> Control:
    if topic.voted:
        return button(say(language, "topic.button.take_back"), custom_id("topic", topic.id, "take_back", where))
    label = say(language, "topic.button.vote")
    return button(label, custom_id("topic", topic.id, "vote", where), style=ButtonStyle.primary)
