"""The one way to what people answered, for organisers: nothing else reads answers (docs/decisions/0101)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.outbox import Route, Saying
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.results import MOST_QUOTES, Results, Score, State, results_of, state_of, tally
from bot.services import logbook
from bot.services.events import access
from bot.store import events, feedback, outbox, pulses
from bot.store import results as store
from bot.store.database import Connection

LATEST = 20  # events of a kind that a trend shows


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


def trend(conn: Connection, now: datetime, actor: Actor, kind: str) -> tuple[Score, ...]:
    """The ratings of the latest events of a kind, the earliest first; withheld ones have no mean.

    Refused: permission.organiser.
    """
    access.organiser(conn, now, actor)
    rated = store.of_kind(conn, actor.community_id, kind, LATEST)
    answers = store.answers_of(conn, (one.survey.id for one in rated))
    scores = []
    for one in rated:
        given = answers[one.survey.id]
        state = state_of(one.survey, len(given), now)
        score = Score(one.event_id, one.title, one.starts_at, len(given), one.survey.asked, state)
        # what is compared may be passed on: names or not, fewer than five stay out
        if state is State.SHOWN and one.survey.form.rating is not None:
            mine = tally(one.survey.form.rating, given, replace(one.survey, named=False))
            score = replace(score, mean=mine.mean, ratings=mine.answered)
            if mine.withheld:
                score = replace(score, state=State.TOO_FEW)
        scores.append(score)
    return tuple(scores)


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
