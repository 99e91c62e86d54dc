"""Searching on SQLite: two FTS5 tables, which hold folded words only. https://www.sqlite.org/fts5.html

`archive_heading` has a row for each material, its rowid is the material's id. `archive_minute` has a row for each
passage of a transcript; its rowid is the material's id and the second together, so that hits come material by material,
the newest first, without looking anything up, and ranges of it are one material's.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    UnaryExpression,
    delete,
    exists,
    false,
    func,
    insert,
    literal_column,
)

from bot.domain.searching import Terms

_SECONDS = 20  # bits of a rowid that hold the second: twelve days
_LAST = (1 << _SECONDS) - 1

# ASCII's tokenizer takes every other letter as part of a word: the words are cut, and folded, before they come here.
# Of minutes only that they have a word is asked, so no positions and sizes are kept. The shortest beginnings are
# kept ready, as they are the dearest ones to look for.
MAKE = (
    "CREATE VIRTUAL TABLE archive_heading USING fts5("
    "title, event, names, topic, about, tokenize = 'ascii', prefix = '2 3')",
    "CREATE VIRTUAL TABLE archive_minute USING fts5("
    "words, heading, tokenize = 'ascii', prefix = '3', detail = column, columnsize = 0)",
    "CREATE TRIGGER archive_material_gone AFTER DELETE ON material BEGIN "
    "DELETE FROM archive_heading WHERE rowid = old.id; "
    "DELETE FROM archive_minute WHERE rowid BETWEEN old.id << 20 AND (old.id << 20) + 1048575; END",
)
_WEIGHTS = {"title": 10.0, "event": 6.0, "names": 5.0, "topic": 5.0, "about": 1.0}

_apart = MetaData()  # not the schema's: these tables are made by the statements above
_fields = (Column(name, Text) for name in _WEIGHTS)
_heading = Table("archive_heading", _apart, Column("rowid", Integer, primary_key=True), *_fields)
_minute = Table(
    "archive_minute", _apart, Column("rowid", Integer, primary_key=True), Column("words", Text), Column("heading", Text)
)

heading_id: ColumnElement[int] = _heading.c.rowid
minute_id: ColumnElement[int] = _minute.c.rowid.op(">>", return_type=Integer())(_SECONDS)
minute_second: ColumnElement[int] = _minute.c.rowid.op("&", return_type=Integer())(_LAST)
newest_minutes: UnaryExpression[int] = _minute.c.rowid.desc()


def in_heading(terms: Terms, field: str = "") -> ColumnElement[bool]:
    """Headings that have all words, or have them in one field."""
    asked = " AND ".join(_quoted(terms))
    return _match("archive_heading", f"{field}: ({asked})" if field else asked)


def heading_rank(terms: Terms) -> ColumnElement[float]:
    """How well a heading fits; more is better."""
    return -func.bm25(literal_column("archive_heading"), *_WEIGHTS.values(), type_=Float())


def in_minute(terms: Terms) -> ColumnElement[bool]:
    """Minutes that have all words, those of their material's heading among them, but one at least themselves."""
    quoted = list(_quoted(terms))
    if len(quoted) == 1:
        return _match("archive_minute", f"words: {quoted[0]}")
    return _match("archive_minute", f"({' AND '.join(quoted)}) AND words: ({' OR '.join(quoted)})")


def minutes_of(material_id: int) -> ColumnElement[bool]:
    return _minute.c.rowid.between(material_id << _SECONDS, (material_id << _SECONDS) + _LAST)


def minutes_before(material_id: int) -> ColumnElement[bool]:
    """Minutes of materials that were added before this one."""
    return _minute.c.rowid < (material_id << _SECONDS)


def holds_any(ids: ColumnElement[Any], wanted: Iterable[int]) -> ColumnElement[bool]:
    """Does a JSON list of ids hold one of these?"""
    some = sorted(wanted)
    if not some:
        return false()
    value = func.json_each(ids).table_valued("value")
    return exists().select_from(value).where(value.c.value.in_(some))


def put(
    conn: Connection, material_id: int, heading: Mapping[str, Sequence[str]], minutes: Mapping[int, Sequence[str]]
) -> None:
    """Index a material: the words of each field of its heading, and those of each minute by its second."""
    drop(conn, material_id)
    fields = {name: " ".join(words) for name, words in heading.items()}
    conn.execute(insert(_heading).values(rowid=material_id, **fields))
    above = " ".join(word for name, words in heading.items() if name != "about" for word in words)
    rows = [
        {"rowid": (material_id << _SECONDS) + min(second, _LAST), "words": " ".join(words), "heading": above}
        for second, words in minutes.items()
    ]
    if rows:
        conn.execute(insert(_minute), rows)


def drop(conn: Connection, material_id: int) -> None:
    conn.execute(delete(_heading).where(_heading.c.rowid == material_id))
    conn.execute(delete(_minute).where(minutes_of(material_id)))


def clear(conn: Connection) -> None:
    conn.execute(delete(_heading))
    conn.execute(delete(_minute))


def _quoted(terms: Terms) -> Iterable[str]:
    """Words in quotes, so that AND, OR, NEAR and marks in them mean nothing; they have no quotes themselves."""
    for number, word in enumerate(terms.words, 1):
        yield f'"{word}"*' if terms.prefix and number == len(terms.words) else f'"{word}"'


def _match(table: str, asked: str) -> ColumnElement[bool]:
    matches: ColumnElement[bool] = literal_column(table).op("MATCH", is_comparison=True)(asked)
    return matches
