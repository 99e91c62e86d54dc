"""What one person chose in one community: language, zone, reminders, quiet hours, direct messages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Final, Literal

from bot import words
from bot.domain import zones
from bot.domain.people import Actor, DmPolicy, Preferences
from bot.domain.refused import Refused
from bot.services import planning
from bot.store import communities, members
from bot.store.database import Connection

_MOST_LEADS = 5
_LONGEST_LEAD = 28 * 24 * 60  # minutes
_DAY = 24 * 60


class Keep(Enum):
    """Stands for "as it is", where None means "as the community or the event has it"."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
_Keep = Literal[Keep.KEEP]


def get(conn: Connection, now: datetime, actor: Actor) -> Preferences:
    return members.get(conn, actor.community_id, actor.user_id)


def change(
    conn: Connection,
    now: datetime,
    actor: Actor,
    *,
    language: str | _Keep | None = KEEP,
    zone: str | _Keep | None = KEEP,
    lead_minutes: Sequence[int] | _Keep | None = KEEP,
    quiet: tuple[int, int] | _Keep | None = KEEP,
) -> Preferences:
    """Change what is given. `lead_minutes` are minutes before the start, () for no reminders; `quiet` is (from, to) in
    minutes after midnight of the person's zone, over midnight when from > to.

    Refused: language.unknown, zone.unknown, preferences.too_many_leads, preferences.lead_range, preferences.quiet.
    """
    chosen = get(conn, now, actor)
    if language is not KEEP:
        chosen = replace(chosen, language=_language(language))
    if zone is not KEEP:
        chosen = replace(chosen, zone=None if zone is None else zones.require(zone))
    if lead_minutes is not KEEP:
        chosen = replace(chosen, lead_minutes=_leads(lead_minutes))
    if quiet is not KEEP:
        quiet_from, quiet_to = _quiet(quiet)
        chosen = replace(chosen, quiet_from=quiet_from, quiet_to=quiet_to)
    if lead_minutes is not KEEP and chosen.lead_minutes:
        planning.leads_changed(conn, now, actor, chosen.lead_minutes)
    return _keep(conn, now, chosen)


def allow_messages(conn: Connection, now: datetime, actor: Actor, read_in: str | None = None) -> Preferences:
    """The person asked for direct messages, by their own click. Refused: messages.never, where the community has none.

    It also forgets that Discord once refused a message to them: they ask anew. `read_in` is the language they asked
    in. Who chose none gets messages in that one: only a click tells what somebody's Discord speaks.
    """
    community = communities.ensure(conn, actor.community_id)
    if community.dm_policy is DmPolicy.NEVER:
        raise Refused("messages.never")
    chosen = replace(get(conn, now, actor), direct_messages=True, unreachable_since=None, messages_chosen_at=now)
    if chosen.language is None and read_in != community.language:
        chosen = replace(chosen, language=_language(read_in))
    return _keep(conn, now, chosen)


def stop_messages(conn: Connection, now: datetime, actor: Actor) -> Preferences:
    """No more direct messages; always works."""
    return _keep(conn, now, replace(get(conn, now, actor), direct_messages=False, messages_chosen_at=now))


def mark_unreachable(conn: Connection, now: datetime, community_id: int, user_id: int) -> None:
    """Discord refused a direct message to them (50007, 50278, 40003): none is tried until they ask again."""
    chosen = members.get(conn, community_id, user_id)
    if chosen.unreachable_since is None:
        _keep(conn, now, replace(chosen, unreachable_since=now))


def _keep(conn: Connection, now: datetime, chosen: Preferences) -> Preferences:
    communities.ensure(conn, chosen.community_id)
    members.save(conn, now, chosen)
    return chosen


def _language(language: str | None) -> str | None:
    if language is not None and language not in words.LANGUAGES:
        raise Refused("language.unknown", language=language)
    return language


def _leads(minutes: Sequence[int] | None) -> tuple[int, ...] | None:
    if minutes is None:
        return None
    leads = tuple(sorted(set(minutes), reverse=True))
    if len(leads) > _MOST_LEADS:
        raise Refused("preferences.too_many_leads", most=_MOST_LEADS)
    if any(not 0 <= lead <= _LONGEST_LEAD for lead in leads):
        raise Refused("preferences.lead_range")
    return leads


def _quiet(hours: tuple[int, int] | None) -> tuple[int | None, int | None]:
    if hours is None:
        return None, None
    if hours[0] == hours[1] or any(not 0 <= minute < _DAY for minute in hours):
        raise Refused("preferences.quiet")
    return hours
