"""A person's answers go when their data is erased: totals stay, and a seat that is still worth something passes on."""

from datetime import datetime

from bot.domain.events import Status, has_started
from bot.domain.rsvps import Rsvp
from bot.domain.seats import HOLDING
from bot.services import notices
from bot.services.seating.book import Book
from bot.services.seating.queue import offer_seats
from bot.store import events, rsvps
from bot.store.database import Connection


def forget_person(conn: Connection, now: datetime, community_id: int, user_id: int) -> int:
    """Remove all answers of a person in a community; returns how many.

    Before the start the seat is free for others and the total goes down; from then on, and of cancelled events, the
    total stays. Events are held in order of their ids, so that two of these never wait for each other.
    """
    answers = rsvps.of_person(conn, community_id, user_id)
    for answer in answers:
        _forget(conn, now, answer)
    return len(answers)


def _forget(conn: Connection, now: datetime, listed: Rsvp) -> None:
    filled = events.hold(conn, listed.event_id)
    answer = rsvps.get(conn, listed.event_id, listed.user_id)  # it may have changed until the event was held
    if filled is None or answer is None:
        return
    event = filled.event
    if event.status is Status.CANCELLED or has_started(event, now):
        rsvps.remove(conn, answer.event_id, answer.user_id)
        rsvps.add_erased(conn, answer.event_id, answer.choice)
        return
    with Book(conn, now, filled) as book:
        book.turn(answer, None)
        if answer.choice in HOLDING:
            offer_seats(book)
    notices.refresh_card(conn, now, event)
