"""From a file to its people: which table is in it, whose rows belong together, and how long each was there."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.folding import fold
from bot.domain.participants.clocks import moment, seconds
from bot.domain.participants.columns import Column, columns_of, is_of_registrations, says_no, says_yes
from bot.domain.participants.decoding import text_of
from bot.domain.participants.names import hints_of, keys_of
from bot.domain.refused import Refused

LARGEST = 2_000_000  # bytes of a file
MOST_ROWS = 5_000  # of people in it, however often each joined
_LONGEST_NAME = 100
_DELIMITERS = "\t;,"


class Format(StrEnum):
    ZOOM = "zoom"
    TEAMS = "teams"
    OTHER = "other"  # any table with a column of names


@dataclass(frozen=True, slots=True)
class Participant:
    """One person of a list, however often they joined."""

    name: str  # as they called themselves, at most 100 characters
    minutes: int | None  # None: the list does not say


@dataclass(frozen=True, slots=True)
class ParticipantList:
    format: Format
    people: tuple[Participant, ...]
    absent: int = 0  # registered, but the list says that they did not come
    nameless: int = 0  # rows of somebody without a name


@dataclass(slots=True)
class _Stay:
    """One row: a person's time between joining once and leaving."""

    name: str
    email: str = ""
    joined: datetime | None = None
    left: datetime | None = None
    seconds: int | None = None


@dataclass(slots=True)
class _Found:
    stays: list[_Stay] = field(default_factory=list)
    absent: int = 0
    nameless: int = 0


def parse(content: bytes) -> ParticipantList:
    """The people of a list that Zoom or Teams exported, or of any table with a heading "Name".

    Refused: import.too_large, import.too_long, import.workbook, import.unknown (no such list), import.registered,
    import.empty.
    """
    if len(content) > LARGEST:
        raise Refused("import.too_large", megabytes=LARGEST // 1_000_000)
    text = text_of(content)
    if text.count("\n") + text.count("\r") > 4 * MOST_ROWS:  # Teams' older list has two lines a stay
        raise Refused("import.too_long", rows=MOST_ROWS)
    read = next((read for delimiter in _DELIMITERS if (read := _read(_table(text, delimiter))) is not None), None)
    if read is None:
        raise Refused("import.unknown")
    made_by, found = read
    if len(found.stays) > MOST_ROWS:
        raise Refused("import.too_long", rows=MOST_ROWS)
    people = tuple(_person(stays) for stays in _together(found.stays))
    if not people:
        raise Refused("import.empty")
    return ParticipantList(made_by, people, found.absent, found.nameless)


def _table(text: str, delimiter: str) -> list[list[str]]:
    """The rows that are not empty. What is no table in this way is one of single cells."""
    lines = text.splitlines(keepends=True)
    if lines and lines[0].lower().startswith("sep="):  # Excel's own hint
        lines = lines[1:]
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return []
    return [row for row in rows if any(row)]


def _read(rows: list[list[str]]) -> tuple[Format, _Found] | None:
    actions = _read_actions(rows)
    if actions is not None:
        return Format.TEAMS, actions
    heads = {number: columns for number, row in enumerate(rows) if (columns := columns_of(row))}
    if not heads:
        return None
    if all(is_of_registrations(rows[number], columns) for number, columns in heads.items()):
        raise Refused("import.registered")
    teams = any("upn" in fold(cell) for number in heads for cell in rows[number])
    if teams:  # the first table of people is the one; the next lists every coming and going of the same people
        first = min(heads)
        until = next((n for n in range(first + 1, len(rows)) if _is_section(rows[n])), len(rows))
        return Format.TEAMS, _people(rows[:until], {first: heads[first]})
    zoom = any(_is_of_zoom(rows[number], columns) for number, columns in heads.items())
    return Format.ZOOM if zoom else Format.OTHER, _people(rows, heads)


def _is_of_zoom(head: list[str], columns: dict[Column, int]) -> bool:
    name = head[columns[Column.NAME]] if Column.NAME in columns else ""
    return Column.ATTENDED in columns or "(" in name or {Column.NAME, Column.EMAIL, Column.MINUTES} <= columns.keys()


def _is_section(row: list[str]) -> bool:
    """Teams numbers its parts: "3. In-Meeting Activities"."""
    number, dot, _ = row[0].partition(".")
    return bool(dot) and number.isdecimal() and not any(row[1:])


def _people(rows: list[list[str]], heads: dict[int, dict[Column, int]]) -> _Found:
    found = _Found()
    columns: dict[Column, int] = {}
    for number, row in enumerate(rows):
        if number in heads:
            columns = heads[number]
        elif columns and not (number + 1 in heads and sum(map(bool, row)) == 1):  # else the title of the next table
            _take(found, row, columns)
    return found


def _take(found: _Found, row: list[str], columns: dict[Column, int]) -> None:
    def cell(column: Column) -> str:
        place = columns.get(column, len(row))
        return row[place] if place < len(row) else ""

    if says_no(cell(Column.ATTENDED)):
        found.absent += 1
        return
    if says_yes(cell(Column.WAITING)):
        return
    name = cell(Column.NAME) or f"{cell(Column.FIRST)} {cell(Column.LAST)}"
    stay = _Stay(
        _clean(name),
        cell(Column.EMAIL).casefold(),
        moment(cell(Column.JOINED)),
        moment(cell(Column.LEFT)),
        seconds(cell(Column.MINUTES)),
    )
    if stay.name:
        found.stays.append(stay)
    else:
        found.nameless += 1


def _read_actions(rows: list[list[str]]) -> _Found | None:
    """Teams' older list: name, what they did, when. Whoever is not seen leaving stayed until the last entry."""
    if len(rows) < 2 or any(len(row) < 3 or any(row[3:]) for row in rows):
        return None
    entries = [(_clean(row[0]), fold(row[1]), at) for row in rows[1:] if (at := moment(row[2])) is not None]
    if len(entries) < len(rows) - 1 or moment(rows[0][2]) is not None or len({what for _, what, _ in entries}) > 4:
        return None
    found = _Found()
    last = max(at for _, _, at in entries)
    by_name: dict[str, list[tuple[datetime, str]]] = {}
    for name, what, at in entries:
        by_name.setdefault(name, []).append((at, what))
    coming = {min(comings)[1] for comings in by_name.values()}  # the first that anybody does is to come
    for name, comings in by_name.items():
        since: datetime | None = None
        for at, what in sorted(comings):
            if what in coming:
                since = since or at
            elif since is not None:
                found.stays.append(_Stay(name, "", since, at))
                since = None
        if since is not None:
            found.stays.append(_Stay(name, "", since, last))
    return found


def _clean(name: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split())[:_LONGEST_NAME].rstrip()


def _together(stays: Sequence[_Stay]) -> Iterator[list[_Stay]]:
    """The rows of each person, in the order in which they first appear.

    Rows of one name are one person unless their e-mail addresses differ; rows of one address are one person if the
    names have a spelling in common ("Ola" is first "Ola Nowak", then "Ola (Ola Nowak)").
    """
    by_name: dict[str, list[_Stay]] = {}
    for stay in stays:
        by_name.setdefault(fold(stay.name), []).append(stay)
    groups: list[list[_Stay]] = []
    for named in by_name.values():
        emails = {stay.email for stay in named if stay.email}
        if len(emails) <= 1:
            groups.append(named)
        else:
            groups += [
                [stay for stay in named if stay.email == email] for email in dict.fromkeys(s.email for s in named)
            ]
    yield from _joined_by_email(groups)


def _joined_by_email(groups: list[list[_Stay]]) -> list[list[_Stay]]:
    known: dict[tuple[str, str], list[_Stay]] = {}  # by address and spelling
    kept: list[list[_Stay]] = []
    for group in groups:
        email = next((stay.email for stay in group if stay.email), "")
        keys = [(email, key) for key in _any_keys(group[0].name)] if email else []
        same = next((known[key] for key in keys if key in known), None)
        if same is None:
            kept.append(group)
        else:
            same += group
        known |= dict.fromkeys(keys, group if same is None else same)
    return kept


def _any_keys(name: str) -> set[str]:
    return {key for part in (name, *hints_of(name)) for key in keys_of(part)}


def _person(stays: list[_Stay]) -> Participant:
    """Times that overlap count once. Where a list says both, the shorter of span and duration holds: Teams' span goes
    from the first joining to the last leaving, Zoom's durations are rounded up row by row."""
    spans = [(stay.joined, stay.left) for stay in stays if stay.joined and stay.left and stay.left >= stay.joined]
    lengths = [stay.seconds for stay in stays if stay.seconds is not None]
    known = []
    if len(spans) == len(stays):
        known.append(int(_covered(spans).total_seconds()))
    if len(lengths) == len(stays):
        known.append(sum(lengths))
    if not known and lengths:
        known.append(sum(lengths))
    name = next((stay.name for stay in stays), "")
    return Participant(name, _minutes(min(known)) if known else None)


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    total, reached = timedelta(), datetime.min  # noqa: DTZ901 - the list's own clock
    for begin, end in sorted(spans):
        if end > reached:
            total += end - max(begin, reached)
            reached = end
    return total


def _minutes(of_seconds: int) -> int:
    """Rounded; whoever was there at all was there for a minute."""
    return max(round(of_seconds / 60), 1 if of_seconds else 0)
