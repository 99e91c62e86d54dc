"""What is indexed of materials, and going through all of them. How they are found is `store/finding.py`'s.

Two indexes (`database.searching`): headings, one for each material, and minutes, one for each passage of a transcript.
They hold words and nothing about readers, and they are in no backup: they are made anew from what they index.
"""

from typing import Any

from sqlalchemy import Row, and_, func, select

from bot.domain.materials import MaterialAudience
from bot.domain.searching import words
from bot.store.database import Connection, searching
from bot.store.schema import event, material, passage

TABLES = ("archive_heading", "archive_minute")  # the indexes: in no metadata
FOUND_BY = frozenset({"title", "speakers", "summary", "description"})  # fields of an event in its materials' headings

# --- indexing: in the transaction that changes what is indexed


def make(conn: Connection) -> None:
    """Make the indexes, empty, where the tables were made from the schema."""
    for statement in searching(conn).MAKE:
        conn.exec_driver_sql(statement)


def index(conn: Connection, material_id: int) -> None:
    """Let a material be found as it is now; one that was removed is found no more."""
    found = conn.execute(_SOURCE.where(material.c.id == material_id)).first()
    if found is None or found.removed_at is not None:
        drop(conn, material_id)
        return
    minutes: dict[int, list[str]] = {}
    for second, text in conn.execute(_PASSAGES.where(passage.c.material_id == material_id)):
        minutes.setdefault(second, []).extend(words(text))
    searching(conn).put(conn, material_id, heading_of(found), minutes)


def drop(conn: Connection, material_id: int) -> None:
    """Let a material be found no more. When its row goes, this happens by itself."""
    searching(conn).drop(conn, material_id)


def event_changed(conn: Connection, event_id: int) -> None:
    """Index the materials of an event anew: they are found by its title, speakers and description, too."""
    for material_id in conn.scalars(select(material.c.id).where(material.c.event_id == event_id)).all():
        index(conn, material_id)


def rebuild(conn: Connection) -> int:
    """Index everything anew, after a restore. Returns how many materials can be found."""
    searching(conn).clear(conn)
    there = conn.scalars(select(material.c.id).where(material.c.removed_at.is_(None)).order_by(material.c.id)).all()
    for material_id in there:
        index(conn, material_id)
    return len(there)


_OWN = (material.c.removed_at, material.c.title, material.c.speakers, material.c.topic, material.c.tags)
_OF_EVENT = (event.c.title, event.c.speakers, event.c.summary, event.c.description)
_SOURCE = select(
    *_OWN, material.c.text, material.c.audience, *(each.label(f"event_{each.name}") for each in _OF_EVENT)
).select_from(material.outerjoin(event, event.c.id == material.c.event_id))
_PASSAGES = select(passage.c.at_seconds, passage.c.text).order_by(passage.c.at_seconds, passage.c.id)


def heading_of(row: Row[Any]) -> dict[str, list[str]]:
    """The words of a material by where they stand.

    Those of its event are among them only where whoever sees the material sees the event: else a search would tell
    what is written there.
    """
    shared = row.audience == MaterialAudience.EVENT.value and row.event_title is not None
    named = (row.event_title, row.event_speakers, f"{row.event_summary}\n{row.event_description}")
    title, speakers, about = named if shared else ("", "", "")
    return {
        "title": words(row.title),
        "event": words(title),
        "names": words(f"{row.speakers}\n{speakers}"),
        "topic": words(" ".join([row.topic, *row.tags])),
        "about": words(f"{row.text}\n{about}"),
    }


# --- all of it


def every(conn: Connection, community_id: int) -> tuple[int, ...]:
    """The ids of everything in a community's archive, in order of time."""
    query = select(material.c.id).where(material.c.community_id == community_id, material.c.removed_at.is_(None))
    return tuple(conn.scalars(query.order_by(material.c.held_at, material.c.id)))


def events_with_materials(conn: Connection, community_id: int) -> frozenset[int]:
    there = and_(material.c.community_id == community_id, material.c.removed_at.is_(None))
    return frozenset(
        conn.scalars(select(material.c.event_id).where(there, material.c.event_id.is_not(None)).distinct())
    )


def weight(conn: Connection, community_id: int) -> tuple[int, int]:
    """How many materials there are, and how many bytes their files, texts and transcripts have, about."""
    there = and_(material.c.community_id == community_id, material.c.removed_at.is_(None))
    own = func.coalesce(func.sum(material.c.file_size + func.length(material.c.text)), 0)
    number, size = conn.execute(select(func.count(), own).where(there)).one()
    said = select(func.coalesce(func.sum(func.length(passage.c.text)), 0)).join(material).where(there)
    return int(number), int(size) + int(conn.execute(said).scalar_one())
