"""Adding, changing and removing material. What follows from a recording follows in the same transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Unpack

from bot.domain import audience, link_health, links, materials
from bot.domain.events import Event, Status, is_over
from bot.domain.materials import Given, LinkState, Material, MaterialAudience, MaterialKind
from bot.domain.people import Actor, Community
from bot.domain.refused import Refused
from bot.services import communities, logbook, notices, planning
from bot.services.materials import telling
from bot.services.materials.reading import find
from bot.store import archive, events
from bot.store import materials as store
from bot.store.database import Connection


def add(
    conn: Connection,
    now: datetime,
    actor: Actor,
    kind: MaterialKind,
    event_id: int | None = None,
    **given: Unpack[Given],
) -> Material:
    """Add a material to an event, or to none. Its file is kept already (`bot/files.py`), outside this transaction.

    Left out: the title is the event's, the file's or the link's; language and readers are the event's, a recording's
    speakers too. The first recording of an event is told to its people, once.
    Refused: permission.organiser, event.unknown, event.not_published, event.discarded, event.cancelled,
    material.not_over, material.many, material.twice, material.audience_organiser, and what `domain/materials.py`
    refuses.
    """
    community, event = held_event(conn, now, actor, event_id)
    if event is not None:
        _require_fitting(conn, now, event, kind)
    start = Material(
        id=0,
        community_id=community.id,
        kind=kind,
        title="",
        held_at=event.starts_at if event is not None else now,
        created_at=now,
        updated_at=now,
        event_id=event.id if event is not None else None,
        audience=MaterialAudience.EVENT if event is not None else MaterialAudience.COMMUNITY,
        created_by=actor.user_id,
    )
    new = _named(materials.described(start, given), event)
    materials.require_whole(new)
    _require_audience(actor, community, new, start)
    _require_new(conn, actor, community, event, new)
    communities.ensure(conn, now, community.id)
    new = _to_be_checked(new, now)
    made = replace(new, id=store.add(conn, new))
    store.put_passages(conn, made.id, given.get("passages", ()))
    logbook.write(conn, now, actor, "material.add", event_id, kind=kind.value)
    _follow(conn, now, event, made, before=None)
    return store.get(conn, made.id) or made


def edit(conn: Connection, now: datetime, actor: Actor, material_id: int, **given: Unpack[Given]) -> Material:
    """Change a material; nobody is told again. Refused: material.unknown, permission.organiser, and as `add`."""
    before, event, community = _own(conn, now, actor, material_id)
    after = materials.described(before, given)
    if after.link != before.link:
        after = _to_be_checked(after, now)
    materials.require_whole(after)
    _require_audience(actor, community, after, before)
    _require_new(conn, actor, community, event, after)
    if after == before and "passages" not in given:
        return before
    after = replace(after, updated_at=now)
    store.save(conn, after)
    if "passages" in given:
        store.put_passages(conn, after.id, given["passages"])
    logbook.write(conn, now, actor, "material.edit", after.event_id, kind=after.kind.value)
    _follow(conn, now, event, after, before=before)
    return after


def remove(conn: Connection, now: datetime, actor: Actor, material_id: int) -> Material:
    """Take a material away; `restore` brings it back for a day. Refused: material.unknown, permission.organiser."""
    before, event, _ = _own(conn, now, actor, material_id)
    after = replace(before, removed_at=now, updated_at=now)
    store.save(conn, after)
    logbook.write(conn, now, actor, "material.remove", after.event_id, kind=after.kind.value)
    _follow(conn, now, event, after, before=before)
    return after


def restore(conn: Connection, now: datetime, actor: Actor, material_id: int) -> Material:
    """Bring back what was removed.

    Refused: material.unknown (also when it is gone), permission.organiser, material.twice, material.many.
    """
    community = communities.get(conn, now, actor.community_id)
    before, event = find(conn, actor, material_id)
    after = replace(before, removed_at=None, updated_at=now)
    if not audience.may_see_material(actor, after, event, community):
        raise Refused("material.unknown")
    if not audience.may_change_material(actor, after, event, community):
        raise Refused("permission.organiser")
    if before.removed_at is None:
        return before
    if event is not None:
        events.hold(conn, event.id)
        _require_room(conn, event)
    _require_new(conn, actor, community, event, after)
    store.save(conn, after)
    logbook.write(conn, now, actor, "material.restore", after.event_id, kind=after.kind.value)
    _follow(conn, now, event, after, before=before)
    return after


def held_event(conn: Connection, now: datetime, actor: Actor, event_id: int | None) -> tuple[Community, Event | None]:
    """The event to add to, held. Who may add nowhere learns nothing about which events there are."""
    community = communities.get(conn, now, actor.community_id)
    event = events.get(conn, event_id) if event_id is not None and 0 < event_id < 2**31 else None
    if event is not None and event.community_id != actor.community_id:
        event = None
    if not audience.may_add_material(actor, event, community):
        raise Refused("permission.organiser")
    if event_id is None:
        return community, None
    if event is None:
        raise Refused("event.unknown")
    held = events.hold(conn, event.id)  # two recordings at once: one of them is the first
    return community, held.event if held is not None else event


def _own(conn: Connection, now: datetime, actor: Actor, material_id: int) -> tuple[Material, Event | None, Community]:
    community = communities.get(conn, now, actor.community_id)
    material, event = find(conn, actor, material_id)
    if not audience.may_see_material(actor, material, event, community):
        raise Refused("material.unknown")
    if not audience.may_change_material(actor, material, event, community):
        raise Refused("permission.organiser")
    if event is not None:
        held = events.hold(conn, event.id)
        event = held.event if held is not None else event
    return material, event, community


def _require_fitting(conn: Connection, now: datetime, event: Event, kind: MaterialKind) -> None:
    if event.status is Status.DRAFT:
        raise Refused("event.not_published", title=event.title)
    if event.status in (Status.DISCARDED, Status.CANCELLED):
        raise Refused(f"event.{event.status}", title=event.title)
    if kind is MaterialKind.RECORDING and not is_over(event, now):
        raise Refused("material.not_over", title=event.title, ends=event.ends_at)
    _require_room(conn, event)


def _require_room(conn: Connection, event: Event) -> None:
    if store.count_in(conn, event.id) >= materials.MOST:
        raise Refused("material.many", limit=materials.MOST)


def _require_audience(actor: Actor, community: Community, after: Material, before: Material) -> None:
    """A host adds to their event; who reads it, beyond the event's own readers, is for organisers to say."""
    if after.audience is MaterialAudience.EVENT and after.event_id is None:
        raise Refused("material.no_event")
    changed = (after.audience, after.role_ids) != (before.audience, before.role_ids)
    if changed and not audience.organises(actor, community):
        raise Refused("material.audience_organiser")


def _require_new(conn: Connection, actor: Actor, community: Community, event: Event | None, material: Material) -> None:
    others = store.alike(conn, community.id, material.event_id)
    twin = materials.twin(material, (one for one in others if one.kind is material.kind))
    if twin is not None and audience.may_see_material(actor, twin, event, community):
        raise Refused("material.twice", title=twin.title)


def _named(material: Material, event: Event | None) -> Material:
    if not material.title:
        file, link = material.file_name.rpartition(".")[0], links.label(material.link)
        title = (event.title if event is not None else "") or file or link
        material = replace(material, title=title[: materials.LIMITS["title"]])
    if event is None:
        return material
    speakers = material.speakers
    if material.kind is MaterialKind.RECORDING:
        speakers = speakers or " ".join(event.speakers.split())
    return replace(material, language=material.language or event.language, speakers=speakers)


def _to_be_checked(material: Material, now: datetime) -> Material:
    return replace(
        material,
        link_state=LinkState.UNKNOWN,
        link_checked_at=None,
        link_failures=0,
        link_failing_since=None,
        link_problem="",
        link_due_at=now + link_health.FIRST_LOOK if material.link else None,
    )


def _follow(
    conn: Connection, now: datetime, event: Event | None, material: Material, *, before: Material | None
) -> None:
    """What a change makes out of date is brought up to date; a recording that is new is told of."""
    archive.index(conn, material.id)
    telling.link_changed(conn, now, material)
    if event is None or MaterialKind.RECORDING is not material.kind:
        return
    planning.replan(conn, now, event)
    if material.removed_at is None:
        telling.is_settled(conn, now, event)
        if before is None or before.removed_at is not None:
            telling.arrived(conn, now, event, material)
    notices.refresh_card(conn, now, event)
