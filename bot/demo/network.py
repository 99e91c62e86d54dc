"""The network in the local Discord: one server with its roles, channels and people, and the bot among them."""

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.demo.people import PEOPLE
from bot.domain import permissions as needed
from bot.domain.people import Actor
from local_discord import permissions
from local_discord.server import LocalDiscord
from local_discord.world import CATEGORY, STAGE, TEXT, VOICE, Application, Channel, Guild, Overwrite, Role, User

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.GDEMOS.nobody-but-this-machine-knows-it-today"  # noqa: S105 - of no Discord but ours
_FACTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("network.toml").read_text(encoding="utf-8"))
NAME: str = _FACTS["name"]
ZONE: str = _FACTS["zone"]
ZONES: dict[str, str] = _FACTS["zones"]
TOWNS: dict[str, list[str]] = _FACTS["candidates"]
_BOT = "Nacre"
_KINDS = {"text": TEXT, "voice": VOICE, "stage": STAGE}


class Network:
    """Finds by their names what `found` has made, or what was kept from an earlier day."""

    def __init__(self, discord: LocalDiscord) -> None:
        self.discord = discord

    @cached_property
    def guild(self) -> Guild:
        return next(each for each in self.discord.world.guilds.values() if each.name == NAME)

    @cached_property
    def bot(self) -> Application:
        return self.discord.world.application_of(TOKEN)

    @cached_property
    def people(self) -> dict[str, User]:
        """By key, in the order in which one switches between them."""
        by_name = {user.name: user for user in self.discord.world.users.values()}
        return {each.key: by_name[each.name] for each in PEOPLE}

    def role(self, name: str) -> Role:
        return next(role for role in self.guild.roles.values() if role.name == name)

    def channel(self, name: str) -> Channel:
        return next(each for each in self.guild.channels.values() if each.name == name and each.type != CATEGORY)

    def is_open(self, channel: Channel) -> bool:
        """Does everybody read there?"""
        hidden = next((each.deny for each in channel.overwrites if each.id == self.guild.id), 0)
        return not hidden & permissions.VIEW_CHANNEL

    async def write(self, key: str, channel: str, text: str) -> None:
        """A person says something."""
        self.discord.messages.create(self.channel(channel), self.people[key].id, {"content": text})

    def actor(self, key: str) -> Actor:
        """A person as the bot would see them behind a click."""
        user = self.people[key]
        held = permissions.in_guild(self.guild, user.id)
        administrator = bool(held & (permissions.MANAGE_GUILD | permissions.ADMINISTRATOR))
        return Actor(
            self.guild.id, user.id, frozenset(self.guild.members[user.id].role_ids), administrator=administrator
        )


def found(discord: LocalDiscord) -> Network:
    """Make the network: nobody has said a word in it yet. Its owner is the first of the people."""
    users = {each.key: discord.add_user(each.name, locale=each.locale, zone=ZONES[each.country]) for each in PEOPLE}
    guild = discord.add_guild(NAME, users[PEOPLE[0].key], locale="en-GB")
    roles: dict[str, Role] = {}
    for each in _FACTS["role"]:
        allowed = permissions.MANAGE_EVENTS if each.get("organises") else 0
        role = roles[each["name"]] = discord.add_role(guild, each["name"], allowed)
        role.colour, role.mentionable = each.get("colour", 0), True
    towns = {town: discord.add_role(guild, f"{town} ({country})") for country, names in TOWNS.items() for town in names}
    for each in PEOPLE:
        own = [roles[name] for name in each.roles] + ([towns[each.town]] if each.town else [])
        discord.join(guild, users[each.key], *own)
    bot = discord.add_bot(_BOT, TOKEN)
    bot_role = discord.add_role(guild, _BOT, needed.BITS)
    bot_role.managed = True
    discord.join(guild, discord.world.users[bot.id], bot_role)
    for category in _FACTS["category"]:
        head = discord.add_channel(guild, category["name"], CATEGORY)
        for each in category["channel"]:
            made = discord.add_channel(
                guild, each["name"], _KINDS[each.get("kind", "text")], _overwrites(guild, roles, bot_role, each)
            )
            made.parent_id, made.topic = head.id, each.get("topic")
    return Network(discord)


def _overwrites(guild: Guild, roles: dict[str, Role], bot: Role, channel: dict[str, Any]) -> tuple[Overwrite, ...]:
    """`readers` alone see the channel; `writers` alone write there. The bot does what it asks to be allowed."""
    for named, bit in (("readers", permissions.VIEW_CHANNEL), ("writers", permissions.SEND_MESSAGES)):
        if named in channel:
            allowed = [Overwrite(roles[name].id, 0, allow=bit) for name in channel[named]]
            return (Overwrite(guild.id, 0, deny=bit), *allowed, Overwrite(bot.id, 0, allow=needed.BITS))
    return ()
