"""Answers to many surveys at once, for what compares events: one query, however many events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.domain.feedback import Survey
from bot.store import feedback
from bot.store.database import Connection
from bot.store.schema import answer, event, survey

_AT_ONCE = 500  # ids in one statement: SQLite takes 32,766 parameters


@dataclass(frozen=True, slots=True)
class Rated:
    """A survey, and the event it was about; a pulse's round has no title."""

    survey: Survey
    title: str
    starts_at: datetime


def of_kind(conn: Connection, community_id: int, kind: str, limit: int) -> tuple[Rated, ...]:
    """The latest surveys about events of a kind, the earliest of them first."""
    about = select(survey.c.id, event.c.title, event.c.starts_at)
    chosen = about.join(event, event.c.id == survey.c.event_id).where(
        event.c.community_id == community_id, event.c.kind == kind
    )
    rows = conn.execute(chosen.order_by(event.c.starts_at.desc(), event.c.id.desc()).limit(limit)).all()
    found = []
    for survey_id, title, starts_at in reversed(rows):
        asked = feedback.get_survey(conn, survey_id)
        if asked is not None:
            found.append(Rated(asked, title, starts_at))
    return tuple(found)


def answers_of(conn: Connection, survey_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """What was answered, by survey."""
    ids = sorted(set(survey_ids))
    found: dict[int, list[dict[str, Any]]] = {survey_id: [] for survey_id in ids}
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        rows = conn.execute(select(answer.c.survey_id, answer.c.answers).where(answer.c.survey_id.in_(part)))
        for survey_id, answers in rows:
            found[survey_id].append(answers)
    return found


def counts(conn: Connection, survey_ids: Iterable[int]) -> dict[int, int]:
    """How many answered, by survey; those nobody answered are left out."""
    ids = sorted(set(survey_ids))
    found: dict[int, int] = {}
    for start in range(0, len(ids), _AT_ONCE):
        mine = answer.c.survey_id.in_(ids[start : start + _AT_ONCE])
        query = select(answer.c.survey_id, func.count()).where(mine).group_by(answer.c.survey_id)
        found |= {row[0]: row[1] for row in conn.execute(query)}
    return found
