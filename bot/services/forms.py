"""What a person typed into a form is handed back when it was refused, or when they come again after leaving it.

A form has a name ("event.create", "event.edit:12"); a person has at most one of each in a community. Retention removes
what nobody came back for.
"""

from datetime import datetime

from bot.domain.people import Actor
from bot.store import communities
from bot.store import forms as forms_store
from bot.store.database import Connection


def keep(conn: Connection, now: datetime, actor: Actor, name: str, fields: dict[str, str]) -> None:
    """Keep what was typed, by field; it replaces what was kept under this name before."""
    communities.ensure(conn, actor.community_id)
    forms_store.keep(conn, now, community_id=actor.community_id, user_id=actor.user_id, name=name, fields=fields)


def take(conn: Connection, now: datetime, actor: Actor, name: str) -> dict[str, str] | None:
    """What the person typed, or None. It only reads: it stays kept until the form went through (`forget`)."""
    return forms_store.find(conn, actor.community_id, actor.user_id, name)


def forget(conn: Connection, now: datetime, actor: Actor, name: str) -> None:
    """The form went through, or the person threw it away."""
    forms_store.forget(conn, actor.community_id, actor.user_id, name)
