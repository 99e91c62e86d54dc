"""The tables of an evaluation report: every number as a reader sees it, and as a spreadsheet calculates with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date, format_skeleton

from bot.domain.groups import REST, RoleFigures
from bot.domain.report import Figures, Period, Report, trend
from bot.words import has, say
from cogs._numbers import decimal, percent, whole

Cell = int | float | str | None
TOTALS = (
    "events", "cancelled", "invited", "rsvps", "going", "attended", "no_show", "asked", "answered", "rate", "score",
    "unrated", "nps", "unasked", "comments", "materials", "loose",
)  # fmt: skip
GROUPED = ("events", "rsvps", "going", "attended", "no_show", "answered", "score", "comments", "materials")


@dataclass(frozen=True, slots=True)
class Table:
    """As it is shown: the first cell of a row says what the row is about. `cells` are for spreadsheets: numbers in them
    are numbers.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """What is compared: groups, the names of roles by id, and the names of those that were deleted."""

    figures: Sequence[RoleFigures] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    gone: Sequence[str] = ()


def days(language: str, period: Period) -> str:
    return f"{_day(language, period.first)} – {_day(language, period.last)}"


def _day(language: str, day: date) -> str:
    return format_date(day, "d MMMM y", locale=_locale(language))


def _locale(language: str) -> str:
    return {"en": "en_GB"}.get(language, language)


def figure(language: str, name: str, figures: Figures, invited: int | None = None) -> str:
    """A number as a reader sees it; "–" where nobody knows it, or it is withheld."""
    unknown = {
        "attended": not figures.measured,
        "comments": not (figures.shown or figures.comments),
        "score": figures.score is None,
    }
    if unknown.get(name, False):
        return "–"
    if name == "no_show":
        return percent(language, figures.expected - figures.came, figures.expected)
    if name == "rate":
        return percent(language, min(figures.answered, figures.asked), figures.asked)
    if name == "score":
        return decimal(language, figures.score or 0)
    if name == "nps":
        return "–" if figures.nps is None else f"{figures.nps:+d}".replace("-", "−")
    value = invited if name == "invited" else getattr(figures, name)
    return "–" if value is None else whole(language, value)


def _cell(language: str, name: str, figures: Figures, invited: int | None = None) -> Cell:
    """The same for a spreadsheet, which calculates with it; shares stay as they are shown."""
    shown = figure(language, name, figures, invited)
    if shown == "–" or name in ("no_show", "rate"):
        return shown
    value = invited if name == "invited" else getattr(figures, name)
    return round(value, 2) if isinstance(value, float) else value


def totals(language: str, report: Report, invited: tuple[int | None, int | None]) -> Table:
    periods, names = tuple(zip((report.total, report.before), invited, strict=True)), lines_of(report)
    rows = tuple((_name(language, name), *(figure(language, name, *each) for each in periods)) for name in names)
    cells = tuple((_name(language, name), *(_cell(language, name, *each) for each in periods)) for name in names)
    header = (say(language, "report.column.what"), say(language, "report.column.now"))
    return Table(say(language, "report.table.totals"), (*header, days(language, report.compared)), rows, cells)


def by_group(language: str, about: str, groups: Mapping[str, Figures]) -> Table:
    rows = tuple((name, *(figure(language, each, found) for each in GROUPED)) for name, found in groups.items())
    cells = tuple((name, *(_cell(language, each, found) for each in GROUPED)) for name, found in groups.items())
    header = (say(language, f"report.column.{about}"), *(_name(language, name) for name in GROUPED))
    return Table(say(language, f"report.table.{about}"), header, rows, cells)


def by_role(language: str, roles: Roles, *, measured: bool) -> Table:
    """Where attendance was noted of no event, nobody knows who of them came."""
    columns = ("people", "reached", "rsvps", "going", "attended", "no_show")
    rows, cells, hidden = list[tuple[str, ...]](), list[tuple[Cell, ...]](), say(language, "report.withheld")
    for role in roles.figures:
        name = roles.names.get(role.role_id, str(role.role_id))
        if role.role_id == REST:
            name = say(language, "report.role.rest")
        missed = percent(language, role.expected - role.came, role.expected)
        numbers: tuple[int | str, ...] = (role.people, role.events, role.rsvps, role.going)
        numbers += (role.attended if measured else "–", hidden if role.rate_withheld else missed)
        if role.withheld:
            numbers = (hidden,) * len(columns)
        rows.append((name, *(each if isinstance(each, str) else whole(language, each) for each in numbers)))
        cells.append((name, *numbers))
    header = (say(language, "report.column.role"), *(_name(language, column) for column in columns))
    return Table(say(language, "report.table.role"), header, tuple(rows), tuple(cells))


def lines_of(report: Report) -> tuple[str, ...]:
    """The lines of the summary; what was left out only where something was."""
    both = (report.total, report.before)
    shown = {
        "unrated": report.rating is not None and any(each.unrated for each in both),
        "unasked": report.recommendation is not None and any(each.unasked for each in both),
        "loose": any(each.loose for each in both),
    }
    return tuple(name for name in TOTALS if shown.get(name, True))


def in_time(language: str, report: Report) -> tuple[str, dict[str, Figures]]:
    """Months or quarters by their name."""
    months, found = trend(report)
    unit, skeleton = ("month", "yMMM") if months == 1 else ("quarter", "yQQQ")
    return unit, {format_skeleton(skeleton, first, locale=_locale(language)): each for first, each in found.items()}


def _name(language: str, name: str) -> str:
    key = f"report.figure.{name}"
    return say(language, key) if has(key) else name
