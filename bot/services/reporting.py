"""The evaluation report of a period: for organisers, who alone see the events for some roles too."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.groups import Part
from bot.domain.people import Actor
from bot.domain.report import Figures, Held, Period, Report, checked, total
from bot.services import scoring
from bot.services.events import access
from bot.services.scoring import Compared, Heard
from bot.store import reporting as store
from bot.store.database import Connection
from bot.store.reporting import Chosen, Row


def report(conn: Connection, now: datetime, actor: Actor, period: Period, kind: str | None = None) -> Report:
    """Everything that took place in a period, and the sum of what it is compared with.

    Refused: permission.organiser, report.backwards, report.too_long, report.year.
    """
    community = access.organiser(conn, now, actor)
    earlier = checked(period).compared(now.astimezone(ZoneInfo(community.zone)).date())
    chosen, before = (_chosen(community.id, each, community.zone, kind) for each in (period, earlier))
    heard, heard_before = scoring.heard(conn, chosen), scoring.heard(conn, before)
    compared = scoring.compared(heard, heard_before)
    held = _held(conn, now, chosen, heard, compared)
    sums = (
        replace(total(held), loose=store.loose_materials(conn, chosen)),
        replace(total(_held(conn, now, before, heard_before, compared)), loose=store.loose_materials(conn, before)),
    )
    questions = (scoring.question(name, heard_before, heard) for name in (compared.rating, compared.recommendation))
    return Report(period, kind, *sums, held, community.zone, earlier, *questions)


def people(conn: Connection, now: datetime, actor: Actor, period: Period, kind: str | None = None) -> tuple[Part, ...]:
    """Every part somebody took in an event that is over.

    Refused: permission.organiser, report.backwards, report.too_long, report.year.
    """
    community = access.organiser(conn, now, actor)
    chosen = _chosen(community.id, checked(period), community.zone, kind)
    over = {row.id for row in store.events(conn, chosen) if row.ends_at <= now and row.status != "cancelled"}
    measured = store.attended(conn, chosen)
    return tuple(Part(*part, measured=part[0] in measured) for part in store.people(conn, chosen) if part[0] in over)


def _chosen(community_id: int, period: Period, zone: str, kind: str | None) -> Chosen:
    midnights = (period.first, period.last + timedelta(days=1))
    since, until = (datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in midnights)
    return Chosen(community_id, since, until, kind)


def _held(conn: Connection, now: datetime, chosen: Chosen, heard: list[Heard], compared: Compared) -> tuple[Held, ...]:
    rows = store.events(conn, chosen)
    there, expected, came = store.attended(conn, chosen), store.expected(conn, chosen), store.came(conn, chosen)
    materials = store.materials(conn, chosen)
    said = {one.asked.event_id: scoring.figures(one, compared) for one in heard}
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
