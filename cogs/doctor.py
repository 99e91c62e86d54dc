"""/doctor: is everything in order, and what will fail next? In words, with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.checkup import Coming, Diagnosis, RoleUse, Seen, event_of
from bot.domain.people import Trouble
from bot.domain.preflight import Finding, Purpose
from bot.services import checkup
from bot.words import count, has, say
from cogs._actors import actor_of, language_for
from cogs._bot import Interaction, NacreBot
from cogs._commands import described
from cogs._items import Press, button, custom_id, on
from cogs._panels import layout, row, show
from cogs._preflight import allowed, guild_of, hidden_commands, open_to_all, to_do
from cogs._text import plain, stamp

_MOST = 4  # of a sort at once: a message holds 4000 characters, and nobody repairs more in one go


class Doctor(commands.Cog):
    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @app_commands.command(name="doctor", description=described("doctor"))
    @app_commands.default_permissions(manage_events=True)
    @app_commands.guild_only()
    async def doctor(self, interaction: Interaction) -> None:
        await self._examine(interaction)

    @on("doctor", "again")
    async def again(self, interaction: Interaction, press: Press) -> None:
        await self._examine(interaction)

    async def _examine(self, interaction: Interaction) -> None:
        guild, actor, language = guild_of(interaction), await actor_of(interaction), await language_for(interaction)
        watched = await self.bot.nacre.ask(checkup.watched, actor)
        seen = Seen(
            granted={channel_id: allowed(guild, channel_id) for channel_id in watched.channels},
            roles=frozenset(role.id for role in guild.roles),
            open=frozenset(channel_id for channel_id in watched.closed if open_to_all(guild, channel_id)),
        )
        found = await self.bot.nacre.do(checkup.diagnose, actor, seen)
        again = button(say(language, "doctor.button.again"), custom_id("doctor", guild.id, "again"))
        await show(interaction, layout(*report(language, guild, found), row([again])))


def report(language: str, guild: discord.Guild, found: Diagnosis) -> Iterator[str]:
    """The texts of a check-up, in order."""
    n = found.needs_attention
    yield (
        say(language, "doctor.title") + "\n" + (count(language, "doctor.attention", n) if n else _well(language, found))
    )
    if found.watched.announce_channel_id is None:
        yield say(language, "doctor.not_set_up")
    for finding in found.findings[:_MOST]:
        yield _wrong(language, guild, found, finding)
    for role_id in found.lost_roles[:_MOST]:
        for use in sorted(found.watched.roles[role_id]):
            yield say(language, f"doctor.role.{use}")
    for channel_id in found.exposed[:_MOST]:
        yield say(language, "doctor.exposed", channel=f"<#{channel_id}>")
    for trouble in found.troubles[:_MOST]:
        title = found.titles.get(trouble.subject) or found.watched.events.get(event_of(trouble) or 0)
        yield _noted(language, trouble, title)
    hidden = sum(
        max(0, len(each) - _MOST) for each in (found.findings, found.lost_roles, found.exposed, found.troubles)
    )
    if hidden:
        yield count(language, "doctor.more", hidden)
    organisers = [role_id for role_id, uses in found.watched.roles.items() if RoleUse.ORGANISERS in uses]
    yield hidden_commands(language, guild, organisers) or ""
    if found.failing:
        yield _failing(language, guild, found.failing)
    yield "\n".join(_figures(language, found))


def _wrong(language: str, guild: discord.Guild, found: Diagnosis, finding: Finding) -> str:
    if not finding.gone:
        return to_do(language, guild, finding)
    if finding.channel_id == found.watched.announce_channel_id:
        return say(language, "doctor.gone.announce")
    title = found.watched.rooms.get(finding.channel_id)
    if title is not None and found.watched.channels[finding.channel_id] == {Purpose.PRESENCE}:
        return say(language, "doctor.gone.room", title=plain(title, 100))
    return say(language, "doctor.gone.other")


def _well(language: str, found: Diagnosis) -> str:
    return say(language, "doctor.nothing_missing" if found.outlook.overdue else "doctor.well")


def _noted(language: str, trouble: Trouble, title: str | None) -> str:
    """`title`: of the event it is about."""
    key = f"trouble.{trouble.code}"
    text = say(language, key) if has(key) else say(language, "trouble.other", code=plain(trouble.code))
    if title is not None:
        text = f"{text} {say(language, 'doctor.about', title=plain(title))}"
    return f"{text} {say(language, 'doctor.seen', last_seen=stamp(trouble.last_seen, 'R'))}"


def _failing(language: str, guild: discord.Guild, failing: Sequence[Coming]) -> str:
    lines = [
        say(
            language, "doctor.fails.line", channel=_channel(language, guild, each.channel_id), **_moment(language, each)
        )
        for each in failing[:_MOST]
    ]
    if len(failing) > _MOST:
        lines.append(count(language, "doctor.fails.more", len(failing) - _MOST))
    return "\n".join([say(language, "doctor.fails.title"), *lines])


def _channel(language: str, guild: discord.Guild, channel_id: int | None) -> str:
    if channel_id is None:
        return say(language, "doctor.nowhere")
    return f"<#{channel_id}>" if guild.get_channel(channel_id) else say(language, "doctor.channel.gone")


def _moment(language: str, coming: Coming) -> dict[str, str]:
    family = "announcement" if coming.event_id is None else coming.step.partition(":")[0]
    return {
        "when": stamp(coming.due_at),
        "relative": stamp(coming.due_at, "R"),
        "what": say(language, f"doctor.what.{family}", title=f"**{plain(coming.title)}**"),
    }


def _figures(language: str, found: Diagnosis) -> Iterator[str]:
    for name in ("overdue", "undeliverable", "missed"):
        n = getattr(found.outlook, name)
        if n:
            yield count(language, f"doctor.{name}", n)
    if found.cleared:
        yield count(language, "doctor.cleared", found.cleared)
    if found.resumed:
        yield count(language, "doctor.resumed", found.resumed)
    if found.next is None:
        yield say(language, "doctor.next.none")
    elif found.next not in found.failing:
        yield say(language, "doctor.next", **_moment(language, found.next))
    yield count(language, "doctor.checked", len(found.watched.channels))


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Doctor(bot))
