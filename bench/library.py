"""An archive to search in: materials and transcripts of made-up words, as often used as words are (Zipf's law)."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.dialects import sqlite

from bench.seed import Seed
from bot.store.types import UTCDateTime

ROLE = 77  # opens the restricted part
_VOCABULARY, _POOL = 60_000, 20_000  # words; different minutes, of which transcripts are put together
_MINUTES = 60  # in a transcript of an hour
_WORDS = 150  # in a minute
# the index is written in few large parts
_IN_A_HURRY = """
    PRAGMA synchronous = OFF; PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY;
    INSERT INTO archive_minute (archive_minute, rank) VALUES ('hashsize', 67108864);
"""
_AS_IT_WAS = "INSERT INTO archive_minute (archive_minute, rank) VALUES ('hashsize', 1048576)"
_KINDS = ("recording", "slides", "takeaways", "document")


@dataclass(frozen=True)
class Library:
    """What there is to ask for: words from the most frequent to the rarest."""

    words: list[str]

    def queries(self, random: Random) -> dict[str, list[str]]:
        """Kinds of question, with some of each."""
        some = self.words
        long = [one for one in some[:5_000] if len(one) > 5]
        return {
            "a word everybody says": [f"{word} " for word in some[:8]],
            "two such words": [f"{some[n]} {some[n + 1]} " for n in range(0, 16, 2)],
            "two ordinary words": [" ".join([*random.sample(some[200:2_000], 2), ""]) for _ in range(40)],
            "a rare word": [f"{random.choice(some[20_000:])} " for _ in range(40)],
            "the beginning of a word": [random.choice(long)[:4] for _ in range(20)],
            "a title's words": [f"lodz {random.randrange(1_000)} " for _ in range(20)],
        }


@dataclass(frozen=True)
class Shape:
    """How large it is, and the first event it belongs to."""

    community_id: int
    event: int
    materials: int
    hours: int
    first: int = 1


def fill(seed: Seed, materials: int, hours: int) -> Library:
    """Put so many materials into a seeded database, `hours` of them with an hour of transcript; as the bot would.

    Straight into the tables: a service call for each would take an hour.
    """
    random = Random(11)  # noqa: S311 - the same library in every run
    words = _vocabulary(random)
    cumulated = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    pool = [
        " ".join(random.choices(words, cum_weights=cumulated, k=_WORDS)) for _ in range(min(_POOL, hours * _MINUTES))
    ]
    with sqlite3.connect(make_url(seed.url).database or "") as raw:
        raw.executescript(_IN_A_HURRY)
        event = _events(raw, materials // 10 + 1)
        rows = list(_materials(random, words, cumulated, Shape(seed.actor.community_id, event, materials, hours)))
        names = ", ".join(rows[0])
        raw.executemany(
            f"INSERT INTO material ({names}) VALUES ({', '.join(':' + name for name in rows[0])})",  # noqa: S608
            rows,
        )
        raw.executemany(
            "INSERT INTO archive_heading (rowid, title, event, names, topic, about) "
            "VALUES (:id, lower(:title), '', lower(:speakers), :topic, :text)",
            ({**row, "title": row["title"].replace("Ł", "l").replace("ó", "o").replace("ź", "z")} for row in rows),
        )
        spoken = [row["id"] for row in rows if row["kind"] == "recording"][:hours]
        for statement in (
            "INSERT INTO passage (material_id, at_seconds, text) VALUES (?, ?, ?)",
            "INSERT INTO archive_minute (rowid, words, heading) VALUES ((? << 20) + ?, ?, 'lodz')",
        ):
            raw.executemany(statement, _spoken(Random(12), pool, spoken))  # noqa: S311
    raw.execute(_AS_IT_WAS)
    raw.commit()
    raw.close()
    return Library(words)


def _vocabulary(random: Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < _VOCABULARY:
        syllables = 1 + int(random.expovariate(0.55))
        word = "".join(random.choice("bcdfghjklmnprstvz") + random.choice("aeiou") for _ in range(syllables))[:14]
        found[word + (random.choice("klmnrst") if random.random() < 0.4 else "")] = None
    return list(found)


def _events(raw: sqlite3.Connection, number: int) -> int:
    """Copies of an announced event, all over; every tenth for some roles only. Returns the first one's id."""
    own = ("id", "uid", "status", "audience", "role_ids")
    columns = ", ".join(row[1] for row in raw.execute("PRAGMA table_info(event)") if row[1] not in own)
    first = 1 + int(raw.execute("SELECT max(id) FROM event").fetchone()[0])
    rows = ((first + n, f"library-{n}", *_readers(n)) for n in range(number))
    raw.executemany(
        f"INSERT INTO event ({', '.join(own)}, {columns}) "  # noqa: S608
        f"SELECT ?, ?, 'archived', ?, ?, {columns} FROM event ORDER BY id LIMIT 1",
        rows,
    )
    return first


def _readers(number: int) -> tuple[str, str]:
    return ("roles", f"[{ROLE}]") if number % 10 == 0 else ("community", "[]")


def _materials(random: Random, words: list[str], cumulated: list[float], shape: "Shape") -> Iterator[dict[str, Any]]:
    """Ten for each event; every twentieth is for some roles only, whatever its event is."""
    blank = {"link": "", "file_name": "", "file_digest": "", "media_type": "", "link_problem": ""}
    moment = UTCDateTime().process_bind_param
    now = datetime.now(UTC)
    for n in range(shape.materials):
        held = moment(now - timedelta(hours=shape.materials - n), sqlite.dialect())
        restricted = n % 20 == 3
        about = " ".join(random.choices(words, cum_weights=cumulated, k=40))
        yield {
            **blank,
            "id": shape.first + n,
            "community_id": shape.community_id,
            "event_id": shape.event + n // 10,
            "kind": "recording" if n % (shape.materials // shape.hours) == 0 else _KINDS[1 + n % 3],
            "title": f"{random.choice(words).capitalize()} in Łódź {n % 1_000}",
            "text": about,
            "language": ("en", "pl", "lv")[n % 3],
            "speakers": f"{random.choice(words)} {random.choice(words)}",
            "tags": json.dumps([random.choice(words[:300])]),
            "topic": random.choice(words[:200]),
            "audience": "roles" if restricted else "event",
            "role_ids": f"[{ROLE}]" if restricted else "[]",
            "held_at": held,
            "created_at": held,
            "updated_at": held,
            "link_state": "unknown",
            "file_size": 0,
            "link_failures": 0,
        }


def _spoken(random: Random, pool: list[str], materials: list[int]) -> Iterator[tuple[int, int, str]]:
    for number in materials:
        for minute in range(_MINUTES):
            yield number, 60 * minute, random.choice(pool)
