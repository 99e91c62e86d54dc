"""`export-events`: what was announced, as a calendar or as data."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.calendars import ics
from bot.commands import database
from bot.config import Settings
from bot.domain.events import Audience, Event, Status
from bot.store import communities, events
from bot.store.database import Connection, engine_for

_ANNOUNCED = frozenset(Status) - {Status.DRAFT, Status.DISCARDED}


def export(
    settings: Settings,
    file: Path | None,
    form: str,
    community_id: int | None,
    since: datetime | None,
    *,
    restricted: bool,
) -> None:
    """Write "ics" or "json" to a file or to standard output. Events for some roles only are in it if `restricted`."""
    database.require_up_to_date(settings)
    after = since.replace(tzinfo=UTC) if since is not None else None
    engine = engine_for(settings.database)
    try:
        with database.reaching(settings), engine.connect() as conn:
            found = [
                event
                for event in _announced(conn, community_id)
                if (restricted or event.audience is not Audience.ROLES) and (after is None or event.ends_at > after)
            ]
    finally:
        engine.dispose()
    written = ics.export_json(found) if form == "json" else ics.feed(found, "Nacre")
    if file is None:
        sys.stdout.buffer.write(written)
        return
    file.write_bytes(written)
    print(f"{len(found)} event{'s' * (len(found) != 1)} written to {file}.", file=sys.stderr)  # noqa: T201


def _announced(conn: Connection, community_id: int | None) -> list[Event]:
    ids = [community_id] if community_id is not None else communities.ids(conn)
    now = datetime.now(UTC)
    return [filled.event for each in ids for filled in events.search(conn, each, now, statuses=_ANNOUNCED)]
