"""Forms, surveys and answers. Results read answers through here, and nothing else does (docs/decisions/0100)."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from bot.domain.feedback import Asked, FeedbackForm, NamedAnswer, Survey, questions_of, to_data
from bot.store.database import Connection
from bot.store.schema import answer, community, feedback_form, survey

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
    survey.c.circle,
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


def hold_forms(conn: Connection, community_id: int) -> None:
    """Nobody else writes a form of this community until this transaction ends."""
    conn.execute(select(community.c.id).where(community.c.id == community_id).with_for_update(key_share=True))


def keys_of(conn: Connection, community_id: int, name: str) -> set[str]:
    """The keys of all questions that any version of a form ever had."""
    mine = (feedback_form.c.community_id == community_id) & (feedback_form.c.name == name)
    versions = conn.scalars(select(feedback_form.c.questions).where(mine))
    return {question["key"] for data in versions for question in data["questions"]}


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
        "circle": new.circle.value,
    }
    return int(conn.execute(insert(survey).values(values).returning(survey.c.id)).scalar_one())


def hold_survey(conn: Connection, survey_id: int) -> Survey | None:
    """The survey, which nobody else answers or closes until this transaction ends."""
    conn.execute(select(survey.c.id).where(survey.c.id == survey_id).with_for_update())
    return get_survey(conn, survey_id)


def close_survey(conn: Connection, now: datetime, survey_id: int, asked: int | None = None) -> None:
    """Take no more answers; what found a person's own answer is gone from the same moment on.

    `asked` is how many could answer in the end, where that is not who was asked at first.
    """
    values = {"closed_at": now} if asked is None else {"closed_at": now, "asked": asked}
    conn.execute(update(survey).where(survey.c.id == survey_id).values(values))
    conn.execute(update(answer).where(answer.c.survey_id == survey_id).values(token=None))


def overdue(conn: Connection, now: datetime, limit: int) -> list[int]:
    """Ids of surveys that are open though their time is over."""
    late = survey.c.closed_at.is_(None) & (survey.c.closes_at <= now)
    return list(conn.scalars(select(survey.c.id).where(late).order_by(survey.c.id).limit(limit)))


def open_ids(conn: Connection) -> set[int]:
    """Ids of the anonymous surveys that are open: the only ones that need a key."""
    return set(conn.scalars(select(survey.c.id).where(survey.c.closed_at.is_(None), ~survey.c.named)))


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


def of_token(conn: Connection, survey_id: int, token: str) -> tuple[int, dict[str, Any]] | None:
    """Id and answers of what stands under a token."""
    return _one(conn, survey_id, answer.c.token == token)


def of_person(conn: Connection, survey_id: int, user_id: int) -> tuple[int, dict[str, Any]] | None:
    """Id and answers of a person, in a named survey."""
    return _one(conn, survey_id, answer.c.user_id == user_id)


def add_answer(
    conn: Connection, survey_id: int, answers: dict[str, Any], *, token: str | None = None, user_id: int | None = None
) -> None:
    """Keep an answer. Its id is random, so that the order in which answers came says nothing."""
    values = {"id": secrets.randbelow(2**63 - 1) + 1, "survey_id": survey_id, "answers": answers}
    conn.execute(insert(answer).values(**values, token=token, user_id=user_id))


def change_answer(conn: Connection, answer_id: int, answers: dict[str, Any]) -> None:
    conn.execute(update(answer).where(answer.c.id == answer_id).values(answers=answers))


def remove_answer(conn: Connection, answer_id: int) -> None:
    conn.execute(delete(answer).where(answer.c.id == answer_id))


def forget_tokens(conn: Connection, survey_id: int) -> None:
    """The key is lost: what is there stays, and nobody can change it any more."""
    conn.execute(update(answer).where(answer.c.survey_id == survey_id).values(token=None))


def without_token(conn: Connection, survey_id: int) -> bool:
    """Whether there are answers that nobody can find: the key was lost once, so who has answered is not known."""
    mine = (answer.c.survey_id == survey_id) & answer.c.token.is_(None)
    return conn.scalar(select(answer.c.id).where(mine).limit(1)) is not None


def _one(conn: Connection, survey_id: int, which: ColumnElement[bool]) -> tuple[int, dict[str, Any]] | None:
    row = conn.execute(select(answer.c.id, answer.c.answers).where(answer.c.survey_id == survey_id, which)).first()
    return None if row is None else (row[0], row[1])


def _form(row: Sequence[Any]) -> FeedbackForm:
    form_id, community_id, name, version, data = row
    return FeedbackForm(form_id, community_id, name, version, questions_of(data), bool(data.get("default", False)))


def _survey(row: Sequence[Any]) -> Survey:
    own, form = row[: len(_SURVEY)], row[len(_SURVEY) :]
    survey_id, community_id, event_id, pulse_id, named, asked, opened_at, closes_at, closed_at, shared_at, circle = own
    return Survey(
        survey_id,
        community_id,
        event_id,
        pulse_id,
        _form(form),
        named,
        asked,
        opened_at,
        closes_at,
        closed_at,
        shared_at,
        Asked(circle),
    )
