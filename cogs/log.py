"""/log: organisers see who did what, in words."""

from __future__ import annotations

from collections.abc import Mapping

from discord import app_commands
from discord.ext import commands

from bot.domain.people import LogEntry
from bot.services import history
from bot.words import has, listing, say
from cogs._actors import actor_of, language_for
from cogs._bot import Interaction, NacreBot
from cogs._choices import language_name, zone_name
from cogs._commands import described
from cogs._items import Press, on
from cogs._pages import place, turners
from cogs._panels import layout, row, show
from cogs._text import plain, stamp

_NAMED = 5  # people in one line


class Log(commands.Cog):
    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @app_commands.command(name="log", description=described("log"))
    @app_commands.default_permissions(manage_events=True)
    @app_commands.guild_only()
    async def log(self, interaction: Interaction) -> None:
        await self._page(interaction, 0)

    @on("log", "page")
    async def turn(self, interaction: Interaction, press: Press) -> None:
        await self._page(interaction, press.id)

    async def _page(self, interaction: Interaction, number: int) -> None:
        language = await language_for(interaction)
        page, titles = await self.bot.nacre.ask(history.shown, await actor_of(interaction), number)
        lines = [f"{stamp(entry.at, 'f')} {in_words(language, entry, titles)}" for entry in page.items]
        view = layout(
            say(language, "log.title"),
            "\n".join(lines) or say(language, "log.none"),
            place(language, page),
            row(turners(language, page, "log", "page")),
        )
        await show(interaction, view)


def in_words(language: str, entry: LogEntry, titles: Mapping[int, str]) -> str:
    """One line of the log. An action that has no text yet is shown by its key rather than hidden."""
    title = titles.get(entry.event_id or 0)
    values = {
        "who": f"<@{entry.actor_id}>" if entry.actor_id else say(language, "log.somebody"),
        "event": f"**{plain(title)}**" if title is not None else say(language, "log.event_gone"),
        "channel": f"<#{entry.details.get('channel') or entry.details.get('channel_id')}>",
        "fields": _fields(language, entry.details.get("fields")),
        "people": _people(language, entry.details.get("people")),
        "value": _setting(language, entry.action, entry.details.get("value")),
    }
    key = f"log.{entry.action}"
    if has(key):
        return say(language, key, **values)
    event = values["event"] if entry.event_id else ""
    return say(language, "log.other", who=values["who"], action=plain(entry.action), event=event)


def _people(language: str, ids: object) -> str:
    """The first of them by mention, which notifies nobody, and how many more there are."""
    known = [each for each in ids if each] if isinstance(ids, list) else []
    named = [f"<@{each}>" for each in known[:_NAMED]]
    return listing(language, [*named, *([f"+{len(known) - _NAMED}"] if len(known) > _NAMED else [])])


def _fields(language: str, names: object) -> str:
    known = [f"log.field.{name}" for name in names] if isinstance(names, list) else []
    return listing(language, [say(language, key) for key in known if has(key)])


def _setting(language: str, action: str, value: object) -> str:
    text = say(language, "settings.nobody" if action == "settings.organiser_role_ids" else "settings.none")
    match action.partition(".")[2], value:
        case "announce_channel_id", int():
            text = f"<#{value}>"
        case "organiser_role_ids" | "mentor_role_ids" | "compared_roles", [_, *_] as ids:
            text = listing(language, [f"<@&{each}>" for each in ids])
        case "language", str():
            text = language_name(value)
        case "zone", str():
            text = zone_name(language, value)
        case "dm_policy", str():
            text = say(language, f"setup.messages.{value}.option")
    return text


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Log(bot))
