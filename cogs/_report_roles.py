"""The roles that a report compares: named in the command, or those that an organiser named last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.domain.groups import MOST_ROLES, RoleFigures, by_role
from bot.domain.refused import Refused
from bot.domain.report import Period
from bot.services import comparing, reporting
from bot.words import listing, say
from cogs._actors import Reader
from cogs._text import Markup, shorten

if TYPE_CHECKING:
    from bot.client import Client

_ROLE = re.compile(r"<@&(\d{15,20})>")
_AT_ONCE = 100  # members Discord gives in one answer
_MOST_PEOPLE = 5_000


@dataclass(frozen=True)
class Compared:
    """`gone` are the names of roles that were deleted; `said` is what the organiser is to know of them all."""

    roles: tuple[discord.Role, ...] = ()
    gone: tuple[str, ...] = ()
    said: str = ""

    @property
    def names(self) -> dict[int, str]:
        return {role.id: role.name for role in self.roles}


async def compared(nacre: Client, reader: Reader, guild: discord.Guild, typed: str | None) -> Compared:
    """What was typed is kept for the next report; "none" leaves roles out of this one. Refused: report.roles."""
    language = reader.language
    if typed is not None:
        if typed.strip().casefold() in ("none", say(language, "settings.none").casefold()):
            return Compared()
        roles = _roles(typed, guild)
        await nacre.do(comparing.choose, reader.actor, {role.id: role.name for role in roles})
        return Compared(tuple(roles), said=say(language, "report.roles.kept"))
    kept = await nacre.ask(comparing.roles, reader.actor)
    if not kept:
        return Compared()
    there = tuple(role for role_id in kept if (role := guild.get_role(role_id)) is not None)
    gone = tuple(shorten(name, 40) for role_id, name in kept.items() if guild.get_role(role_id) is None)
    named = Markup(listing(language, [role.mention for role in there]))
    return Compared(there, gone, say(language, "report.roles.used", roles=named) if there else "")


async def figures(
    nacre: Client, reader: Reader, guild: discord.Guild, roles: Sequence[discord.Role], period: Period, kind: str | None
) -> tuple[RoleFigures, ...]:
    """Refused: report.too_many, report.discord_slow, and as `reporting.people`."""
    if not roles:
        return ()
    parts = await nacre.ask(reporting.people, reader.actor, period, kind)
    return by_role(parts, await _holders(guild, {part.user_id for part in parts}, roles))


def _roles(typed: str, guild: discord.Guild) -> list[discord.Role]:
    """The roles that were mentioned, each once. Refused: report.roles."""
    found = [guild.get_role(int(role_id)) for role_id in dict.fromkeys(_ROLE.findall(typed))]
    roles = [role for role in found if role is not None]
    if not roles or len(roles) > MOST_ROLES:
        raise Refused("report.roles", most=MOST_ROLES)
    return roles


async def _holders(guild: discord.Guild, people: set[int], roles: Sequence[discord.Role]) -> dict[int, set[int]]:
    """Who of these people holds which role today. Refused("report.too_many") beyond 5,000 people."""
    if len(people) > _MOST_PEOPLE:
        raise Refused("report.too_many", most=_MOST_PEOPLE)
    holders: dict[int, set[int]] = {role.id: set() for role in roles}
    ids = sorted(people)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        try:
            members = await guild.query_members(user_ids=part, limit=_AT_ONCE, cache=False)
        except TimeoutError:
            raise Refused("report.discord_slow") from None
        for member in members:
            for role in member.roles:
                if role.id in holders:
                    holders[role.id].add(member.id)
    return holders
