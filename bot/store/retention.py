"""Removing what has been kept for long enough, in parts that hold the writer only for a moment."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select, tuple_, update

from bot.domain.retention import Retention
from bot.domain.rsvps import Choice
from bot.store import attendance as attendances
from bot.store import communities, rsvps
from bot.store.database import Connection
from bot.store.schema import (
    agenda,
    answer,
    attendance,
    attendance_import,
    certificate,
    checkin_guess,
    event,
    form,
    log_entry,
    material,
    outbox,
    presence,
    rsvp,
    survey,
)

PART = 500  # rows of one kind in one transaction
_LISTS = 4  # a participant list takes up to 5,000 names with it
_EVENTS = 20  # an event takes all that refers to it with it
_MATERIALS = 20  # a material takes its transcript with it
_STAYS = 7  # days in which minutes may be disputed: who came and went when, after that only how long they were there
_GUESSES = 1  # day: wrong codes are counted for ten minutes
_REMOVED = 1  # days in which a removed material can be brought back; its file goes a day later (worker/leftovers.py)


def sweep(conn: Connection, now: datetime, retention: Retention, part: int = PART) -> int:
    """At most `part` rows of every kind; returns how many rows were removed or emptied."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    over = before(retention.outbox), before(retention.agenda)
    said = and_(outbox.c.settled_at < over[0], outbox.c.kind != "card", _not_coming(outbox, over[0]))
    done = and_(agenda.c.settled_at < over[1], _not_coming(agenda, over[1]))
    return (
        _empty_notes(conn, before(retention.notes), part)
        + _remove_rsvps(conn, before(retention.rsvps), part)
        + _remove_attendance(conn, before(retention.attendance), part)
        + _remove_of_past(conn, presence, before(min(_STAYS, retention.attendance)), part)
        + _remove(conn, checkin_guess, checkin_guess.c.since < before(_GUESSES), part)
        + _forget_names(conn, before(retention.answers), part)
        + _remove(conn, log_entry, log_entry.c.at < before(retention.log), part)
        + _remove(conn, form, form.c.kept_at < before(retention.forms), part)
        + _remove(conn, certificate, certificate.c.issued_at < before(retention.certificates), part)
        + _remove(conn, attendance_import, attendance_import.c.created_at < before(retention.imports), _LISTS)
        + _remove(conn, outbox, said, part)
        + _remove(conn, agenda, done, part)
        + _remove(conn, event, _discarded(before(retention.drafts)), _EVENTS)
        + _remove(conn, material, material.c.removed_at < before(_REMOVED), _MATERIALS)
        + _purge(conn, before(retention.communities), part)
    )


def _not_coming(table: Table, before: datetime) -> ColumnElement[bool]:
    """Rows of an event that is not over are what keeps a step from being done, or said, twice."""
    return or_(table.c.event_id.is_(None), exists().where(event.c.id == table.c.event_id, event.c.ends_at < before))


def _discarded(before: datetime) -> ColumnElement[bool]:
    return and_(event.c.status == "discarded", event.c.updated_at < before)


def _remove(conn: Connection, table: Table, condition: ColumnElement[bool], part: int) -> int:
    some = select(table.c.id).where(condition).limit(part).scalar_subquery()
    return conn.execute(delete(table).where(table.c.id.in_(some))).rowcount


def _empty_notes(conn: Connection, before: datetime, part: int) -> int:
    some = (
        select(rsvp.c.event_id, rsvp.c.ticket)
        .join(event, event.c.id == rsvp.c.event_id)
        .where(event.c.ends_at < before, rsvp.c.note != "")
        .limit(part)
    )
    return conn.execute(update(rsvp).where(tuple_(rsvp.c.event_id, rsvp.c.ticket).in_(some)).values(note="")).rowcount


def _remove_rsvps(conn: Connection, before: datetime, part: int) -> int:
    """The rows go, the event's counters stay, and `erased_rsvp` says how many of them have no row any more."""
    some = (
        select(rsvp.c.event_id, rsvp.c.ticket, rsvp.c.choice)
        .join(event, event.c.id == rsvp.c.event_id)
        .where(event.c.ends_at < before)
        .limit(part)
    )
    found = conn.execute(some).all()
    if not found:
        return 0
    tickets = [(event_id, ticket) for event_id, ticket, _ in found]
    conn.execute(delete(rsvp).where(tuple_(rsvp.c.event_id, rsvp.c.ticket).in_(tickets)))
    for (event_id, choice), people in sorted(Counter((row[0], row[2]) for row in found).items()):
        rsvps.add_erased(conn, event_id, Choice(choice), people)
    return len(found)


def _forget_names(conn: Connection, before: datetime, part: int) -> int:
    """Whose a named answer is goes; the answer stays."""
    old = select(survey.c.id).where(survey.c.closed_at < before)
    some = select(answer.c.id).where(answer.c.survey_id.in_(old), answer.c.user_id.is_not(None)).limit(part)
    return conn.execute(update(answer).where(answer.c.id.in_(some.scalar_subquery())).values(user_id=None)).rowcount


def _remove_attendance(conn: Connection, before: datetime, part: int) -> int:
    """The rows go, and `erased_attendance` says how many there were."""
    some = (
        select(attendance.c.id, attendance.c.event_id)
        .join(event, event.c.id == attendance.c.event_id)
        .where(event.c.ends_at < before)
        .limit(part)
    )
    found = conn.execute(some).all()
    if found:
        conn.execute(delete(attendance).where(attendance.c.id.in_([row.id for row in found])))
    for event_id, people in sorted(Counter(row.event_id for row in found).items()):
        attendances.add_erased(conn, event_id, people)
    return len(found)


def _remove_of_past(conn: Connection, table: Table, before: datetime, part: int) -> int:
    """Rows of events that ended before then."""
    past = exists().where(event.c.id == table.c.event_id, event.c.ends_at < before)
    return _remove(conn, table, past, part)


def _purge(conn: Connection, before: datetime, part: int) -> int:
    """All of a community that Nacre was removed from: its largest tables part by part, then the rest with its row."""
    gone = 0
    for community_id in communities.left_before(conn, before, 1):
        for table in (outbox, agenda, log_entry, material, event):
            limit = {event: _EVENTS, material: _MATERIALS}.get(table, part)
            gone += _remove(conn, table, table.c.community_id == community_id, limit)
        if not gone:
            communities.purge(conn, community_id)
            gone = 1
    return gone
