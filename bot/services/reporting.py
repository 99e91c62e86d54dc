"""The evaluation report of a period: for organisers, who alone see the events for some roles too."""

from collections.abc import Mapping, Set
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.feedback import FeedbackForm, QuestionType, Survey, questions_of
from bot.domain.people import Actor
from bot.domain.report import Figures, Held, Period, Report, RoleFigures, checked, total, withheld
from bot.domain.results import FEWEST, tally
from bot.services.events import access
from bot.store import reporting as store
from bot.store.database import Connection
from bot.store.reporting import Asked, Chosen, Row


def report(conn: Connection, now: datetime, actor: Actor, period: Period, kind: str | None = None) -> Report:
    """Everything that took place in a period, and the sum of the one before.

    Refused: permission.organiser, report.backwards, report.too_long.
    """
    community = access.organiser(conn, now, actor)
    checked(period)
    held = _held(conn, now, _chosen(community.id, period, community.zone, kind))
    before = _held(conn, now, _chosen(community.id, period.before, community.zone, kind))
    return Report(period, kind, total(held), total(before), held)


def people(
    conn: Connection, now: datetime, actor: Actor, period: Period, kind: str | None = None
) -> tuple[tuple[int, bool, bool], ...]:
    """Person, said they would come, was there: a line for every part somebody took in an event that is over.

    Refused: permission.organiser, report.backwards, report.too_long.
    """
    community = access.organiser(conn, now, actor)
    chosen = _chosen(community.id, checked(period), community.zone, kind)
    over = {row.id for row in store.events(conn, chosen) if row.ends_at <= now and row.status != "cancelled"}
    return tuple(part[1:] for part in store.people(conn, chosen) if part[0] in over)


def by_role(parts: tuple[tuple[int, bool, bool], ...], holders: Mapping[int, Set[int]]) -> tuple[RoleFigures, ...]:
    """The parts that holders of each role took, groups of fewer than five people withheld. Pure."""
    found = []
    for role_id, people_of in holders.items():
        mine = [part for part in parts if part[0] in people_of]
        going, there = sum(part[1] for part in mine), sum(part[2] for part in mine)
        found.append(RoleFigures(role_id, len({part[0] for part in mine}), len(mine), going, there))
    return withheld(found)


def _chosen(community_id: int, period: Period, zone: str, kind: str | None) -> Chosen:
    midnights = (period.first, period.last + timedelta(days=1))
    since, until = (datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in midnights)
    return Chosen(community_id, since, until, kind)


def _held(conn: Connection, now: datetime, chosen: Chosen) -> tuple[Held, ...]:
    rows = store.events(conn, chosen)
    there, expected, came = store.attended(conn, chosen), store.expected(conn, chosen), store.came(conn, chosen)
    materials, said = store.materials(conn, chosen), _feedback(conn, chosen)
    found = []
    for row in rows:
        if row.status == "cancelled":
            found.append(_of(row, Figures(cancelled=1)))
        elif row.ends_at <= now:
            figures = Figures(events=1, rsvps=row.rsvps, going=row.going, materials=materials.get(row.id, 0))
            if row.id in there:
                figures += Figures(
                    measured=1,
                    attended=there[row.id],
                    expected=expected.get(row.id, 0),
                    came=came.get(row.id, 0),
                )
            found.append(_of(row, figures + said.get(row.id, Figures())))
    return tuple(found)


def _of(row: Row, figures: Figures) -> Held:
    roles = frozenset(row.role_ids) if row.audience == "roles" else frozenset[int]()
    return Held(row.id, row.title, row.kind, row.language, row.starts_at, roles, figures)


def _feedback(conn: Connection, chosen: Chosen) -> dict[int, Figures]:
    answers = store.answers(conn, chosen)
    questions = {form_id: questions_of(data) for form_id, data in store.forms(conn, chosen).items()}
    found = {}
    for asked in store.surveys(conn, chosen):
        given = answers.get(asked.survey_id, [])
        figures = Figures(asked=asked.asked, answered=len(given))
        if asked.closed and len(given) >= FEWEST:
            form = FeedbackForm(asked.form_id, chosen.community_id, "", 0, questions[asked.form_id])
            figures += _scores(asked, form, given, chosen)
        found[asked.event_id] = figures
    return found


def _scores(asked: Asked, form: FeedbackForm, given: list[dict[str, Any]], chosen: Chosen) -> Figures:
    """Of one survey that may be shown; questions that fewer than five answered stay out, named surveys' too."""
    of_it = Survey(
        asked.survey_id, chosen.community_id, asked.event_id, None, form, False, asked.asked, chosen.since, chosen.until
    )
    found = Figures()
    for question in form.questions:
        counted = tally(question, given, of_it)
        if question.type is QuestionType.TEXT:
            found += Figures(comments=counted.answered)
        elif question is form.rating and counted.mean is not None:
            ratings = sum(rating * number for rating, number in enumerate(counted.counts, 1))
            found += Figures(scored=1, rating_sum=ratings, ratings=counted.answered)
        elif counted.nps is not None:
            nps = counted.nps
            found += Figures(promoters=nps.promoters, passives=nps.passives, detractors=nps.detractors)
    return found
