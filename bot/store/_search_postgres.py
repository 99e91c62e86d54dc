"""Searching on PostgreSQL: the same words as on SQLite, as `tsvector` under GIN indexes.

The words are cut and folded before they come here, so vectors and queries are written out and cast, past the server's
parser and dictionaries. https://www.postgresql.org/docs/current/datatype-textsearch.html
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
    UnaryExpression,
    cast,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    literal_column,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from bot.domain.searching import Terms

MAKE = (
    "CREATE TABLE archive_heading (material_id INTEGER NOT NULL, words TSVECTOR NOT NULL, "
    "CONSTRAINT pk_archive_heading PRIMARY KEY (material_id), "
    "CONSTRAINT fk_archive_heading_material_id_material FOREIGN KEY (material_id) "
    "REFERENCES material (id) ON DELETE CASCADE)",
    "CREATE INDEX ix_archive_heading_words ON archive_heading USING gin (words)",
    "CREATE TABLE archive_minute (material_id INTEGER NOT NULL, at_seconds INTEGER NOT NULL, words TSVECTOR NOT NULL, "
    "CONSTRAINT pk_archive_minute PRIMARY KEY (material_id, at_seconds), "
    "CONSTRAINT fk_archive_minute_material_id_material FOREIGN KEY (material_id) "
    "REFERENCES material (id) ON DELETE CASCADE)",
    "CREATE INDEX ix_archive_minute_words ON archive_minute USING gin (words)",
)
_LABELS = {"title": "A", "event": "B", "names": "B", "topic": "C", "about": "D"}
_WEIGHTS = "{0.1, 0.5, 0.6, 1.0}"  # of D, C, B and A
_HEADING, _OWN = "A", "D"  # in a minute: the words above it, and its own
_MOST_POSITIONS, _LAST_POSITION = 255, 16_383  # of a word, and of all: limits of a tsvector
_MOST_BYTES, _EACH = 1_000_000, 5  # of all words, of 2**20 - 1; and besides its letters, of each with a position

_apart = MetaData()  # not the schema's: these tables are made by the statements above
_heading = Table("archive_heading", _apart, Column("material_id", Integer, primary_key=True), Column("words", TSVECTOR))
_minute = Table(
    "archive_minute",
    _apart,
    Column("material_id", Integer, primary_key=True),
    Column("at_seconds", Integer, primary_key=True),
    Column("words", TSVECTOR),
)

heading_id: ColumnElement[int] = _heading.c.material_id
minute_id: ColumnElement[int] = _minute.c.material_id
minute_second: ColumnElement[int] = _minute.c.at_seconds
newest_minutes: UnaryExpression[int] = _minute.c.material_id.desc()


def in_heading(terms: Terms, field: str = "") -> ColumnElement[bool]:
    """Headings that have all words, or have them in one field."""
    return _match(_heading.c.words, " & ".join(_quoted(terms, _LABELS[field] if field else "")))


def heading_rank(terms: Terms) -> ColumnElement[float]:
    """How well a heading fits; more is better. As long texts hold many words, their length counts against them."""
    query = cast(literal(" & ".join(_quoted(terms))), TSQUERY)
    weights: ColumnElement[Any] = literal_column(f"'{_WEIGHTS}'::real[]")
    return func.ts_rank(weights, _heading.c.words, query, literal_column("1"), type_=Float()) * 10


def in_minute(terms: Terms) -> ColumnElement[bool]:
    """Minutes that have all words, those of their material's heading among them, but one at least themselves."""
    own = list(_quoted(terms, _OWN))
    if len(own) == 1:
        return _match(_minute.c.words, own[0])
    return _match(_minute.c.words, f"{' & '.join(_quoted(terms))} & ({' | '.join(own)})")


def minutes_of(material_id: int) -> ColumnElement[bool]:
    return _minute.c.material_id == material_id


def minutes_before(material_id: int) -> ColumnElement[bool]:
    """Minutes of materials that were added before this one."""
    return _minute.c.material_id < material_id


def holds_any(ids: ColumnElement[Any], wanted: Iterable[int]) -> ColumnElement[bool]:
    """Does a JSON list of ids hold one of these?"""
    some = [str(each) for each in sorted(wanted)]
    if not some:
        return false()
    value = func.jsonb_array_elements_text(ids).table_valued("value")
    return exists().select_from(value).where(value.c.value.in_(some))


def put(
    conn: Connection, material_id: int, heading: Mapping[str, Sequence[str]], minutes: Mapping[int, Sequence[str]]
) -> None:
    """Index a material: the words of each field of its heading, and those of each minute by its second."""
    drop(conn, material_id)
    vector = _vector((word, _LABELS[name]) for name, words in heading.items() for word in words)
    conn.execute(insert(_heading).values(material_id=material_id, words=vector))
    above = [(word, _HEADING) for name, words in heading.items() if name != "about" for word in words]
    rows = [
        {
            "material_id": material_id,
            "at_seconds": second,
            "words": _vector(dict.fromkeys([*above, *((word, _OWN) for word in words)])),
        }
        for second, words in minutes.items()
    ]
    if rows:
        conn.execute(insert(_minute), rows)


def drop(conn: Connection, material_id: int) -> None:
    conn.execute(delete(_heading).where(_heading.c.material_id == material_id))
    conn.execute(delete(_minute).where(minutes_of(material_id)))


def clear(conn: Connection) -> None:
    conn.execute(delete(_heading))
    conn.execute(delete(_minute))


def _vector(words: Iterable[tuple[str, str]]) -> str:
    """Words with their labels as a tsvector is written: 'riga':1A,7D 'town':2D. The first megabyte of them."""
    places: dict[str, list[str]] = {}
    left = _MOST_BYTES
    for number, (word, label) in enumerate(words, 1):
        left -= 2 if word in places else len(word.encode()) + _EACH
        if left < 0:
            break
        at = places.setdefault(word, [])
        if len(at) < _MOST_POSITIONS:
            at.append(f"{min(number, _LAST_POSITION)}{label}")
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def _quoted(terms: Terms, label: str = "") -> Iterable[str]:
    """Words in quotes, so that nothing in them means anything; they have neither quotes nor backslashes themselves."""
    for number, word in enumerate(terms.words, 1):
        prefix = "*" if terms.prefix and number == len(terms.words) else ""
        mark = f":{prefix}{label}" if prefix or label else ""
        yield f"'{word}'{mark}"


def _match(vector: ColumnElement[Any], asked: str) -> ColumnElement[bool]:
    matches: ColumnElement[bool] = vector.op("@@", is_comparison=True)(cast(literal(asked), TSQUERY))
    return matches
