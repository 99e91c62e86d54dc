"""What must be known of a person to answer them: their community's settings and their own, in one read."""

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.domain.people import Actor, Community, Preferences
from bot.services import communities, preferences
from bot.store.database import Connection

P = ParamSpec("P")
R = TypeVar("R")
UseCase = Callable[Concatenate[Connection, datetime, Actor, P], R]


def reader(conn: Connection, now: datetime, actor: Actor) -> tuple[Community, Preferences]:
    """The community and the person's preferences there; defaults where nothing was ever set."""
    return communities.get(conn, now, actor.community_id), preferences.get(conn, now, actor)


def beside(
    conn: Connection,
    now: datetime,
    use_case: UseCase[P, R],
    actor: Actor,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> tuple[R, Community, Preferences]:
    """Carry out a use case, and read in the same transaction what must be known to tell its actor about it.

    Raises what the use case raises.
    """
    result = use_case(conn, now, actor, *args, **kwargs)
    return result, *reader(conn, now, actor)
