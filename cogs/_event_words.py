"""Events in words, for private lists and panels. What organisers typed is shown as they typed it, never as Markdown."""

from collections.abc import Iterable

from bot.domain.events import Event, EventView, Registration, Seats, Status
from bot.domain.kinds import Kinds
from bot.words import count, listing, say
from cogs._actors import Reader
from cogs._describing import kind_name
from cogs._text import plain, stamp

OPEN_STATES = (Status.PUBLISHED,)


def card_link(view: EventView) -> str | None:
    """The address of the posted card, None while it is not posted."""
    card = view.card
    if card is None or card.message_id is None:
        return None
    return f"https://discord.com/channels/{view.event.community_id}/{card.channel_id}/{card.message_id}"


def where(language: str, event: Event) -> str:
    """ "Online", or the place; both for a hybrid event. Never the join link."""
    mode = say(language, f"event.mode.{event.mode}")
    return f"{mode}: {plain(event.place, 80)}" if event.place else mode


def state(language: str, view: EventView) -> str:
    """Registration while people can still answer, else the event's status."""
    if view.event.status in OPEN_STATES:
        return say(language, f"event.registration.{view.registration}")
    return say(language, f"event.status.{view.event.status}")


def seats_left(language: str, view: EventView) -> str:
    if view.registration is Registration.OPEN and view.seats.left is not None:
        return count(language, "common.seats_left", view.seats.left)
    return ""


def item(reader: Reader, view: EventView, kinds: Kinds) -> str:
    """One event in a list, three short lines."""
    event, language = view.event, reader.language
    first = f"**{plain(event.title)}** · {kind_name(language, kinds, event.kind)}"
    second = f"{stamp(event.starts_at)} ({stamp(event.starts_at, 'R')}) · {where(language, event)}"
    parts = [state(language, view), seats_left(language, view)]
    if view.mine is not None:
        parts.append(say(language, "event.list.mine", choice=say(language, f"event.choice.{view.mine.choice}")))
    link = card_link(view)
    if link is not None:
        parts.append(f"[{say(language, 'event.list.card')}]({link})")
    return "\n".join((first, second, " · ".join(part for part in parts if part)))


def fitting(lines: Iterable[str], most: int) -> str:
    """As many whole lines as fit into `most` characters, with an ellipsis for those that do not."""
    kept: list[str] = []
    for line in lines:
        most -= len(line) + 1
        if most < 2:
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)


def told(language: str, seats: Seats, *, done: bool = False) -> str:
    """Who is told of a move or a cancellation: those who hold a seat, and those who wait for one."""
    holding, waiting = seats.going + seats.offered, seats.waiting
    people = [count(language, f"event.told.{group}", n) for group, n in (("seats", holding), ("waiting", waiting)) if n]
    if not people:
        return say(language, "event.told.nobody")
    return say(language, "event.told.done" if done else "event.told", people=listing(language, people))
