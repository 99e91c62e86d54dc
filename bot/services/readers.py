"""What must be known of a person to answer them: their community's settings and their own, in one read."""

from datetime import datetime

from bot.domain.people import Actor, Community, Preferences
from bot.services import communities, preferences
from bot.store.database import Connection


def reader(conn: Connection, now: datetime, actor: Actor) -> tuple[Community, Preferences]:
    """The community and the person's preferences there; defaults where nothing was ever set."""
    return communities.get(conn, now, actor.community_id), preferences.get(conn, now, actor)
