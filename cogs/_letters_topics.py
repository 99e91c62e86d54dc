"""What people who wished for a topic are told: it became an event, or it will not."""

from typing import Any

from discord import ui

from bot.domain.letters import Letter
from bot.words import say
from cogs._items import button, custom_id
from cogs._text import plain, stamp


def topic_planned(letter: Letter) -> tuple[str, list[ui.Item[Any]]]:
    event = letter.event
    if event is None:
        raise ValueError(f"{letter.item.key} speaks of no event")
    text = say(letter.language, "letter.topic_planned", title=plain(event.title, 100), at=stamp(event.starts_at))
    buttons = [
        button(say(letter.language, f"card.button.{verb}"), custom_id("event", event.id, verb, letter.community.id))
        for verb in ("going", "details")
    ]
    return text, [*buttons]


def topic_declined(letter: Letter) -> tuple[str, list[ui.Item[Any]]]:
    topic = letter.topic
    if topic is None:
        raise ValueError(f"{letter.item.key} speaks of no topic")
    own = topic.created_by is not None and topic.created_by == letter.item.user_id
    key = "letter.topic_declined" if own else "letter.topic_declined.voted"
    text = say(letter.language, key, title=plain(topic.title, 100))
    if not topic.reason:
        return text, []
    return f"{text}\n{say(letter.language, 'topic.reason', reason=plain(topic.reason))}", []
