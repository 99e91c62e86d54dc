"""A person's own answer: given, changed, taken back, with a note; and the list of what they answered."""

from dataclasses import replace
from datetime import datetime

from bot.domain import details, seats
from bot.domain.events import EventView, registration
from bot.domain.people import Actor, Page
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice, Outcome, Rsvp
from bot.services import notices, planning
from bot.services.events import access
from bot.services.events.reading import GOING_ON, page_of, without_link
from bot.services.seating.book import Book
from bot.services.seating.queue import offer_seats, take_back
from bot.store import events, rsvps
from bot.store.database import Connection


def respond(conn: Connection, now: datetime, actor: Actor, event_id: int, choice: Choice) -> Outcome:
    """Answer an event. A wish for a seat when there is none puts the person on the waitlist; leaving always works.

    The same answer again changes nothing. Refused: event.unknown, event.not_published, event.cancelled, event.ended,
    rsvp.closed, rsvp.started, rsvp.offer_lapsed.
    """
    filled = access.answerable(conn, now, actor, event_id)
    before, leads = rsvps.own(conn, event_id, actor.user_id)
    with Book(conn, now, filled) as book:
        current = before
        if before is not None and seats.has_lapsed(before, now):
            current = take_back(book, before)
        decided = _decide(book, choice, before, current)
        after = current
        if current is None or decided is not current.choice:
            after = _answer(book, actor, current, decided)
            if decided is not Choice.DECLINED:
                _plan_own_reminders(book, leads)
    if after != before:
        notices.refresh_card(conn, now, book.event)
    return _outcome(book, before, after)


def _decide(book: Book, wish: Choice, before: Rsvp | None, current: Rsvp | None) -> Choice:
    open_now = registration(book.event, book.seats, book.now)
    try:
        return seats.decide(wish, current.choice if current else None, book.event, open_now, book.now)
    except Refused as refused:
        if before is not current:
            raise Refused("rsvp.offer_lapsed", **refused.values) from None
        raise


def _answer(book: Book, actor: Actor, before: Rsvp | None, choice: Choice) -> Rsvp:
    queues = choice in seats.QUEUED and (before is None or before.choice not in seats.QUEUED)
    ticket = book.draw() if before is None or queues else before.ticket
    after = Rsvp(book.event.id, actor.user_id, choice, ticket, book.now, before.note if before else "")
    book.turn(before, after)
    if before is not None and before.choice in seats.HOLDING and choice not in seats.HOLDING:
        offer_seats(book)
    return after


def _plan_own_reminders(book: Book, leads: tuple[int, ...]) -> None:
    """Somebody who comes may want to be reminded at times that nobody else is."""
    if not set(leads) <= set(book.event.lead_minutes):
        planning.ensure_leads(book.conn, book.now, book.event, leads)


def undo(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Outcome:
    """Take an answer back, as if it had never been given; a seat passes on. Without an answer nothing changes.

    Refused: event.unknown, event.not_published, event.cancelled, event.ended.
    """
    filled = access.answerable(conn, now, actor, event_id)
    before = rsvps.get(conn, event_id, actor.user_id)
    with Book(conn, now, filled) as book:
        if before is not None:
            book.turn(before, None)
            if before.choice in seats.HOLDING:
                offer_seats(book)
    if before is not None:
        notices.refresh_card(conn, now, book.event)
    return _outcome(book, before, None)


def _outcome(book: Book, before: Rsvp | None, after: Rsvp | None) -> Outcome:
    waits = after is not None and after.choice is Choice.WAITING
    position = rsvps.position(book.conn, after) if waits and after is not None else None
    return Outcome(without_link(book.event), book.seats, before, after, position, bool(book.event.join_link))


def note(conn: Connection, now: datetime, actor: Actor, event_id: int, text: str) -> Rsvp:
    """Put a note to one's answer, for the organisers to read; "" removes it.

    Refused as `respond`, and rsvp.no_answer, event.note_long.
    """
    access.answerable(conn, now, actor, event_id)
    before = rsvps.get(conn, event_id, actor.user_id)
    if before is None:
        raise Refused("rsvp.no_answer")
    after = replace(before, note=details.paragraphs("note", text), updated_at=now)
    rsvps.save(conn, after)
    return after


def mine(conn: Connection, now: datetime, actor: Actor, page: int = 0, size: int = 5) -> Page[EventView]:
    """Events to come that the actor holds a seat in, waits for or may come to; the next one first."""
    answered = rsvps.of_person(conn, actor.community_id, actor.user_id)
    ids = frozenset(rsvp.event_id for rsvp in answered if rsvp.choice is not Choice.DECLINED)
    found = events.search(conn, actor.community_id, now, statuses=GOING_ON, only_upcoming=True, ids=ids)
    return page_of(conn, now, actor, found, page, size)
