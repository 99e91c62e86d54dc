"""An evaluation report in words, from which message, picture, files and page are all made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.kinds import Kinds
from bot.domain.report import Figures, Report
from bot.pictures.charts import Bar, Section
from bot.words import listing, say
from cogs._describing import kind_name, language_name
from cogs._numbers import whole
from cogs._report_tables import Roles, Table, by_group, by_role, days, figure, in_time, lines_of, totals


@dataclass(frozen=True, slots=True)
class Words:
    """A report as it is read, in one language."""

    language: str
    title: str
    period: str
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    so_far: bool = False  # the period is not over: it is compared with the same days of the one before

    def table_words(self) -> str:
        """The first table as text, a line each, those of the period before in brackets; a line where there is none."""
        if len(self.tables) == 1:
            return say(self.language, "report.nothing")
        first = self.tables[0]
        lines = [f"{row[0]}: **{row[1]}** ({row[2]})" for row in first.rows]
        before = "report.before.so_far" if self.so_far else "report.before"
        return "\n".join([say(self.language, before, period=first.header[2]), *lines])


def words_of(
    language: str,
    report: Report,
    kinds: Kinds,
    invited: tuple[int | None, int | None] = (None, None),
    roles: Roles | None = None,
) -> Words:
    """Everything that the report says. `invited` is that of the period and of the one before."""
    title, roles = say(language, "report.title"), roles or Roles()
    if report.kind is not None:
        title = say(language, "report.title.kind", kind=kind_name(language, kinds, report.kind))
    by_kind = report.by(lambda held: kind_name(language, kinds, held.kind))
    by_language = report.by(lambda held: language_name(language, held.language))
    tables = [totals(language, report, invited)]
    if by_kind:
        tables.append(by_group(language, "kind", by_kind))
    unit, over_time = in_time(language, report)
    if len(over_time) > 1:
        tables.append(by_group(language, unit, over_time))
    if roles.figures:
        tables.append(by_role(language, roles, measured=bool(report.total.measured)))
    elif len(by_language) > 1:
        tables.append(by_group(language, "language", by_language))
    sections = _sections(language, by_kind) + _trend(language, unit, over_time)
    so_far = report.compared != report.period.before
    notes = tuple(_notes(language, report, roles, so_far=so_far))
    return Words(language, title, days(language, report.period), tuple(tables), sections, notes, so_far)


def _notes(language: str, report: Report, roles: Roles, *, so_far: bool) -> Iterator[str]:
    """How it was counted."""
    if so_far:
        yield say(language, "report.note.so_far")
    for note in ("counted", "invited", "attended", "scores"):
        yield say(language, f"report.note.{note}")
    if any(figures.nps is not None for figures in (report.total, report.before)):
        yield say(language, "results.nps.meaning")
    shown = lines_of(report)
    for question, left_out, note in (
        (report.rating, "unrated", "report.note.rating"),
        (report.recommendation, "unasked", "report.note.recommendation"),
    ):
        if question is not None and left_out in shown:
            yield say(language, note, question=question.text(language).label)
    if roles.figures:
        yield say(language, "report.note.roles")
    if roles.gone:
        yield say(language, "report.note.gone", roles=listing(language, roles.gone))


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


def _trend(language: str, unit: str, over_time: Mapping[str, Figures]) -> tuple[Section, ...]:
    """How many events there were in each month or quarter, and who came."""
    if len(over_time) < 2:
        return ()
    events = tuple(Bar(name, float(each.events), whole(language, each.events)) for name, each in over_time.items())
    found = [Section(say(language, f"report.picture.events_by_{unit}"), events)]
    if any(each.measured for each in over_time.values()):
        people = tuple(
            Bar(name, float(each.attended) if each.measured else None, figure(language, "attended", each))
            for name, each in over_time.items()
        )
        found.append(Section(say(language, f"report.picture.attended_by_{unit}"), people))
    return tuple(found)
