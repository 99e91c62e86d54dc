"""The forms: what Nacre ships for each kind of event, and what organisers make of it.

Every change is a new version. A survey keeps the version it was opened with, so what was answered keeps its question.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot import words
from bot.domain import feedback as rules
from bot.domain.feedback import CHOOSING, FeedbackForm, Label, Question, QuestionType
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import logbook
from bot.services.events import access
from bot.store import feedback as store
from bot.store.database import Connection

_SHIPPED = Path(__file__).parents[2] / "feedback.toml"


def form_for(conn: Connection, now: datetime, community_id: int, name: str) -> FeedbackForm:
    """The community's form of this name as it is now, else what Nacre ships.

    A form nobody changed follows what is shipped (another language, say): it then is a new version, once it is asked.
    """
    latest = store.latest_form(conn, community_id, name)
    shipped = _shipped(community_id, name)
    if latest is None or (latest.is_default and latest.questions != shipped.questions):
        return replace(shipped, version=0 if latest is None else latest.version)
    return latest


def kept(conn: Connection, now: datetime, form: FeedbackForm) -> FeedbackForm:
    """The same form, stored: to be asked."""
    if form.id:
        return form
    return store.add_form(conn, now, form, form.version + 1, None)


def shown(conn: Connection, now: datetime, actor: Actor, name: str) -> FeedbackForm:
    """A form, for those who write it. Refused: permission.organiser."""
    access.organiser(conn, now, actor)
    return form_for(conn, now, actor.community_id, name)


def add_question(
    conn: Connection,
    now: datetime,
    actor: Actor,
    name: str,
    version: int,
    kind: QuestionType,
    language: str,
    label: str,
    choices: Sequence[str] = (),
    *,
    required: bool = False,
) -> FeedbackForm:
    """Ask one thing more, as the last one.

    Refused: permission.organiser, feedback.form_changed (`version` is no longer the newest), feedback.too_many,
    feedback.label_missing, feedback.label_long, feedback.choices, feedback.choice_long.
    """

    def add(form: FeedbackForm) -> list[Question]:
        if len(form.questions) >= rules.MOST_QUESTIONS:
            raise Refused("feedback.too_many", most=rules.MOST_QUESTIONS)
        text = rules.checked_label(kind, label, choices)
        fresh = Question(_free_key(conn, form), kind, {language: text}, required)
        return [*form.questions, fresh]

    return _change(conn, now, actor, name, version, add)


def word_question(
    conn: Connection,
    now: datetime,
    actor: Actor,
    name: str,
    version: int,
    key: str,
    language: str,
    label: str,
    choices: Sequence[str] = (),
    *,
    required: bool | None = None,
) -> FeedbackForm:
    """Say a question in a language, for the first time or anew. Where there are choices, each language has as many.

    With no label, the language is taken out again, unless it is the only one.
    Refused as `add_question`, and feedback.question_unknown, feedback.choice_count.
    """

    def reword(form: FeedbackForm) -> list[Question]:
        question = _known(form, key)
        others = {code: text for code, text in question.texts.items() if code != language}
        if not label.strip() and others:
            texts = others
        else:
            text = rules.checked_label(question.type, label, choices)
            if question.type in CHOOSING and any(len(o.choices) != len(text.choices) for o in others.values()):
                raise Refused("feedback.choice_count", n=question.choice_count)
            texts = {**question.texts, language: text}
        again = replace(question, texts=texts, required=question.required if required is None else required)
        return [again if each is question else each for each in form.questions]

    return _change(conn, now, actor, name, version, reword)


def remove_question(conn: Connection, now: datetime, actor: Actor, name: str, version: int, key: str) -> FeedbackForm:
    """Ask it no more.

    Refused: permission.organiser, feedback.form_changed, feedback.question_unknown, feedback.last.
    """

    def without(form: FeedbackForm) -> list[Question]:
        gone = _known(form, key)
        if len(form.questions) == 1:
            raise Refused("feedback.last")
        return [each for each in form.questions if each is not gone]

    return _change(conn, now, actor, name, version, without)


def move_question(
    conn: Connection, now: datetime, actor: Actor, name: str, version: int, key: str, by: int
) -> FeedbackForm:
    """Ask it earlier (-1) or later (1).

    Refused: permission.organiser, feedback.form_changed, feedback.question_unknown.
    """

    def moved(form: FeedbackForm) -> list[Question]:
        order = list(form.questions)
        at = order.index(_known(form, key))
        order.insert(max(0, min(at + by, len(order) - 1)), order.pop(at))
        return order

    return _change(conn, now, actor, name, version, moved)


def reset(conn: Connection, now: datetime, actor: Actor, name: str, version: int) -> FeedbackForm:
    """Back to what Nacre ships, as a new version. Refused: permission.organiser, feedback.form_changed."""
    form = _newest(conn, now, actor, name, version)
    if form.is_default:
        return form
    shipped = _shipped(actor.community_id, name)
    fresh = store.add_form(conn, now, shipped, form.version + 1, actor.user_id)
    logbook.write(conn, now, actor, "feedback.reset", form=name)
    return fresh


def _change(
    conn: Connection,
    now: datetime,
    actor: Actor,
    name: str,
    version: int,
    change: Callable[[FeedbackForm], list[Question]],
) -> FeedbackForm:
    form = _newest(conn, now, actor, name, version)
    questions = tuple(change(form))
    if questions == form.questions:
        return form
    after = rules.with_questions(form, questions)
    fresh = store.add_form(conn, now, after, form.version + 1, actor.user_id)
    logbook.write(conn, now, actor, "feedback.form", form=name)
    return fresh


def _newest(conn: Connection, now: datetime, actor: Actor, name: str, version: int) -> FeedbackForm:
    access.organiser(conn, now, actor)
    store.hold_forms(conn, actor.community_id)
    form = form_for(conn, now, actor.community_id, name)
    if form.version != version:
        raise Refused("feedback.form_changed")
    return form


def _known(form: FeedbackForm, key: str) -> Question:
    question = form.get(key)
    if question is None:
        raise Refused("feedback.question_unknown")
    return question


def _free_key(conn: Connection, form: FeedbackForm) -> str:
    """A key that no version of this form ever had: trends must not take two questions for one."""
    taken = store.keys_of(conn, form.community_id, form.name) | {question.key for question in form.questions}
    number = 1
    while f"q{number}" in taken:
        number += 1
    return f"q{number}"


@cache
def is_shipped(key: str) -> bool:
    """One of ours, the same in every form that has it; what organisers add is numbered form by form."""
    return any(question["key"] == key for table in _tables().values() for question in table["questions"])


def _shipped(community_id: int, name: str) -> FeedbackForm:
    return FeedbackForm(0, community_id, name, 0, _questions(name), is_default=True)


@cache
def _questions(name: str) -> tuple[Question, ...]:
    tables = _tables()
    return tuple(_question(table) for table in tables.get(name, tables["default"])["questions"])


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))


def _question(table: dict[str, Any]) -> Question:
    key = f"feedback.ask.{table['key']}"
    choices = [f"{key}.{number}" for number in range(1, table.get("choices", 0) + 1)]
    texts = {
        language: Label(words.say(language, key), tuple(words.say(language, choice) for choice in choices))
        for language in words.LANGUAGES
        if words.has(key, language)
    }
    return Question(table["key"], QuestionType(table["type"]), texts, bool(table.get("required", False)))
