"""What an administrator chooses for a server: the form of /setup, and /settings.

In /setup every choice is kept at once and nothing is in force until it is saved. The form lives in the database, so
that a restart, a closed app or a day in between loses no choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import people, zones
from bot.domain.people import Actor, Community, DmPolicy, Duty
from bot.domain.refused import Refused
from bot.services import checkup, communities, forms
from bot.services.communities import Settings
from bot.store.database import Connection

FORM = "setup"
NOWHERE = "channel:none"  # the subject of a trouble: there was no channel to write in


@dataclass(frozen=True, slots=True)
class Choices:
    """What /setup and /settings let an administrator choose; ids are Discord snowflakes."""

    channel: int | None
    organisers: frozenset[int]
    mentors: frozenset[int]
    language: str
    zone: str
    messages: DmPolicy


def choices_of(community: Community) -> Choices:
    return Choices(
        channel=community.announce_channel_id,
        organisers=community.organiser_role_ids,
        mentors=community.mentor_role_ids,
        language=community.language,
        zone=community.zone,
        messages=community.dm_policy,
    )


def begun(conn: Connection, now: datetime, actor: Actor, suggested: Choices) -> Choices:
    """What stands in the form: what was chosen so far, else what is in force, else what is suggested.

    Raises Refused("permission.administrator").
    """
    community = communities.get(conn, now, actor.community_id)
    people.require(Duty.ADMINISTRATOR, actor, community)
    chosen = choices_of(community) if community.set_up_at else suggested
    for field, kept in _kept(conn, now, actor).items():
        chosen = _with(chosen, field, [value for value in kept.split(",") if value])
    return chosen


def choose(
    conn: Connection, now: datetime, actor: Actor, suggested: Choices, *, field: str, values: Sequence[str]
) -> Choices:
    """Keep one choice: `field` is one of Choices, `values` are what its menu gave (ids as digits).

    Raises Refused: permission.administrator, setup.everyone, zone.unknown.
    """
    chosen = begun(conn, now, actor, suggested)
    understood = _understood(actor, field, values)
    forms.keep(conn, now, actor, FORM, _kept(conn, now, actor) | {field: ",".join(understood)})
    return _with(chosen, field, understood)


def save(conn: Connection, now: datetime, actor: Actor, suggested: Choices) -> Community:
    """Put the form in force. Refused("setup.channel_first") as long as no channel is chosen."""
    chosen = begun(conn, now, actor, suggested)
    if chosen.channel is None:
        raise Refused("setup.channel_first")
    community = communities.set_up(
        conn,
        now,
        actor,
        language=chosen.language,
        zone=chosen.zone,
        announce_channel_id=chosen.channel,
        organiser_role_ids=chosen.organisers,
        mentor_role_ids=chosen.mentors,
        dm_policy=chosen.messages,
    )
    forms.forget(conn, now, actor, FORM)
    checkup.repaired(conn, now, actor.community_id, NOWHERE)
    return community


def change(conn: Connection, now: datetime, actor: Actor, field: str, values: Sequence[str]) -> Community:
    """Change one setting at once (/settings). Raises Refused as `choose`."""
    community = communities.get(conn, now, actor.community_id)
    people.require(Duty.ADMINISTRATOR, actor, community)
    chosen = _with(choices_of(community), field, _understood(actor, field, values))
    settings = Settings(
        language=chosen.language,
        zone=chosen.zone,
        announce_channel_id=chosen.channel,
        organiser_role_ids=chosen.organisers,
        mentor_role_ids=chosen.mentors,
        dm_policy=chosen.messages,
    )
    if chosen.channel is not None:
        checkup.repaired(conn, now, actor.community_id, NOWHERE)
    return communities.change(conn, now, actor, **settings)


def _kept(conn: Connection, now: datetime, actor: Actor) -> dict[str, str]:
    return forms.take(conn, now, actor, FORM) or {}


def _understood(actor: Actor, field: str, values: Sequence[str]) -> Sequence[str]:
    if field in ("organisers", "mentors") and str(actor.community_id) in values:
        raise Refused("setup.everyone")  # Discord's role @everyone has the server's own id
    return [zones.require(values[0])] if field == "zone" else values


def _with(chosen: Choices, field: str, values: Sequence[str]) -> Choices:
    match field:
        case "channel":
            return replace(chosen, channel=int(values[0]) if values else None)
        case "organisers":
            return replace(chosen, organisers=frozenset(map(int, values)))
        case "mentors":
            return replace(chosen, mentors=frozenset(map(int, values)))
        case "language":
            return replace(chosen, language=values[0])
        case "zone":
            return replace(chosen, zone=values[0])
        case "messages":
            return replace(chosen, messages=DmPolicy(values[0]))
        case _:
            raise ValueError(f"no such choice: {field!r}")
