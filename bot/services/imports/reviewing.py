"""The review of a list: who decided what stays in the database, so that it outlives a restart and two may share it."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.attendance import Source
from bot.domain.imports import Draft, Noted, Review, State
from bot.domain.participants import Format
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import logbook
from bot.services.attendance.noting import require_begun
from bot.services.events import access
from bot.store import attendance, imports, rsvps
from bot.store.database import Connection

_LARGEST_ID = 2**31 - 1  # of an INTEGER column on PostgreSQL


def answered(conn: Connection, now: datetime, actor: Actor, event_id: int) -> frozenset[int]:
    """Whom a list of this event most likely names: who answered its invitation, was noted, or hosts it.

    Refused: permission.organiser, event.unknown, event.not_published, event.discarded, event.cancelled,
    attendance.not_yet.
    """
    access.organiser(conn, now, actor)
    event = access.visible(conn, now, actor, event_id)[0].event
    require_begun(event, now)
    likely = {rsvp.user_id for rsvp in rsvps.of_event(conn, event_id)}
    likely |= {each.user_id for each in attendance.of_event(conn, event_id)}
    return frozenset(likely | {person for person in (event.host_id, event.created_by) if person is not None})


def begin(
    conn: Connection, now: datetime, actor: Actor, event_id: int, made_by: Format, drafts: Sequence[Draft]
) -> Review:
    """Keep a matched list for review. Nothing is noted yet. Refused as `answered`."""
    event = access.held(conn, now, actor, event_id).event
    require_begun(event, now)
    import_id = imports.add(conn, now, event_id, made_by.value, actor.user_id, drafts)
    return Review(import_id, event, imports.rows_of(conn, import_id))


def resume(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Review:
    """The latest list of an event that is not through yet. Refused as `review`, and import.no_file."""
    access.organiser(conn, now, actor)
    event = access.visible(conn, now, actor, event_id)[0].event
    found = imports.latest_open(conn, event_id)
    if found is None:
        raise Refused("import.no_file")
    return Review(found.id, event, imports.rows_of(conn, found.id))


def review(conn: Connection, now: datetime, actor: Actor, import_id: int, *, hold: bool = False) -> Review:
    """Refused: permission.organiser; import.gone for one that is over, or whose event is gone; import.done."""
    access.organiser(conn, now, actor)
    found = imports.get(conn, import_id, hold=hold) if 0 < import_id <= _LARGEST_ID else None
    if found is None:
        raise Refused("import.gone")
    try:
        event = access.visible(conn, now, actor, found.event_id)[0].event
    except Refused:
        raise Refused("import.gone") from None
    if found.state is not State.OPEN:
        raise Refused("import.done" if found.state is State.DONE else "import.gone")
    return Review(found.id, event, imports.rows_of(conn, import_id))


def decide(conn: Connection, now: datetime, actor: Actor, import_id: int, row_id: int, user_id: int | None) -> Review:
    """This name is that person, or nobody of ours. It can be decided again until the list is through.

    Refused as `review`.
    """
    review(conn, now, actor, import_id, hold=True)
    if not 0 < row_id <= _LARGEST_ID or not imports.decide(conn, import_id, row_id, user_id):
        raise Refused("import.gone")
    return review(conn, now, actor, import_id)


def finish(conn: Connection, now: datetime, actor: Actor, import_id: int, *, leave_open: bool = False) -> Noted:
    """Note everybody who was found, and remove the names.

    `leave_open`: who is still in doubt is nobody. Refused as `review`, as `answered`, and import.open.
    """
    known = review(conn, now, actor, import_id, hold=True)
    require_begun(known.event, now)
    if known.open and not leave_open:
        raise Refused("import.open", n=len(known.open))
    minutes: dict[int, int | None] = {}
    for row in known.found:
        person = row.person
        if person is not None:
            longest = [each for each in (minutes.get(person), row.minutes) if each is not None]
            minutes[person] = max(longest) if longest else None
    attendance.note_many(conn, now, known.event.id, Source.IMPORT, minutes, actor.user_id)
    imports.close(conn, import_id, State.DONE)
    nobody = tuple(row.name for row in known.rows if row.person is None)
    logbook.write(conn, now, actor, "attendance.import", known.event.id, people=len(minutes), nobody=len(nobody))
    return Noted(known.event, len(minutes), nobody)


def discard(conn: Connection, now: datetime, actor: Actor, import_id: int) -> None:
    """Throw the list away; nothing of it was noted. Refused as `review`."""
    review(conn, now, actor, import_id, hold=True)
    imports.close(conn, import_id, State.DISCARDED)
