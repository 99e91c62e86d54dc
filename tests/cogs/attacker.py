"""Somebody who has everything but the keys: the database with its journal, every backup, the log, the names, sizes and
times of all files. They look between any two answers, know who was asked, and want to know who answered what.

What they can go by is what is written about a person while an answer comes in, or what is different about the person
afterwards. Each way of looking returns guesses, so that a scheme is judged by how many of them are right.
"""

import hashlib
import hmac
import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from bot.store.backup import backup

Guesses = dict[str, int]  # what was answered (a text only one person wrote) → whose it is, they say


@dataclass(frozen=True)
class Look:
    """Everything there is at one moment."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]]  # as the backup has them
    bytes: Mapping[str, bytes]  # the database, its journal, the backup's tables, the log
    files: Mapping[str, tuple[int, int]]  # name → size, time of its last change

    @property
    def answers(self) -> dict[int, Mapping[str, Any]]:
        return {row["id"]: row["answers"] for row in self.tables["answer"]}


class Attacker:
    def __init__(self, folder: Path, url: str, log: StringIO, loot: Path) -> None:
        self.folder, self.url, self.log, self.loot = folder, url, log, loot
        self.looks: list[Look] = []

    def look(self) -> Look:
        """Make a backup, and copy everything."""
        file = self.loot / f"{len(self.looks)}.zip"
        backup(self.url, file)
        with ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        tables = {
            name.removesuffix(".jsonl"): [_row(line) for line in part.splitlines()]
            for name, part in parts.items()
            if name.endswith(".jsonl")
        }
        found = {path: path.stat() for path in sorted(self.folder.rglob("*")) if path.is_file()}
        raw = {path.name: path.read_bytes() for path in found if "feedback-keys" not in path.parts}
        names = {str(path.relative_to(self.folder)): (stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}
        seen = Look(tables, {**parts, **raw, "log": self.log.getvalue().encode()}, names)
        self.looks.append(seen)
        return seen

    # --- ways of finding out

    def by_what_was_written(self, people: Iterable[int]) -> Guesses:
        """Whoever is mentioned more, or elsewhere, after an answer came in than before, gave it."""
        guesses: Guesses = {}
        for before, after in zip(self.looks, self.looks[1:], strict=False):
            fresh = [text for text in _texts(after) if text not in set(_texts(before))]
            moved = [person for person in people if _mentions(before, person) != _mentions(after, person)]
            if len(fresh) == 1 and len(moved) == 1:
                guesses[fresh[0]] = moved[0]
        return guesses

    def by_rows_of_other_tables(self, people: Iterable[int]) -> Guesses:
        """The same, by rows that came or changed while an answer did, whatever of a person stands in them."""
        guesses: Guesses = {}
        for before, after in zip(self.looks, self.looks[1:], strict=False):
            fresh = [text for text in _texts(after) if text not in set(_texts(before))]
            rows = [row for name in after.tables for row in after.tables[name] if row not in before.tables[name]]
            named = {person for person in people for row in rows if str(person) in json.dumps(row)}
            if len(fresh) == 1 and len(named) == 1:
                guesses[fresh[0]] = named.pop()
        return guesses

    def by_tokens(self, people: Sequence[int]) -> Guesses:
        """A token that is made of what is in the loot can be made again for everybody who was asked."""
        guesses: Guesses = {}
        for look in self.looks:
            known = {digest: person for person in people for digest in _digests(look, person)}
            for row in look.tables["answer"]:
                if row["token"] in known:
                    guesses[row["answers"].get("better", "")] = known[row["token"]]
        return guesses

    def who_had_answered(self, people: Iterable[int]) -> set[int]:
        """Those of whom something is different from the others, in all that was put into the outbox."""
        traces: dict[tuple[Any, ...], list[int]] = {}
        for person in people:
            rows = [row for look in self.looks for row in look.tables["outbox"] if row["user_id"] == person]
            trace = tuple(json.dumps(_without(row, person), sort_keys=True) for row in rows)
            traces.setdefault(trace, []).append(person)
        fewest = sorted(traces.values(), key=lambda alike: len(alike))[:-1]  # noqa: PLW0108 - mypy needs it
        return set(fewest[0]) if fewest else set()


def _row(line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    return row


def _texts(look: Look) -> list[str]:
    return [answers["better"] for answers in look.answers.values() if "better" in answers]


def _mentions(look: Look, person: int) -> tuple[int, ...]:
    """How often a person's id stands in each thing, in every form it could have."""
    forms = (str(person).encode(), struct.pack(">q", person), struct.pack("<q", person), f"{person:x}".encode())
    return tuple(look.bytes[name].count(form) for name in sorted(look.bytes) for form in forms)


def _without(row: Mapping[str, Any], person: int) -> dict[str, Any]:
    """A row but for whose it is; when it was made and said is the same for all or follows from their place."""
    own = ("id", "user_id", "message_id", "message_channel_id")
    return {
        name: str(value).replace(str(person), "…") if isinstance(value, str) else value
        for name, value in row.items()
        if name not in own or (name.startswith("message") and value is None)
    }


def _digests(look: Look, person: int) -> Iterator[str]:
    """What somebody could think of: plain digests, and keyed ones with everything in the database as the key."""
    for text in (str(person), *(f"{row['id']}:{person}" for row in look.tables["survey"])):
        for made in (hashlib.sha256, hashlib.md5, hashlib.sha1, hashlib.blake2b):
            yield made(text.encode()).hexdigest()
    for key in _keys(look):
        yield hmac.new(key, str(person).encode(), hashlib.sha256).hexdigest()


def _keys(look: Look) -> Iterator[bytes]:
    for rows in look.tables.values():
        for row in rows:
            for value in row.values():
                if isinstance(value, str) and value:
                    yield value.encode()
                    if len(value) % 2 == 0 and all(one in "0123456789abcdef" for one in value):
                        yield bytes.fromhex(value)
                elif isinstance(value, int):
                    yield str(value).encode()
