"""What is said of recordings and links: the news, the question where one is, and that a link is dead."""

from typing import Any

from discord import ui

from bot.domain.events import Event
from bot.domain.letters import Letter
from bot.domain.link_health import is_silent
from bot.domain.materials import Material
from bot.domain.outbox import Route
from bot.words import say
from cogs._items import Control, button, custom_id
from cogs._text import Markup, plain, stamp

Words = tuple[str, list[ui.Item[Any]]]


def recording(letter: Letter) -> Words:
    return _news(letter, "letter.recording"), [_button(letter, "event", "details", "card.button.details")]


def missed_recording(letter: Letter) -> Words:
    return _news(letter, "letter.missed_recording"), [_button(letter, "event", "details", "card.button.details")]


def chase(letter: Letter) -> Words:
    event = _event(letter)
    key = "letter.chase" if letter.item.args.get("number", 1) == 1 else "letter.chase_again"
    text = say(letter.language, key, title=plain(event.title, 100), at=stamp(event.starts_at, "D"))
    return text, [
        _button(letter, "recording", "give", "recording.button.give"),
        _button(letter, "recording", "none", "recording.button.none"),
    ]


def dead_link(letter: Letter) -> Words:
    material = _material(letter)
    values = {"title": plain(material.title, 100), "link": Markup(material.link)}
    change = button(
        say(letter.language, "material.button.link"),
        custom_id("material", material.id, "link", letter.community.id),
    )
    key = "letter.silent_link" if is_silent(material.link_state, material.link_problem) else "letter.dead_link"
    return say(letter.language, key, **values), [change]


def _news(letter: Letter, key: str) -> str:
    values = {"title": plain(_event(letter).title, 100), "link": Markup(_material(letter).link)}
    return say(letter.language, key, **values)


def _button(letter: Letter, noun: str, verb: str, label: str) -> Control:
    """In a direct message Discord names no server, so the button does."""
    arg: int | str = letter.community.id if letter.item.route is Route.DIRECT else ""
    return button(say(letter.language, label), custom_id(noun, _event(letter).id, verb, arg))


def _event(letter: Letter) -> Event:
    if letter.event is None:
        raise ValueError(f"{letter.item.key} speaks of no event")
    return letter.event


def _material(letter: Letter) -> Material:
    if letter.material is None:
        raise ValueError(f"{letter.item.key} speaks of no material")
    return letter.material
