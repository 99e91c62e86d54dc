"""What a report counts: one query a table, however many events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from bot.store.database import Connection
from bot.store.schema import answer, attendance, erased_attendance, event, feedback_form, material, rsvp, survey


@dataclass(frozen=True, slots=True)
class Chosen:
    """Events of a community that start from `since` to before `until`, of one kind or all."""

    community_id: int
    since: datetime
    until: datetime
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    title: str
    kind: str
    language: str
    starts_at: datetime
    ends_at: datetime
    status: str
    audience: str
    role_ids: list[int]
    rsvps: int
    going: int


_ANSWERS = event.c.going + event.c.maybe + event.c.declined + event.c.waiting + event.c.offered
_EVENT = (
    event.c.id,
    event.c.title,
    event.c.kind,
    event.c.language,
    event.c.starts_at,
    event.c.ends_at,
    event.c.status,
    event.c.audience,
    event.c.role_ids,
    _ANSWERS,
    event.c.going,
)


def events(conn: Connection, chosen: Chosen) -> tuple[Row, ...]:
    """The published ones, the cancelled among them, in order of time."""
    query = select(*_EVENT).where(*_in(chosen), event.c.status.not_in(("draft", "discarded")))
    return tuple(Row(*row) for row in conn.execute(query.order_by(event.c.starts_at, event.c.id)))


def attended(conn: Connection, chosen: Chosen) -> dict[int, int]:
    """How many were there, by event; those without a row any more are counted too."""
    rows = select(attendance.c.event_id, func.count()).join(event, event.c.id == attendance.c.event_id)
    found = _numbers(conn, rows.where(*_in(chosen)).group_by(attendance.c.event_id))
    gone = select(erased_attendance.c.event_id, erased_attendance.c.people)
    for event_id, people in conn.execute(
        gone.join(event, event.c.id == erased_attendance.c.event_id).where(*_in(chosen))
    ):
        found[event_id] = found.get(event_id, 0) + people
    return found


def expected(conn: Connection, chosen: Chosen) -> dict[int, int]:
    """How many said they would come and are still known, by event."""
    rows = select(rsvp.c.event_id, func.count()).join(event, event.c.id == rsvp.c.event_id)
    return _numbers(conn, rows.where(*_in(chosen), rsvp.c.choice == "going").group_by(rsvp.c.event_id))


def came(conn: Connection, chosen: Chosen) -> dict[int, int]:
    """How many of those who said they would come were there, by event."""
    there = (attendance.c.event_id == rsvp.c.event_id) & (attendance.c.user_id == rsvp.c.user_id)
    rows = select(rsvp.c.event_id, func.count()).join(event, event.c.id == rsvp.c.event_id).join(attendance, there)
    return _numbers(conn, rows.where(*_in(chosen), rsvp.c.choice == "going").group_by(rsvp.c.event_id))


def materials(conn: Connection, chosen: Chosen) -> dict[int, int]:
    """How many materials there are, by event."""
    rows = select(material.c.event_id, func.count()).join(event, event.c.id == material.c.event_id)
    return _numbers(conn, rows.where(*_in(chosen), material.c.removed_at.is_(None)).group_by(material.c.event_id))


def loose_materials(conn: Connection, chosen: Chosen) -> int:
    """How many were added in that time and belong to no event; none to a kind of event."""
    if chosen.kind is not None:
        return 0
    added = (material.c.created_at >= chosen.since) & (material.c.created_at < chosen.until)
    alone = material.c.event_id.is_(None) & material.c.removed_at.is_(None)
    query = select(func.count()).where(material.c.community_id == chosen.community_id, alone, added)
    return int(conn.execute(query.select_from(material)).scalar_one())


@dataclass(frozen=True, slots=True)
class Asked:
    survey_id: int
    event_id: int
    form_id: int
    asked: int
    closed: bool


def surveys(conn: Connection, chosen: Chosen) -> tuple[Asked, ...]:
    """That of every event, the earliest first."""
    columns = (survey.c.id, survey.c.event_id, survey.c.form_id, survey.c.asked, survey.c.closed_at)
    query = select(*columns).join(event, event.c.id == survey.c.event_id).where(*_in(chosen))
    rows = conn.execute(query.order_by(event.c.starts_at, event.c.id))
    return tuple(Asked(*row[:4], closed=row[4] is not None) for row in rows)


def forms(conn: Connection, chosen: Chosen) -> dict[int, tuple[str, Any]]:
    """The name and the stored questions of every form that was asked."""
    asked = select(survey.c.form_id).join(event, event.c.id == survey.c.event_id).where(*_in(chosen))
    columns = (feedback_form.c.id, feedback_form.c.name, feedback_form.c.questions)
    query = select(*columns).where(feedback_form.c.id.in_(asked))
    return {form_id: (name, questions) for form_id, name, questions in conn.execute(query)}


def answers(conn: Connection, chosen: Chosen) -> dict[int, list[dict[str, Any]]]:
    """What was answered, by survey."""
    query = select(answer.c.survey_id, answer.c.answers).join(survey, survey.c.id == answer.c.survey_id)
    found: dict[int, list[dict[str, Any]]] = {}
    for survey_id, given in conn.execute(query.join(event, event.c.id == survey.c.event_id).where(*_in(chosen))):
        found.setdefault(survey_id, []).append(given)
    return found


def people(conn: Connection, chosen: Chosen) -> Iterator[tuple[int, int, bool, bool, bool]]:
    """Everybody's part in every event: event, person, answered, said they would come, was there."""
    here = (*_in(chosen), event.c.status.not_in(("draft", "discarded", "cancelled")))
    mine = (attendance.c.event_id == rsvp.c.event_id) & (attendance.c.user_id == rsvp.c.user_id)
    said = select(rsvp.c.event_id, rsvp.c.user_id, rsvp.c.choice, attendance.c.user_id)
    known = set()
    for event_id, user_id, choice, there in conn.execute(
        said.join(event, event.c.id == rsvp.c.event_id).outerjoin(attendance, mine).where(*here)
    ):
        known.add((event_id, user_id))
        yield event_id, user_id, True, choice == "going", there is not None
    just = select(attendance.c.event_id, attendance.c.user_id).join(event, event.c.id == attendance.c.event_id)
    for event_id, user_id in conn.execute(just.where(*here)):
        if (event_id, user_id) not in known:
            yield event_id, user_id, False, False, True


def _in(chosen: Chosen) -> tuple[ColumnElement[bool], ...]:
    where = (
        event.c.community_id == chosen.community_id,
        event.c.starts_at >= chosen.since,
        event.c.starts_at < chosen.until,
    )
    return where if chosen.kind is None else (*where, event.c.kind == chosen.kind)


def _numbers(conn: Connection, query: Select[Any]) -> dict[int, int]:
    return {event_id: number for event_id, number in conn.execute(query)}  # noqa: C416 - rows are no pairs to mypy
