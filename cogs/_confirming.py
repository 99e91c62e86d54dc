"""What a person reads after answering an event: what happened, and what comes next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from discord import ui

from bot.domain.events import Mode, Status
from bot.domain.people import DmPolicy
from bot.domain.rsvps import Choice, Outcome
from bot.words import say
from cogs._actors import Reader
from cogs._items import Control, button, custom_id, panel
from cogs._text import plain, stamp

_LABELS = {"undo": "rsvp.button.undo", "note": "rsvp.button.note", "link": "card.button.link"}
_LEFT = {Choice.GOING: "left", Choice.OFFERED: "passed_on", Choice.WAITING: "off_waitlist"}


def confirmation(outcome: Outcome, reader: Reader, now: datetime) -> str:
    """One or two sentences in the reader's language, and where to go."""
    event, mine = outcome.event, outcome.now_rsvp
    key = _key(outcome)
    until = stamp(mine.offered_until) if mine and mine.offered_until else ""
    lines = [
        say(
            reader.language,
            f"rsvp.{key}",
            title=plain(event.title, 100),
            at=stamp(event.starts_at),
            position=outcome.position or 0,
            until=until,
        )
    ]
    if mine is not None and mine.choice is Choice.GOING and event.status is Status.PUBLISHED:
        lines += _what_next(outcome, reader, now)
    return "\n".join(lines)


def _key(outcome: Outcome) -> str:
    before = outcome.before.choice if outcome.before else None
    match outcome.now_rsvp.choice if outcome.now_rsvp else None:
        case None:
            return "taken_back"
        case Choice.GOING if before is Choice.OFFERED:
            return "accepted"
        case Choice.DECLINED if before in _LEFT:
            return _LEFT[before]
        case choice:
            return choice.value


def _what_next(outcome: Outcome, reader: Reader, now: datetime) -> Iterator[str]:
    event = outcome.event
    if event.place and event.mode is not Mode.ONLINE:
        yield say(reader.language, "rsvp.place", place=plain(event.place, 200))
    if outcome.has_link:
        opens = event.starts_at - timedelta(minutes=event.link_opens_minutes)
        key = "rsvp.link_opens" if now < opens else "rsvp.link_open"
        yield say(reader.language, key, at=stamp(opens))


def next_steps(outcome: Outcome, reader: Reader, arg: int | str) -> list[Control]:
    """What they can do now. `arg` is the community in a direct message, else ""."""
    return _buttons(*_steps(outcome, reader, arg))


def next_panel(outcome: Outcome, reader: Reader, arg: int | str) -> ui.View | None:
    """The same as the buttons of a message; None when there is nothing to do."""
    return _panel(*_steps(outcome, reader, arg)) if outcome.now_rsvp is not None else None


def _steps(outcome: Outcome, reader: Reader, arg: int | str) -> tuple[str, int, int | str, tuple[str, ...], int | None]:
    """Language, event, `arg`, what can be done with the answer, and the community that asks about messages if any."""
    mine, verbs = outcome.now_rsvp, tuple[str, ...]()
    if mine is not None:
        verbs = ("undo", "note", "link") if mine.choice is Choice.GOING and outcome.has_link else ("undo", "note")
    asks = outcome.before is None and mine is not None and mine.choice is not Choice.DECLINED and _may_ask(reader)
    return reader.language, outcome.event.id, arg, verbs, reader.community.id if asks else None


def _buttons(language: str, event_id: int, arg: int | str, verbs: tuple[str, ...], asking: int | None) -> list[Control]:
    steps = [button(say(language, _LABELS[verb]), custom_id("event", event_id, verb, arg)) for verb in verbs]
    if asking is not None:
        steps.append(button(say(language, "rsvp.button.messages"), custom_id("dm", asking, "allow")))
    return steps


@lru_cache(maxsize=1024)
def _panel(language: str, event_id: int, arg: int | str, verbs: tuple[str, ...], asking: int | None) -> ui.View:
    """Made once for all who answered an event alike: nothing in it is anybody's own, and sending changes nothing."""
    return panel(*_buttons(language, event_id, arg, verbs, asking))


def _may_ask(reader: Reader) -> bool:
    """Ask about direct messages until the person said yes or no, once for each event."""
    asked = reader.preferences.messages_chosen_at is not None
    return reader.community.dm_policy is DmPolicy.OPT_IN and not asked
