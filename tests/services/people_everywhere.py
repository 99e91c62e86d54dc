"""Rows that put one person into every table with people in it; for tests of export, erasure and backup."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, insert, select

from bot.store import schema
from bot.store.schema import metadata

ANNA, BERND = 1_111_111_111_111_111_111, 2_222_222_222_222_222_222


def fill(conn: Connection, now: datetime, community_id: int, anna: int = ANNA, bernd: int = BERND) -> None:
    """A community in which Anna and Bernd are in every table, each by themselves and each in the other's words."""
    settings = {"language": "en", "zone": "Europe/Riga", "organiser_role_ids": [5], "mentor_role_ids": []}
    _insert(conn, schema.community, id=community_id, dm_policy="opt_in", **settings)
    for user_id, other in ((anna, bernd), (bernd, anna)):
        past = _event(conn, now - timedelta(days=3), community_id, user_id, other)
        coming = _event(conn, now + timedelta(days=10), community_id, user_id, other)
        for event_id in (past, coming):
            _answer(conn, now, event_id, user_id, ticket=1, choice="going", note="I bring cake")
            _answer(conn, now, event_id, other, ticket=2, choice="waiting", note=f"with <@{user_id}>")
            _fill_event(conn, now, community_id, event_id, user_id, other)
        _fill_community(conn, now, community_id, user_id, other)


def _fill_community(conn: Connection, now: datetime, community_id: int, user_id: int, other: int) -> None:
    here: dict[str, Any] = {"community_id": community_id}
    _insert(conn, schema.member, **here, user_id=user_id, direct_messages=True, language="pl", updated_at=now)
    fields = {"title": "half done", "text": f"ask <@!{other}>"}
    _insert(conn, schema.checkin_guess, **here, user_id=user_id, tries=2, since=now)
    _insert(conn, schema.form, **here, user_id=user_id, name="event.create", fields=fields, kept_at=now)
    details = {"user_id": other, "names": [other, 7], "text": f"see <@{other}>"}
    _insert(conn, schema.log_entry, **here, at=now, actor_id=user_id, action="settings.zone", details=details)
    _insert(
        conn,
        schema.announcement,
        **here,
        channel_id=3,
        text=f"ask <@{other}>",
        starts_local="2026-12-03T14:00",
        zone="Europe/Riga",
        created_by=user_id,
        created_at=now,
    )
    _fill_wishes(conn, now, community_id, user_id, other)


def _fill_wishes(conn: Connection, now: datetime, community_id: int, user_id: int, other: int) -> None:
    """What people want to know: topics with votes, a pulse with a named answer, a poll."""
    by = {"community_id": community_id, "created_by": user_id, "created_at": now}
    words = {name: f"{name} by <@{other}>" for name in ("title", "folded_title", "description")}
    topic = _insert_one(conn, schema.topic, **by, **words, status="open", reason=f"<@{other}> knows")
    _insert(conn, schema.topic_vote, topic_id=topic, user_id=user_id)
    texts = {"en": {"label": f"was <@{other}> good?", "choices": []}}
    questions = {"default": False, "questions": [{"key": "q", "type": "text", "required": False, "texts": texts}]}
    form = _insert_one(conn, schema.feedback_form, **by, name=f"form-{topic}", version=1, questions=questions)
    pulse = _insert_one(
        conn, schema.pulse, **by, title=f"with <@{other}>", form_name="x", channel_id=3,
        starts_local="2026-12-03T14:00", zone="Europe/Riga", open_days=7,
    )  # fmt: skip
    asked = {
        "form_id": form,
        "named": True,
        "circle": "everybody",
        "asked": 2,
        "opened_at": now,
        "closes_at": now + timedelta(days=7),
    }
    survey = _insert_one(conn, schema.survey, community_id=community_id, pulse_id=pulse, **asked)
    answers = {"q": f"thanks <@{other}>"}
    _insert(conn, schema.answer, id=survey * 2, survey_id=survey, user_id=user_id, answers=answers)
    _insert(conn, schema.answer, id=survey * 2 + 1, survey_id=survey, user_id=other, answers={"q": 5})
    options = ["yes", f"ask <@{other}>"]
    _insert(
        conn, schema.poll, **by, channel_id=3, question=f"<@{other}>?", options=options, multiple=False, hours=24,
        closes_at=now + timedelta(days=1), status="open",
    )  # fmt: skip


def _event(conn: Connection, starts_at: datetime, community_id: int, user_id: int, other: int) -> int:
    words = {name: f"{name} by <@{other}>" for name in ("title", "folded_title", "summary", "description", "place")}
    row = {
        "community_id": community_id,
        "uid": str(uuid4()),
        "kind": "webinar",
        **words,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "zone": "Europe/Riga",
        "mode": "online",
        "join_link": "",
        "lead_minutes": [60],
        "link_opens_minutes": 15,
        "speakers": f"<@!{other}>",
        "host_id": user_id,
        "language": "en",
        "capacity": 1,
        "registration_open": True,
        "audience": "community",
        "role_ids": [],
        "channel_id": 3,
        "feedback": "named",
        "recorded": True,
        "status": "published",
        "cancel_reason": "",
        "version": 1,
        "sequence": 0,
        "created_by": user_id,
        "created_at": starts_at,
        "updated_at": starts_at,
        "published_at": starts_at,
        "going": 1,
        "maybe": 0,
        "declined": 0,
        "waiting": 1,
        "offered": 0,
        "last_ticket": 2,
    }
    return int(conn.execute(insert(schema.event).values(row).returning(schema.event.c.id)).scalar_one())


def _answer(conn: Connection, now: datetime, event_id: int, user_id: int, **answer: Any) -> None:
    _insert(conn, schema.rsvp, event_id=event_id, user_id=user_id, updated_at=now, **answer)


def _fill_event(conn: Connection, now: datetime, community_id: int, event_id: int, user_id: int, other: int) -> None:
    _insert(conn, schema.card, event_id=event_id, channel_id=3, message_id=4)
    _insert(
        conn,
        schema.reminder,
        event_id=event_id,
        minutes=30,
        text=f"bring <@{other}>",
        target="going",
        created_by=user_id,
        created_at=now,
    )
    _insert(conn, schema.skipped_step, event_id=event_id, step="remind:60")
    _fill_attendance(conn, now, event_id, user_id, other)
    material = _insert_one(
        conn, schema.material, community_id=community_id, event_id=event_id, kind="recording", link="", file_name="",
        title=f"talk of <@{other}>", file_digest="", file_size=0, media_type="", text=f"<@{other}> said", language="en",
        speakers=f"<@{other}>", tags=[], topic="", audience="event", role_ids=[], held_at=now, created_by=user_id,
        created_at=now, updated_at=now, link_state="unknown", link_failures=0, link_problem="",
    )  # fmt: skip
    _insert(conn, schema.passage, material_id=material, at_seconds=0, text=f"welcome <@{other}>")
    place = {"community_id": community_id, "event_id": event_id}
    step = {"step": "remind:60", "due_at": now, "grace_seconds": 60, "status": "planned", "attempts": 0, "reason": ""}
    _insert(conn, schema.agenda, key=f"event:{event_id}@v1/remind:60", **place, **step)
    for status in ("pending", "sent"):
        fact = f"event:{event_id}@v1/{status}"
        told = {"status": status, "generation": 1, "attempts": 0, "reason": "", "created_at": now, "due_at": now}
        direct = {"user_id": user_id, "route": "direct", "kind": "moved", "args": {"version": 1}}
        _insert(conn, schema.outbox, key=f"{fact}/u:{user_id}", fact=fact, **place, **direct, **told)
        _insert(
            conn, schema.outbox, key=f"{fact}/part:1", fact=fact, route="channel", kind="moved", args={"version": 1},
            **place, **told,
        )  # fmt: skip


def _fill_attendance(conn: Connection, now: datetime, event_id: int, user_id: int, other: int) -> None:
    here = {"event_id": event_id, "updated_at": now, "sources": ["voice"]}
    _insert(conn, schema.attendance, **here, user_id=user_id, minutes=60, noted_by=None)
    _insert(conn, schema.attendance, **here, user_id=other, noted_by=user_id)
    _insert(conn, schema.presence, event_id=event_id, user_id=user_id, joined_at=now)
    _insert(conn, schema.presence_gap, event_id=event_id, from_at=now, to_at=now + timedelta(minutes=1))
    _insert(conn, schema.attendance_notice, event_id=event_id)
    _insert(conn, schema.presence_watch, event_id=event_id, seen_at=now)
    window = {"opens_at": now, "closes_at": now + timedelta(hours=1)}
    _insert(conn, schema.checkin_code, event_id=event_id, code="PEARL", created_by=user_id, **window)
    brought = _insert_one(
        conn, schema.attendance_import, event_id=event_id, format="zoom", status="open", created_by=user_id,
        created_at=now,
    )  # fmt: skip
    row = {"import_id": brought, "name": "Anna B.", "minutes": 30, "certainty": "sure", "decided": False}
    _insert(conn, schema.attendance_import_row, user_id=user_id, **row)
    printed = {"name": "Anna B.", "language": "en", "minutes": 60, "issued_at": now}
    _insert(conn, schema.certificate, event_id=event_id, user_id=user_id, code=f"{event_id}-{user_id}", **printed)


def _insert_one(conn: Connection, table: Table, **row: Any) -> int:
    return int(conn.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def _insert(conn: Connection, table: Table, **row: Any) -> None:
    conn.execute(insert(table).values(row))


def everything(conn: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    return {table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr) for table in _tables()}


def _tables() -> list[Table]:
    return list(metadata.sorted_tables)
