"""The one way to what people answered, for organisers: nothing else reads answers (docs/decisions/0101)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.feedback import Question
from bot.domain.outbox import Route, Saying
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.results import MOST_QUOTES, Results, Score, State, Trend, results_of, state_of, tally
from bot.services import logbook
from bot.services import pulses as asked_again
from bot.services.events import access
from bot.store import events, feedback, outbox, pulses
from bot.store import results as store
from bot.store.database import Connection
from bot.store.results import Rated

LATEST = 20  # events of a kind, or rounds of a pulse, that a trend shows


def of_event(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Results:
    """Refused: permission.organiser, event.unknown, results.none (nobody was asked)."""
    access.organiser(conn, now, actor)
    found, _ = access.visible(conn, now, actor, event_id)
    survey = feedback.survey_of_event(conn, event_id)
    if survey is None:
        raise Refused("results.none", title=found.event.title)
    return read(conn, now, survey.id)


def of_survey(conn: Connection, now: datetime, actor: Actor, survey_id: int) -> Results:
    """The same by survey, a pulse's round too. Refused: permission.organiser, results.unknown."""
    access.organiser(conn, now, actor)
    survey = feedback.get_survey(conn, survey_id) if 0 < survey_id < 2**31 else None
    if survey is None or survey.community_id != actor.community_id:
        raise Refused("results.unknown")
    return read(conn, now, survey_id)


def read(conn: Connection, now: datetime, survey_id: int) -> Results:
    """Results for what is sent; nobody's permission is checked. LookupError for a survey that is gone."""
    survey = feedback.get_survey(conn, survey_id)
    if survey is None:
        raise LookupError(survey_id)
    names = feedback.named_answers_of(conn, survey_id) if survey.named else ()
    found = results_of(survey, feedback.answers_of(conn, survey_id), now, names)
    if survey.event_id is not None:
        filled = events.read(conn, survey.event_id)
        return found if filled is None else replace(found, event=filled.event, title=filled.event.title)
    pulse = pulses.get(conn, survey.pulse_id) if survey.pulse_id is not None else None
    return replace(found, title=pulse.title if pulse is not None else "")


def trend(conn: Connection, now: datetime, actor: Actor, kind: str) -> Trend:
    """The ratings of the latest events of a kind. Refused: permission.organiser."""
    access.organiser(conn, now, actor)
    return _compared(conn, now, "", store.of_kind(conn, actor.community_id, kind, LATEST))


def trend_of_pulse(conn: Connection, now: datetime, actor: Actor, pulse_id: int) -> Trend:
    """The ratings of a pulse's latest rounds. Refused: permission.organiser, pulse.unknown, pulse.no_round."""
    pulse = asked_again.show(conn, now, actor, pulse_id)
    rounds = asked_again.rounds(conn, now, actor, pulse_id)[:LATEST]
    return _compared(conn, now, pulse.title, [Rated(each, "", each.opened_at) for each in reversed(rounds)])


def _compared(conn: Connection, now: datetime, title: str, rated: Sequence[Rated]) -> Trend:
    """Like is compared with like: where organisers changed the rating, what was not asked the latest has none."""
    answers = store.answers_of(conn, (one.survey.id for one in rated))
    question = next((rating for one in reversed(rated) if (rating := one.survey.form.rating)), None)
    return Trend(title, question, tuple(_score(one, answers[one.survey.id], question, now) for one in rated))


def _score(one: Rated, given: Sequence[dict[str, Any]], compared: Question | None, now: datetime) -> Score:
    state = state_of(one.survey, len(given), now)
    score = Score(one.title, one.starts_at, len(given), one.survey.asked, state)
    question = one.survey.form.get(compared.key) if compared is not None else None
    if state is not State.SHOWN or question is None:
        return score
    # what is compared may be passed on: names or not, fewer than five stay out
    mine = tally(question, given, replace(one.survey, named=False))
    return replace(score, state=State.TOO_FEW if mine.withheld else state, mean=mine.mean, ratings=mine.answered)


def share(conn: Connection, now: datetime, actor: Actor, survey_id: int, quotes: Sequence[int] = ()) -> Results:
    """Tell everybody who reads the event's thread or channel what was answered: "you said".

    `quotes` are places in `Results.texts`, at most three, picked by the organiser. Once a survey.
    Refused: permission.organiser, results.unknown, results.not_yet, results.too_few, results.shared, results.quotes.
    """
    found = of_survey(conn, now, actor, survey_id)
    if found.survey.closed_at is None:
        raise Refused("results.not_yet")
    if not found.can_be_shared:
        raise Refused("results.too_few")
    if found.survey.shared_at is not None:
        raise Refused("results.shared")
    if len(quotes) > MOST_QUOTES or any(not 0 <= place < len(found.texts) for place in quotes):
        raise Refused("results.quotes", most=MOST_QUOTES)
    args = {"shared": survey_id, **{f"quote{place}": place for place in quotes}}
    if found.survey.pulse_id is not None:
        pulse = pulses.get(conn, found.survey.pulse_id)
        if pulse is None:
            raise Refused("results.unknown")
        args["channel"] = pulse.channel_id
    feedback.set_shared(conn, survey_id, now)
    key = f"survey:{survey_id}/you_said"
    row = {
        "key": key,
        "fact": key,
        "community_id": actor.community_id,
        "event_id": found.survey.event_id,
        "route": Route.CHANNEL.value,
        "kind": Saying.YOU_SAID.value,
        "args": args,
        "due_at": now,
        "expires_at": None,
    }
    outbox.put(conn, now, [row])
    logbook.write(conn, now, actor, "results.share", found.survey.event_id, quotes=len(quotes))
    return found
