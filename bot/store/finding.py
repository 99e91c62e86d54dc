"""Finding materials by their words, for one person. Who may see what is joined when it is asked.

The indexes (`store/archive.py`) are asked for ids only, the newest first and in parts, until so many were found that
the asker may see; only those are ranked and looked up. So a word that half of all transcripts have costs little more
than a rare one (decision 120).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from bot.domain.events import Audience, Status
from bot.domain.materials import MaterialAudience
from bot.domain.people import Actor
from bot.domain.searching import CAP, Excerpt, Terms, excerpt, terms, worth
from bot.store.database import Connection, Searching, searching
from bot.store.schema import event, material, passage

_PARTS = (CAP + 1, 1_000, 2_000, 4_000, 16_000)  # ids asked for at once; the first is nearly always enough
_AT_ONCE = 2_000  # ids in one condition
_FULL_RANK, _MANY_MINUTES = 5.0, 2.0  # what counts half as much as the most there can be
_LOOKED_AT = 60  # minutes of one material among which the best are chosen
_BOTH = material.outerjoin(event, event.c.id == material.c.event_id)

Order = tuple[float, datetime, int]
Rows = Sequence[Any]  # of ids, and perhaps how well each fits


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ids of what was found, the best first: at most `CAP`; `capped` when there is more."""

    ids: tuple[int, ...]
    capped: bool


# --- who may see what: `domain/audience.py`, as conditions


def seen_event(search: Searching, actor: Actor, *, organises: bool) -> ColumnElement[bool]:
    """`audience.may_see`, of the event that is joined to a material."""
    here = event.c.community_id == actor.community_id
    if organises:
        return here
    announced = event.c.status.not_in([Status.DRAFT.value, Status.DISCARDED.value])
    admitted = or_(event.c.audience != Audience.ROLES.value, search.holds_any(event.c.role_ids, actor.role_ids))
    return and_(here, announced, admitted)


def seen(search: Searching, actor: Actor, *, organises: bool) -> ColumnElement[bool]:
    """`audience.may_see_material`."""
    there = and_(material.c.removed_at.is_(None), material.c.community_id == actor.community_id)
    if organises:
        return there
    of = material.c.audience
    return and_(
        there,
        or_(
            of.in_([MaterialAudience.COMMUNITY.value, MaterialAudience.PUBLIC.value]),
            and_(of == MaterialAudience.EVENT.value, seen_event(search, actor, organises=False)),
            and_(of == MaterialAudience.ROLES.value, search.holds_any(material.c.role_ids, actor.role_ids)),
        ),
    )


# --- asking


class Asking:
    """One person's question: what they may see of what they want."""

    def __init__(self, conn: Connection, actor: Actor, *, organises: bool) -> None:
        self._conn, self._actor, self._organises = conn, actor, organises
        self._search = searching(conn)
        self._wanted = [seen(self._search, actor, organises=organises)]
        self._known: dict[int, datetime | None] = {}

    def only(
        self,
        *,
        kind: str = "",
        material_kind: str = "",
        topic: str = "",
        language: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        event_id: int | None = None,
    ) -> "Asking":
        """Nothing but this. A kind is only known of events that the person may see."""
        search = self._search
        if kind:
            visible = seen_event(search, self._actor, organises=self._organises)
            self._wanted.append(and_(event.c.kind == kind, visible))
        if material_kind:
            self._wanted.append(material.c.kind == material_kind)
        if about := terms(f"{topic} "):
            self._wanted.append(material.c.id.in_(select(search.heading_id).where(search.in_heading(about, "topic"))))
        if language:
            self._wanted.append(material.c.language == language)
        if since is not None:
            self._wanted.append(material.c.held_at >= since)
        if until is not None:
            self._wanted.append(material.c.held_at < until)
        if event_id is not None:
            self._wanted.append(material.c.event_id == event_id)
        return self

    def newest(self, limit: int | None = None) -> Ranked:
        """Everything, the latest first; up to the limit on counting, or a smaller one."""
        most = CAP if limit is None else limit
        order = (material.c.held_at.desc(), material.c.id.desc())
        query = select(material.c.id).select_from(_BOTH).where(*self._wanted).order_by(*order).limit(most + 1)
        ids = tuple(self._conn.scalars(query))
        return Ranked(ids[:most], len(ids) > most)

    def matching(self, asked: Terms) -> Ranked:
        """Materials with all these words in their heading, or in one minute of their transcript and the heading.

        Those that have them in the title come first, then those that have them in the heading, then those in which
        they were only said. Where there are too many, only the newest are looked at, and those with a title.
        """
        if not asked:
            return Ranked((), False)
        titled, _ = self._in_headings(asked, "title")
        headed, many = self._in_headings(asked)
        spoken, more = self._in_minutes(asked)
        order: dict[int, Order] = {}
        for number, (_, held_at, _) in (titled | headed | spoken).items():
            worth = 2.0 * (number in titled) + (number in headed)
            for found, full in ((headed, _FULL_RANK), (spoken, _MANY_MINUTES)):
                if number in found:
                    worth += found[number][0] / (found[number][0] + full)
            order[number] = (worth, held_at, number)
        ids = sorted(order, key=lambda each: order[each], reverse=True)
        return Ranked(tuple(ids[:CAP]), many or more or len(ids) > CAP)

    def titled(self, asked: Terms, limit: int) -> tuple[int, ...]:
        """The newest materials with all these words in their title."""
        found, _ = self._in_headings(asked, "title", limit)
        return tuple(sorted(found, reverse=True)[:limit])

    def about(self, asked: Terms, limit: int) -> tuple[int, ...]:
        """The newest materials with all these words in their topic or tags."""
        found, _ = self._in_headings(asked, "topic", limit)
        return tuple(sorted(found, reverse=True)[:limit])

    def _in_headings(self, asked: Terms, field: str = "", limit: int | None = None) -> tuple[dict[int, Order], bool]:
        search = self._search
        rank = literal(0.0) if field else search.heading_rank(asked)
        query = (
            select(search.heading_id, rank).where(search.in_heading(asked, field)).order_by(search.heading_id.desc())
        )

        def part(before: int | None, size: int) -> Rows:
            rest = query if before is None else query.where(search.heading_id < before)
            return self._conn.execute(rest.limit(size)).all()

        return self._gather(part, CAP if limit is None else limit)

    def _in_minutes(self, asked: Terms) -> tuple[dict[int, Order], bool]:
        """The more minutes speak of it, the better; where too many materials do, the newest ones are."""
        search = self._search
        said = search.in_minute(asked)
        query = select(search.minute_id).where(said).distinct().order_by(search.newest_minutes)

        def part(before: int | None, size: int) -> Rows:
            rest = query if before is None else query.where(search.minutes_before(before))
            return self._conn.execute(rest.limit(size)).all()

        found, many = self._gather(part, CAP)
        if many or not found:
            return found, many
        oldest, newest = min(found), max(found)
        between = and_(~search.minutes_before(oldest), search.minutes_before(newest + 1))
        counted = select(search.minute_id, func.count()).where(said, between).group_by(search.minute_id)
        for number, minutes in self._conn.execute(counted).all():
            if number in found:
                found[number] = (float(minutes), *found[number][1:])
        return found, False

    def _gather(self, part: Callable[[int | None, int], Rows], limit: int) -> tuple[dict[int, Order], bool]:
        """Up to `limit` of those that may be seen, and whether there are more."""
        found: dict[int, Order] = {}
        before: int | None = None
        for size in chain(_PARTS, repeat(_PARTS[-1])):
            rows = part(before, size)
            ranks = {row[0]: float(row[-1]) if len(row) > 1 else 0.0 for row in rows}
            for number, held_at in self._allowed(list(ranks)):
                found[number] = (ranks[number], held_at, number)
            if len(found) > limit:
                newest = sorted(found, reverse=True)[:limit]
                return {number: found[number] for number in newest}, True
            if len(rows) < size:
                return found, False
            before = rows[-1][0]
        raise AssertionError("unreachable")

    def _allowed(self, ids: Sequence[int]) -> Iterator[tuple[int, datetime]]:
        """Those that are wanted and may be seen, with when they were held. Each is looked up once for a question."""
        fresh = [number for number in ids if number not in self._known]
        for start in range(0, len(fresh), _AT_ONCE):
            self._look_up(fresh[start : start + _AT_ONCE])
        for number in ids:
            held_at = self._known[number]
            if held_at is not None:
                yield number, held_at

    def _look_up(self, ids: Sequence[int]) -> None:
        self._known |= dict.fromkeys(ids)
        first, last = min(ids), max(ids)
        dense = last - first < 3 * len(ids)  # a word that most have: a range is read sooner than a list of a thousand
        chosen = material.c.id.between(first, last) if dense else material.c.id.in_(ids)
        query = select(material.c.id, material.c.held_at).select_from(_BOTH).where(chosen, *self._wanted)
        for number, held_at in self._conn.execute(query).all():
            self._known[number] = held_at


_SAID = select(passage.c.at_seconds, passage.c.text).order_by(passage.c.at_seconds, passage.c.id)


def excerpts(conn: Connection, material_id: int, asked: Terms, most: int = 1) -> tuple[Excerpt, ...]:
    """The minutes of a transcript that fit best, the best first. Who may see the material is decided before."""
    if not asked:
        return ()
    search = searching(conn)
    hits = select(search.minute_second).where(search.in_minute(asked), search.minutes_of(material_id))
    seconds = conn.scalars(hits.order_by(search.minute_second).limit(_LOOKED_AT)).all()
    if not seconds:
        return ()
    query = _SAID.where(passage.c.material_id == material_id, passage.c.at_seconds.in_(seconds))
    said = [(second, text, worth(text, asked)) for second, text in conn.execute(query)]
    said.sort(key=lambda each: (-each[2][0], -each[2][1], each[0]))
    last = select(func.max(passage.c.at_seconds)).where(passage.c.material_id == material_id)
    timed = bool(conn.scalar(last))  # in plain text everything is at 0
    return tuple(Excerpt(second if timed else None, excerpt(text, asked)) for second, text, _ in said[:most])


def minutes(conn: Connection, material_id: int) -> int:
    """How many minutes of transcript a material has."""
    query = select(func.count()).select_from(passage).where(passage.c.material_id == material_id)
    return int(conn.execute(query).scalar_one())
