"""The roles that reports compare: a community's countries, as an organiser named them last."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.groups import MOST_ROLES
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import logbook
from bot.services.events import access
from bot.store import communities
from bot.store.database import Connection


def roles(conn: Connection, now: datetime, actor: Actor) -> dict[int, str]:
    """With the names they had when they were chosen. Refused: permission.organiser."""
    return communities.compared_roles(conn, access.organiser(conn, now, actor).id)


def choose(conn: Connection, now: datetime, actor: Actor, chosen: Mapping[int, str]) -> None:
    """Keep them for the next report; names by id. Refused: permission.organiser, report.roles (more than 20)."""
    community = access.organiser(conn, now, actor)
    if len(chosen) > MOST_ROLES:
        raise Refused("report.roles", most=MOST_ROLES)
    before = communities.compared_roles(conn, community.id)
    if list(before.items()) == list(chosen.items()):
        return
    communities.ensure(conn, community.id)
    communities.compare_roles(conn, community.id, chosen)
    if list(before) != list(chosen):
        logbook.write(conn, now, actor, "settings.compared_roles", value=list(chosen))
