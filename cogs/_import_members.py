"""Members by name, as far as Discord tells without a privileged intent: by id, and by how their name begins.

https://docs.discord.com/developers/events/gateway-events#request-guild-members
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import discord
import structlog

from bot.domain.participants.names import hints_of, keys_of
from bot.services.imports import Known

_AT_ONCE = 100  # people whose names Discord gives in one answer
_ASKED = 60  # beginnings of names asked for; the gateway takes 120 requests a minute of all that we send
_SHORTEST = 2
_log = structlog.get_logger("nacre.imports")


async def members_of(guild: discord.Guild, likely: Collection[int], names: Sequence[str]) -> tuple[Known, ...]:
    """Those who are likely in a list by their ids, and others whose name begins like one that is not theirs.

    Where Discord gives no names, nobody is known and everybody is chosen by hand.
    """
    found: dict[int, discord.Member] = {}
    try:
        ids = sorted(likely)
        for start in range(0, len(ids), _AT_ONCE):
            given = await guild.query_members(user_ids=ids[start : start + _AT_ONCE], limit=_AT_ONCE, cache=False)
            found |= {member.id: member for member in given}
        for beginning in _beginnings(names, found.values()):
            given = await guild.query_members(query=beginning, limit=_AT_ONCE, cache=False)
            found |= {member.id: member for member in given}
    except (TimeoutError, discord.DiscordException):
        _log.warning("names_not_given", asked=len(names), members=len(found))
    people = (member for member in found.values() if not member.bot)
    return tuple(Known(member.id, _names(member), member.id in likely) for member in people)


def _names(member: discord.Member) -> tuple[str, ...]:
    every = (member.nick, member.global_name, member.name)
    return tuple(dict.fromkeys(name for name in every if name))


def _beginnings(names: Sequence[str], known: Iterable[discord.Member]) -> list[str]:
    """The first words of names that nobody known has, as they are written, in the order of the list."""
    keys = {key for member in known for name in _names(member) for key in keys_of(name)}
    left = [name for name in names if not keys & keys_of(name)]
    words = (hint.replace(",", " ").split() for name in left for hint in (*_first_names_first(name), *hints_of(name)))
    first = dict.fromkeys(word[0] for word in words if word and len(word[0]) >= _SHORTEST)
    return list(first)[:_ASKED]


def _first_names_first(name: str) -> tuple[str, ...]:
    """ "Kowalska, Anna" is Anna Kowalska to most."""
    _, comma, first = name.partition(",")
    return (first,) if comma else ()
