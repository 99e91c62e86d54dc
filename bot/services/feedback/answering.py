"""A person's own answer: one each, changeable until feedback closes.

Nothing here writes who answered: the person's id goes into the token and nowhere else (docs/decisions/0100).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import audience
from bot.domain.events import Event
from bot.domain.feedback import Asked, FeedbackForm, Survey, Value, checked_answers
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import communities
from bot.services.events import access
from bot.store import attendance, events, feedback_keys, rsvps
from bot.store import feedback as store
from bot.store.database import Connection

_LARGEST_ID = 2**31 - 1  # of an INTEGER column on PostgreSQL


@dataclass(frozen=True, slots=True)
class Own:
    """A survey as one person sees it: with their own answer, empty when there is none they could change."""

    survey: Survey
    event: Event | None
    answers: dict[str, Value]
    changed: bool = False  # there was an answer before

    @property
    def left(self) -> int:
        """How many questions are not answered yet."""
        return sum(question.key not in self.answers for question in self.survey.form.rest)


def rate(conn: Connection, now: datetime, actor: Actor, survey_id: int, rating: int) -> Own:
    """Answer the question of the message. Refused as `answer`."""
    return answer(conn, now, actor, survey_id, lambda form: {form.rating.key if form.rating else "": rating})


def answer(
    conn: Connection,
    now: datetime,
    actor: Actor,
    survey_id: int,
    given: Mapping[str, Any] | Callable[[FeedbackForm], Mapping[str, Any]],
) -> Own:
    """Keep what a person says, beside what they said before. Nothing left to keep takes the answer away again.

    `given` may wait for the form, which says what its values mean.

    Refused: feedback.unknown, feedback.closed, feedback.not_asked, feedback.not_an_answer, feedback.required,
    feedback.too_long.
    """
    survey, event = _asked(store.hold_survey, conn, now, actor, survey_id)
    known = _own(conn, survey, actor.user_id, making=True)
    said = given(survey.form) if callable(given) else given
    after = checked_answers(survey.form, said, known[1] if known is not None else {})
    if known is not None:
        if after:
            store.change_answer(conn, known[0], after)
        else:
            store.remove_answer(conn, known[0])
    elif after:
        whose: dict[str, Any] = {"user_id": actor.user_id}
        if not survey.named:
            whose = {"token": feedback_keys.token(_key(conn, survey), actor.user_id)}
        store.add_answer(conn, survey.id, after, **whose)
    return Own(survey, event, after, changed=known is not None)


def own(conn: Connection, now: datetime, actor: Actor, survey_id: int) -> Own:
    """The survey and what the person answered so far.

    Refused: feedback.unknown, feedback.closed, feedback.not_asked.
    """
    survey, event = _asked(store.get_survey, conn, now, actor, survey_id)
    known = _own(conn, survey, actor.user_id)
    return Own(survey, event, known[1] if known is not None else {}, changed=known is not None)


def of_event(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Own:
    """The same for somebody who lost the message. Refused also: event.unknown, feedback.not_yet, feedback.none."""
    event = access.visible(conn, now, actor, event_id)[0].event
    survey = store.survey_of_event(conn, event_id)
    if survey is None:
        raise Refused("feedback.not_yet" if now < event.ends_at else "feedback.none", title=event.title)
    return own(conn, now, actor, survey.id)


def has_answered(conn: Connection, survey: Survey, user_id: int) -> bool | None:
    """None when nobody can know: the key was lost."""
    if not survey.named and (feedback_keys.get(conn, survey.id) is None or store.without_token(conn, survey.id)):
        return None
    return _own(conn, survey, user_id) is not None


def is_asked(conn: Connection, survey: Survey, user_id: int) -> bool:
    """Whether a person is among those whose opinion is asked."""
    if survey.circle is Asked.EVERYBODY or survey.event_id is None:
        return True
    if attendance.was_there(conn, survey.event_id, user_id):
        return True
    rsvp = rsvps.get(conn, survey.event_id, user_id) if survey.circle is Asked.GOING else None
    return rsvp is not None and rsvp.choice is Choice.GOING


def _asked(
    look: Callable[[Connection, int], Survey | None], conn: Connection, now: datetime, actor: Actor, survey_id: int
) -> tuple[Survey, Event | None]:
    """A survey that the actor may answer now. What they may not see does not exist."""
    survey = look(conn, survey_id) if 0 < survey_id <= _LARGEST_ID else None
    if survey is None or survey.community_id != actor.community_id:
        raise Refused("feedback.unknown")
    community = communities.get(conn, now, actor.community_id)
    event = events.get(conn, survey.event_id) if survey.event_id is not None else None
    if event is not None and not audience.may_see(actor, event, community):
        raise Refused("feedback.unknown")
    if not survey.is_open(now):
        raise Refused("feedback.closed", title=event.title if event is not None else "")
    if not audience.organises(actor, community) and not is_asked(conn, survey, actor.user_id):
        raise Refused("feedback.not_asked", title=event.title if event is not None else "")
    return survey, event


def _own(
    conn: Connection, survey: Survey, user_id: int, *, making: bool = False
) -> tuple[int, dict[str, Value]] | None:
    if survey.named:
        return store.of_person(conn, survey.id, user_id)
    key = _key(conn, survey) if making else feedback_keys.get(conn, survey.id)
    return None if key is None else store.of_token(conn, survey.id, feedback_keys.token(key, user_id))


def _key(conn: Connection, survey: Survey) -> bytes:
    """The survey's key. A lost one is replaced: what was answered stays and can no longer be changed by anybody."""
    key = feedback_keys.get(conn, survey.id)
    if key is None:
        store.forget_tokens(conn, survey.id)
        key = feedback_keys.make(conn, survey.id)
    return key
