"""For every table: what it holds about people, and how it joins export and erasure. A test walks them all.

What is removed, and what only forgets whom it was about, is said here in one place. RSVPs are removed by
`services/rsvps.forget_person`, since a seat may go to somebody else; everything else is removed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Table,
    Text,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.store import schema
from bot.store.database import Connection

_GONE = "…"  # stands where somebody was mentioned in a text


@dataclass(frozen=True, slots=True)
class Holding:
    """How a table holds people. `kind` is that of `domain/privacy.statement`; "" when the table holds nobody.

    `people` are the columns with a person's id; `texts` those where a mention `<@id>` may stand; `json` those where an
    id may stand among other values. `rows_go`: rows about a person are removed, else they forget whom they were about.
    `authors` are those of `people` who only wrote down a row about somebody else: it stays, and forgets them.
    """

    table: Table
    kind: str
    why: str
    people: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    json: tuple[str, ...] = ()
    rows_go: bool = False
    authors: tuple[str, ...] = ()


REGISTRY: tuple[Holding, ...] = (
    Holding(
        schema.member,
        "preferences",
        "to speak and write to a person as they chose",
        people=("user_id",),
        rows_go=True,
    ),
    Holding(
        schema.rsvp,
        "rsvps",
        "to keep their seat; goes through forget_person",
        people=("user_id",),
        texts=("note",),
        rows_go=True,
    ),
    Holding(
        schema.outbox,
        "messages",
        "to say each thing once; without the person there is nothing to say twice",
        people=("user_id",),
        json=("args",),
        rows_go=True,
    ),
    Holding(
        schema.form,
        "forms",
        "to hand back what was typed",
        people=("user_id",),
        json=("fields",),
        rows_go=True,
    ),
    Holding(
        schema.event,
        "authorship",
        "so that organisers know who made it and guests know the host",
        people=("created_by", "host_id"),
        texts=("title", "folded_title", "summary", "description", "place", "speakers", "cancel_reason"),
    ),
    Holding(schema.reminder, "authorship", "so that organisers know who added it", ("created_by",), ("text",)),
    Holding(schema.announcement, "authorship", "so that organisers know who wrote it", ("created_by",), ("text",)),
    Holding(
        schema.log_entry, "log", "so that organisers can see who did what", people=("actor_id",), json=("details",)
    ),
    Holding(
        schema.attendance,
        "attendance",
        "to say who was there; the total stays",
        people=("user_id", "noted_by"),
        rows_go=True,
        authors=("noted_by",),
    ),
    Holding(schema.presence, "attendance", "to count minutes in a voice channel", people=("user_id",), rows_go=True),
    Holding(schema.checkin_guess, "attendance", "to slow down guessing", people=("user_id",), rows_go=True),
    Holding(schema.attendance_import_row, "imports", "a list under review", people=("user_id",), rows_go=True),
    Holding(
        schema.certificate,
        "certificates",
        "to confirm a certificate of attendance",
        people=("user_id",),
        texts=("name",),
        rows_go=True,
    ),
    Holding(schema.checkin_code, "authorship", "so that organisers know who showed it", ("created_by",)),
    Holding(schema.attendance_import, "authorship", "so that organisers know who brought it", ("created_by",)),
    Holding(
        schema.answer,
        "answers",
        "named feedback only; of anonymous feedback nobody knows whose it is",
        people=("user_id",),
        json=("answers",),
        rows_go=True,
    ),
    Holding(
        schema.feedback_form,
        "authorship",
        "so that organisers know who wrote it",
        ("created_by",),
        json=("questions",),
    ),
    Holding(schema.pulse, "authorship", "so that organisers know who set it up", ("created_by",), ("title",)),
    Holding(
        schema.poll,
        "authorship",
        "so that organisers know who asked",
        ("created_by",),
        ("question",),
        json=("options",),
    ),
    Holding(
        schema.topic,
        "topics",
        "so that people hear of what became of their topic",
        ("created_by",),
        ("title", "folded_title", "description", "reason"),
    ),
    Holding(schema.topic_vote, "topics", "to count a vote once and tell the voter", ("user_id",), rows_go=True),
    Holding(
        schema.material,
        "authorship",
        "so that whoever added it hears of a dead link",
        ("created_by",),
        ("title", "text", "speakers"),
    ),
    Holding(schema.passage, "", "what was said in a recording; no ids of people", texts=("text",)),
    Holding(schema.survey, "", "a form being asked"),
    Holding(schema.erased_attendance, "", "totals without people"),
    Holding(schema.attendance_notice, "", "that people are told it is noted who is there"),
    Holding(schema.presence_gap, "", "when nobody watched"),
    Holding(schema.presence_watch, "", "until when somebody watched"),
    Holding(schema.tombstone, "tombstone", "a keyed digest, so that a restored backup erases again"),
    Holding(schema.community, "", "settings of a server"),
    Holding(schema.compared_role, "", "roles that reports compare"),
    Holding(schema.card, "", "where an event's card stands"),
    Holding(schema.erased_rsvp, "", "totals without people"),
    Holding(schema.skipped_step, "", "steps of an event's plan"),
    Holding(schema.agenda, "", "what to do when; of people it holds ticket numbers of an event only"),
    Holding(schema.trouble, "", "channels and events that do not work; a person's closed messages are a preference"),
    Holding(schema.fact, "", "single values of the installation"),
)


def export(conn: Connection, community_id: int, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person in a community, by table; only their own part of what they share with others."""
    return {
        holding.table.name: [dict(row) for row in conn.execute(_rows(holding, community_id, user_id)).mappings()]
        for holding in REGISTRY
        if holding.people
    }


def erase(conn: Connection, community_id: int, user_id: int) -> dict[str, int]:
    """Remove a person from every table but `rsvp`; returns how many rows each kind lost or had to forget them in."""
    counts: dict[str, int] = {}
    for holding in REGISTRY:
        if holding.table is schema.rsvp:
            continue
        touched = 0
        for column in holding.people:
            touched += _erase_column(conn, holding, holding.table.c[column], community_id, user_id)
        if touched:
            counts[holding.kind] = counts.get(holding.kind, 0) + touched
    for holding in REGISTRY:
        for name in holding.texts:
            _erase_mentions(conn, holding.table, holding.table.c[name], community_id, user_id)
        for name in holding.json:
            _erase_in_json(conn, holding.table, holding.table.c[name], community_id, user_id)
    return counts


def mentioned_in(conn: Connection, community_id: int, user_id: int) -> list[int]:
    """Events whose card or letters show the person: as the host, or mentioned in a text."""
    event = schema.event
    shown = [event.c[name].contains(mention) for name in _texts_of(event) for mention in _mentions(user_id)]
    query = select(event.c.id).where(event.c.community_id == community_id, or_(event.c.host_id == user_id, *shown))
    return list(conn.scalars(query.order_by(event.c.id)))


def people_of(conn: Connection) -> Iterator[tuple[int, int]]:
    """Every (community, person) anywhere in the database, to look for those whom a tombstone speaks of."""
    seen: set[tuple[int, int]] = set()
    for holding in REGISTRY:
        for name in holding.people:
            person = holding.table.c[name]
            for community_id, user_id in conn.execute(_with_community(holding.table, person)):
                if (community_id, user_id) not in seen:
                    seen.add((community_id, user_id))
                    yield community_id, user_id


_PARENTS: dict[str, Table] = {  # through which a table without a community belongs to one
    "event_id": schema.event,
    "survey_id": schema.survey,
    "topic_id": schema.topic,
    "material_id": schema.material,
    "import_id": schema.attendance_import,
}


def _parent(table: Table) -> tuple["Column[Any]", Table]:
    name = next(name for name in _PARENTS if name in table.c)
    return table.c[name], _PARENTS[name]


def _with_community(table: Table, person: "Column[Any]") -> Any:
    community: Column[Any]
    source: FromClause = table
    above = table
    while "community_id" not in above.c:
        key, parent = _parent(above)
        source, above = source.join(parent, parent.c.id == key), parent
    community = above.c.community_id
    return select(community, person).select_from(source).where(person.is_not(None)).distinct()


def _of_community(table: Table, community_id: int) -> ColumnElement[bool]:
    if "community_id" in table.c:
        return table.c.community_id == community_id
    key, parent = _parent(table)
    return key.in_(select(parent.c.id).where(_of_community(parent, community_id)))


def _rows(holding: Holding, community_id: int, user_id: int) -> Any:
    table = holding.table
    columns: list[ColumnElement[Any]] = list(table.c)
    if table is schema.event:  # the event is others' too; theirs is that they made or host it, and what they wrote
        columns = [table.c[name] for name in (*_EVENT_COLUMNS, *holding.people, *holding.texts)]
    if holding.authors:  # of what they wrote down about others, not about whom
        others = set(holding.people) - set(holding.authors)
        columns = [
            case((column == user_id, column), else_=None).label(column.name) if column.name in others else column
            for column in columns
        ]
    about = or_(*(table.c[name] == user_id for name in holding.people))
    query = select(*columns).where(about, _of_community(table, community_id))
    return query.order_by(*(table.c[name] for name in ("event_id", "id") if name in table.c))


_EVENT_COLUMNS = ("id", "starts_at", "created_at", "status")


def _erase_column(conn: Connection, holding: Holding, column: "Column[Any]", community_id: int, user_id: int) -> int:
    theirs = (column == user_id, _of_community(holding.table, community_id))
    if holding.rows_go and column.name not in holding.authors:
        return conn.execute(delete(holding.table).where(*theirs)).rowcount
    return conn.execute(update(holding.table).where(*theirs).values({column.name: None})).rowcount


def _mentions(user_id: int) -> tuple[str, str]:
    # https://docs.discord.com/developers/reference#message-formatting-formats
    return f"<@{user_id}>", f"<@!{user_id}>"


def _texts_of(table: Table) -> tuple[str, ...]:
    return next(holding.texts for holding in REGISTRY if holding.table is table)


def _erase_mentions(conn: Connection, table: Table, column: "Column[Any]", community_id: int, user_id: int) -> None:
    for mention in _mentions(user_id):
        conn.execute(
            update(table)
            .where(_of_community(table, community_id), column.contains(mention))
            .values({column.name: func.replace(column, mention, _GONE)})
        )


def _erase_in_json(conn: Connection, table: Table, column: "Column[Any]", community_id: int, user_id: int) -> None:
    suspect = cast(column, Text).contains(literal(str(user_id)))
    found = conn.execute(select(table.c.id, column).where(_of_community(table, community_id), suspect)).all()
    for row_id, value in found:
        conn.execute(update(table).where(table.c.id == row_id).values({column.name: _without(value, user_id)}))


def _without(value: Any, user_id: int) -> Any:
    """A JSON value in which nothing is the person's id and no text mentions them."""
    if isinstance(value, dict):
        return {name: _without(inner, user_id) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, user_id) for inner in value if inner not in (user_id, str(user_id))]
    if isinstance(value, str):
        for mention in _mentions(user_id):
            value = value.replace(mention, _GONE)
        return _GONE if value == str(user_id) else value
    return None if value == user_id and not isinstance(value, bool) else value
