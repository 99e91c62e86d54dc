"""How the waitlist moves: a freed seat is offered to the next, an offer lapses, a raised capacity lets people in."""

from dataclasses import replace
from datetime import datetime

from bot.domain import seats as rules
from bot.domain.events import Event, Status, has_started, is_over
from bot.domain.rsvps import Choice, Rsvp
from bot.services import notices, planning
from bot.services.seating.book import Book
from bot.store import events, rsvps
from bot.store.database import Connection


def promote(conn: Connection, now: datetime, event: Event) -> None:
    """Offer what seats are free to those who wait."""
    filled = events.hold(conn, event.id)
    if filled is not None:
        with Book(conn, now, filled) as book:
            offer_seats(book)


def lapse(conn: Connection, now: datetime, event_id: int, ticket: int) -> None:
    """The time to accept an offer is over: the seat passes on. Called by the agenda; harmless when it is settled."""
    filled = events.hold(conn, event_id)
    offered = rsvps.with_ticket(conn, event_id, ticket) if filled is not None else None
    if filled is None or offered is None or not rules.has_lapsed(offered, now):
        return
    if filled.event.status not in (Status.PUBLISHED, Status.LIVE):
        return
    with Book(conn, now, filled) as book:
        after = take_back(book, offered)
    if not has_started(filled.event, now):
        notices.offer_lapsed(conn, now, filled.event, after)
    notices.refresh_card(conn, now, filled.event)


def take_back(book: Book, offered: Rsvp) -> Rsvp:
    """End an offer nobody answered: they are off the waitlist as a "maybe", and the seat goes to the next."""
    after = replace(offered, choice=Choice.MAYBE, offered_until=None, updated_at=book.now)
    book.turn(offered, after)
    offer_seats(book)
    return after


def offer_seats(book: Book) -> None:
    """Keep every free seat for the next in the queue, for as long as they have to accept it; never after the start."""
    number = rules.to_offer(book.seats)
    window = rules.accept_window(book.now, book.event.starts_at)
    if not number or window is None or book.event.status is not Status.PUBLISHED:
        return
    until = book.now + window
    for waiting in rsvps.queue(book.conn, book.event.id, Choice.WAITING, number):
        offered = replace(waiting, choice=Choice.OFFERED, offered_until=until, updated_at=book.now)
        book.turn(waiting, offered)
        planning.plan_lapse(book.conn, book.now, book.event, offered.ticket, until)
        notices.offered(book.conn, book.now, book.event, offered)


def let_in(book: Book) -> None:
    """The capacity was raised: the first of the queue hold a seat now without being asked, offers first."""
    if is_over(book.event, book.now):
        return
    number = rules.to_let_in(book.seats)
    for choice in (Choice.OFFERED, Choice.WAITING):
        admitted = rsvps.queue(book.conn, book.event.id, choice, number)
        number -= len(admitted)
        for queued in admitted:
            seated = replace(queued, choice=Choice.GOING, offered_until=None, updated_at=book.now)
            book.turn(queued, seated)
            notices.promoted(book.conn, book.now, book.event, seated)


def renew_offers(book: Book) -> None:
    """The event moved: everybody with an offer gets the time to accept that its new start allows."""
    window = rules.accept_window(book.now, book.event.starts_at)
    if window is None or not book.seats.offered:
        return
    until = book.now + window
    for offered in rsvps.queue(book.conn, book.event.id, Choice.OFFERED, book.seats.offered):
        renewed = replace(offered, offered_until=until, updated_at=book.now)
        book.turn(offered, renewed)
        notices.offered(book.conn, book.now, book.event, renewed)
        planning.plan_lapse(book.conn, book.now, book.event, offered.ticket, until)
