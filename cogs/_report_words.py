"""An evaluation report in words: the rows of its tables, from which message, picture, files and page are all made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from bot.domain.kinds import Kinds
from bot.domain.report import Figures, Period, Report, RoleFigures
from bot.pictures.charts import Bar, Section
from bot.words import has, say
from cogs._describing import kind_name, language_name
from cogs._numbers import decimal, percent, whole

Cell = int | float | str | None
TOTALS = (
    "events", "cancelled", "invited", "rsvps", "going", "attended", "no_show", "asked", "answered", "rate", "score",
    "nps", "comments", "materials",
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
class Words:
    """A report as it is read, in one language."""

    language: str
    title: str
    period: str
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]

    def table_words(self) -> str:
        """The first table as text, a line each, those of the period before in brackets; a line where there is none."""
        if len(self.tables) == 1:
            return say(self.language, "report.nothing")
        first = self.tables[0]
        lines = [f"{row[0]}: **{row[1]}** ({row[2]})" for row in first.rows]
        return "\n".join([say(self.language, "report.before", period=first.header[2]), *lines])


def days(language: str, period: Period) -> str:
    return f"{_day(language, period.first)} – {_day(language, period.last)}"


def _day(language: str, day: date) -> str:
    return format_date(day, "d MMMM y", locale={"en": "en_GB"}.get(language, language))


def figure(language: str, name: str, figures: Figures, invited: int | None = None) -> str:
    """A number as a reader sees it; "–" where nobody knows it, or it is withheld."""
    unknown = {"attended": not figures.measured, "comments": not figures.scored, "score": figures.score is None}
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


def words_of(
    language: str,
    report: Report,
    kinds: Kinds,
    invited: tuple[int | None, int | None] = (None, None),
    roles: Sequence[RoleFigures] = (),
    role_names: Mapping[int, str] | None = None,
) -> Words:
    """Everything that the report says. `invited` is that of the period and of the one before."""
    title = say(language, "report.title")
    if report.kind is not None:
        title = say(language, "report.title.kind", kind=kind_name(language, kinds, report.kind))
    by_kind = report.by(lambda held: kind_name(language, kinds, held.kind))
    by_language = report.by(lambda held: language_name(language, held.language))
    tables = [_totals(language, report, invited)]
    if by_kind:
        tables.append(_groups(language, "kind", by_kind))
    if roles:
        tables.append(_roles(language, roles, role_names or {}))
    elif len(by_language) > 1:
        tables.append(_groups(language, "language", by_language))
    sections = _sections(language, by_kind)
    notes = [say(language, f"report.note.{note}") for note in ("counted", "invited", "attended", "scores")]
    if roles:
        notes.append(say(language, "report.note.roles"))
    return Words(language, title, days(language, report.period), tuple(tables), sections, tuple(notes))


def _totals(language: str, report: Report, invited: tuple[int | None, int | None]) -> Table:
    periods = tuple(zip((report.total, report.before), invited, strict=True))
    rows = tuple((_name(language, name), *(figure(language, name, *each) for each in periods)) for name in TOTALS)
    cells = tuple((_name(language, name), *(_cell(language, name, *each) for each in periods)) for name in TOTALS)
    header = (say(language, "report.column.what"), say(language, "report.column.now"))
    return Table(say(language, "report.table.totals"), (*header, days(language, report.period.before)), rows, cells)


def _groups(language: str, about: str, groups: Mapping[str, Figures]) -> Table:
    rows = tuple((name, *(figure(language, each, found) for each in GROUPED)) for name, found in groups.items())
    cells = tuple((name, *(_cell(language, each, found) for each in GROUPED)) for name, found in groups.items())
    header = (say(language, f"report.column.{about}"), *(_name(language, name) for name in GROUPED))
    return Table(say(language, f"report.table.{about}"), header, rows, cells)


def _roles(language: str, roles: Sequence[RoleFigures], names: Mapping[int, str]) -> Table:
    columns = ("people", "rsvps", "going", "attended")
    rows, cells = list[tuple[str, ...]](), list[tuple[Cell, ...]]()
    for role in roles:
        name, hidden = names.get(role.role_id, str(role.role_id)), (say(language, "report.withheld"),) * len(columns)
        numbers = tuple(getattr(role, column) for column in columns)
        rows.append((name, *(hidden if role.withheld else (whole(language, each) for each in numbers))))
        cells.append((name, *(hidden if role.withheld else numbers)))
    header = (say(language, "report.column.role"), *(_name(language, column) for column in columns))
    return Table(say(language, "report.table.role"), header, tuple(rows), tuple(cells))


def _sections(language: str, by_kind: Mapping[str, Figures]) -> tuple[Section, ...]:
    """The picture: events and scores by kind."""
    events = tuple(Bar(name, float(each.events), whole(language, each.events)) for name, each in by_kind.items())
    scores = tuple(Bar(name, each.score, figure(language, "score", each)) for name, each in by_kind.items())
    people = tuple(
        Bar(name, float(each.attended) if each.measured else None, figure(language, "attended", each))
        for name, each in by_kind.items()
    )
    found = [Section(say(language, "report.picture.events"), events)]
    if any(each.measured for each in by_kind.values()):
        found.append(Section(say(language, "report.picture.attended"), people))
    if any(each.ratings for each in by_kind.values()):
        found.append(Section(say(language, "report.picture.score"), scores, 5.0))
    return tuple(section for section in found if section.rows)


def _name(language: str, name: str) -> str:
    key = f"report.figure.{name}"
    return say(language, key) if has(key) else name
