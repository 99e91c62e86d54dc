"""Materials and the passages of their transcripts. What was removed stays until retention takes it away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, insert, select, update

from bot.domain.materials import LinkState, Material, MaterialAudience, MaterialKind, Passage
from bot.store.database import Connection
from bot.store.schema import material, passage

_NAMES = tuple(field.name for field in fields(Material))
_ALL = select(*(material.c[name] for name in _NAMES))
_GET = _ALL.where(material.c.id == bindparam("material_id"))
_ALIKE = 1_000  # materials among which one that is the same is looked for


def get(conn: Connection, material_id: int) -> Material | None:
    """One material, removed or not. Who may see it is not decided here."""
    row = conn.execute(_GET, {"material_id": material_id}).first()
    return None if row is None else of_row(row)


def of_event(conn: Connection, event_id: int) -> tuple[Material, ...]:
    """Everything of an event that is not removed, in the order in which it was added."""
    mine = _ALL.where(material.c.event_id == event_id, material.c.removed_at.is_(None))
    return tuple(of_row(row) for row in conn.execute(mine.order_by(material.c.id)))


def recordings_of(conn: Connection, event_id: int) -> tuple[Material, ...]:
    """The recordings of an event that are not removed, the earliest added first."""
    mine = _ALL.where(
        material.c.event_id == event_id,
        material.c.removed_at.is_(None),
        material.c.kind == MaterialKind.RECORDING.value,
    )
    return tuple(of_row(row) for row in conn.execute(mine.order_by(material.c.id)))


def has_recording(conn: Connection, event_id: int) -> bool:
    return _any(
        conn,
        material.c.event_id == event_id,
        material.c.removed_at.is_(None),
        material.c.kind == MaterialKind.RECORDING.value,
    )


def was_told(conn: Connection, event_id: int, *, in_public: bool = False) -> bool:
    """Whether people were told of a recording of an event, be it removed since; `in_public`: in its thread, too."""
    told = (material.c.event_id == event_id, material.c.told_at.is_not(None))
    return _any(conn, *told, *([material.c.audience != MaterialAudience.ROLES.value] if in_public else []))


def latest(conn: Connection, community_id: int, most: int) -> Iterator[Material]:
    """What of a community was changed last, without what is removed; read as far as it is asked for."""
    mine = _ALL.where(material.c.community_id == community_id, material.c.removed_at.is_(None))
    ordered = mine.order_by(material.c.updated_at.desc(), material.c.id.desc()).limit(most)
    with conn.execute(ordered.execution_options(yield_per=100)) as rows:
        for row in rows:
            yield of_row(row)


def follow(conn: Connection, event_id: int, starts_at: datetime) -> None:
    """The event was moved: its materials are of that day."""
    conn.execute(update(material).where(material.c.event_id == event_id).values(held_at=starts_at))


def alike(conn: Connection, community_id: int, event_id: int | None) -> tuple[Material, ...]:
    """What could be there already: the same event's materials, or the latest of those of no event."""
    mine = _ALL.where(material.c.community_id == community_id, material.c.removed_at.is_(None))
    same = material.c.event_id.is_(None) if event_id is None else material.c.event_id == event_id
    return tuple(of_row(row) for row in conn.execute(mine.where(same).order_by(material.c.id.desc()).limit(_ALIKE)))


def digests(conn: Connection) -> set[str]:
    """The files that some material refers to, removed ones too: they can be brought back."""
    return set(conn.scalars(select(material.c.file_digest).where(material.c.file_digest != "").distinct()))


def links_due(conn: Connection, now: datetime, limit: int) -> tuple[Material, ...]:
    """Materials whose link is to be looked at now, the longest waiting first."""
    waiting = _ALL.where(material.c.link_due_at <= now, material.c.removed_at.is_(None), material.c.link != "")
    return tuple(of_row(row) for row in conn.execute(waiting.order_by(material.c.link_due_at).limit(limit)))


def count_in(conn: Connection, event_id: int) -> int:
    mine = (material.c.event_id == event_id) & material.c.removed_at.is_(None)
    return conn.execute(select(func.count()).select_from(material).where(mine)).scalar_one()


def _any(conn: Connection, *conditions: ColumnElement[bool]) -> bool:
    return bool(conn.execute(select(exists().where(*conditions))).scalar_one())


def add(conn: Connection, new: Material) -> int:
    """Insert it; `new.id` is ignored. Returns its id."""
    return int(conn.execute(insert(material).values(_values(new)).returning(material.c.id)).scalar_one())


def save(conn: Connection, changed: Material) -> None:
    """Write every field of a material."""
    conn.execute(update(material).where(material.c.id == changed.id).values(_values(changed)))


def put_passages(conn: Connection, material_id: int, passages: Iterable[Passage]) -> None:
    """The transcript of a material, in place of the one it had; none for no passages."""
    conn.execute(delete(passage).where(passage.c.material_id == material_id))
    rows = [{"material_id": material_id, "at_seconds": one.at_seconds, "text": one.text} for one in passages]
    if rows:
        conn.execute(insert(passage), rows)


def passages_of(conn: Connection, material_id: int) -> tuple[Passage, ...]:
    """The transcript of a material, in order of time."""
    mine = select(passage.c.at_seconds, passage.c.text).where(passage.c.material_id == material_id)
    return tuple(Passage(*row) for row in conn.execute(mine.order_by(passage.c.at_seconds, passage.c.id)))


def of_row(row: Sequence[Any]) -> Material:
    """The material of a row that selects every column in the order of the fields of `Material`."""
    values = dict(zip(_NAMES, row, strict=True))
    values["kind"] = MaterialKind(values["kind"])
    values["audience"] = MaterialAudience(values["audience"])
    values["link_state"] = LinkState(values["link_state"])
    values["tags"] = tuple(values["tags"])
    values["role_ids"] = frozenset(values["role_ids"])
    return Material(**values)


def _values(source: Material) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(source, name) for name in _NAMES if name != "id"}
    for name in ("kind", "audience", "link_state"):
        values[name] = values[name].value
    values["tags"] = list(source.tags)
    values["role_ids"] = sorted(source.role_ids)
    return values
