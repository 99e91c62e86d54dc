"""Forms, surveys and answers. Results read answers through here, and nothing else does (docs/decisions/0100)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from bot.domain.feedback import FeedbackForm, NamedAnswer, Survey, questions_of, to_data
from bot.store.database import Connection
from bot.store.schema import answer, feedback_form, survey

_FORM = (
    feedback_form.c.id,
    feedback_form.c.community_id,
    feedback_form.c.name,
    feedback_form.c.version,
    feedback_form.c.questions,
)
_SURVEY = (
    survey.c.id,
    survey.c.community_id,
    survey.c.event_id,
    survey.c.pulse_id,
    survey.c.named,
    survey.c.asked,
    survey.c.opened_at,
    survey.c.closes_at,
    survey.c.closed_at,
    survey.c.shared_at,
)
_WITH_FORM = select(*_SURVEY, *_FORM).join(feedback_form, feedback_form.c.id == survey.c.form_id)


def get_form(conn: Connection, form_id: int) -> FeedbackForm | None:
    row = conn.execute(select(*_FORM).where(feedback_form.c.id == form_id)).first()
    return None if row is None else _form(row)


def latest_form(conn: Connection, community_id: int, name: str) -> FeedbackForm | None:
    """The newest version of a community's form of this name; None when there was never one."""
    mine = (feedback_form.c.community_id == community_id) & (feedback_form.c.name == name)
    row = conn.execute(select(*_FORM).where(mine).order_by(feedback_form.c.version.desc()).limit(1)).first()
    return None if row is None else _form(row)


def add_form(conn: Connection, now: datetime, form: FeedbackForm, version: int, created_by: int | None) -> FeedbackForm:
    """Keep a new version of a form; those before it stay as they are."""
    values = {
        "community_id": form.community_id,
        "name": form.name,
        "version": version,
        "questions": to_data(form),
        "created_by": created_by,
        "created_at": now,
    }
    form_id = conn.execute(insert(feedback_form).values(values).returning(feedback_form.c.id)).scalar_one()
    return FeedbackForm(form_id, form.community_id, form.name, version, form.questions, form.is_default)


def get_survey(conn: Connection, survey_id: int) -> Survey | None:
    row = conn.execute(_WITH_FORM.where(survey.c.id == survey_id)).first()
    return None if row is None else _survey(row)


def survey_of_event(conn: Connection, event_id: int) -> Survey | None:
    row = conn.execute(_WITH_FORM.where(survey.c.event_id == event_id)).first()
    return None if row is None else _survey(row)


def surveys_of_pulse(conn: Connection, pulse_id: int) -> tuple[Survey, ...]:
    """The rounds of a pulse, the first one first."""
    rows = conn.execute(_WITH_FORM.where(survey.c.pulse_id == pulse_id).order_by(survey.c.id))
    return tuple(_survey(row) for row in rows)


def surveys_of(conn: Connection, community_id: int, since: datetime, until: datetime) -> tuple[Survey, ...]:
    """The surveys that were opened from `since` to before `until`, the earliest first."""
    when = (survey.c.opened_at >= since) & (survey.c.opened_at < until)
    rows = conn.execute(_WITH_FORM.where(survey.c.community_id == community_id, when).order_by(survey.c.id))
    return tuple(_survey(row) for row in rows)


def add_survey(conn: Connection, new: Survey) -> int:
    """Insert it; `new.id` is ignored. Its form must be stored. Returns its id."""
    values = {
        "community_id": new.community_id,
        "event_id": new.event_id,
        "pulse_id": new.pulse_id,
        "form_id": new.form.id,
        "named": new.named,
        "asked": new.asked,
        "opened_at": new.opened_at,
        "closes_at": new.closes_at,
    }
    return int(conn.execute(insert(survey).values(values).returning(survey.c.id)).scalar_one())


def set_shared(conn: Connection, survey_id: int, at: datetime | None) -> None:
    """Note when "you said" was published."""
    conn.execute(update(survey).where(survey.c.id == survey_id).values(shared_at=at))


def answers_of(conn: Connection, survey_id: int) -> list[dict[str, Any]]:
    """What was answered, in an order that says nothing: the ids are random."""
    return list(conn.scalars(select(answer.c.answers).where(answer.c.survey_id == survey_id).order_by(answer.c.id)))


def named_answers_of(conn: Connection, survey_id: int) -> list[NamedAnswer]:
    """The same with whose they are; nobody's in an anonymous survey."""
    columns = (answer.c.user_id, answer.c.answers)
    rows = conn.execute(select(*columns).where(answer.c.survey_id == survey_id).order_by(answer.c.id))
    return [NamedAnswer(user_id, answers) for user_id, answers in rows]


def answered(conn: Connection, survey_id: int) -> int:
    """How many have answered."""
    return int(conn.scalar(select(func.count()).where(answer.c.survey_id == survey_id)) or 0)


def _form(row: Sequence[Any]) -> FeedbackForm:
    form_id, community_id, name, version, data = row
    return FeedbackForm(form_id, community_id, name, version, questions_of(data), bool(data.get("default", False)))


def _survey(row: Sequence[Any]) -> Survey:
    own, form = row[: len(_SURVEY)], row[len(_SURVEY) :]
    return Survey(own[0], own[1], own[2], own[3], _form(form), *own[4:])
