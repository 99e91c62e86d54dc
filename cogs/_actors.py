"""Who is speaking to Nacre, as Discord describes them, and how they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import aiohttp
import discord

from bot.domain.people import Actor, Community, Preferences
from bot.domain.refused import Refused
from bot.services import readers
from bot.words import language_of

if TYPE_CHECKING:
    from cogs._bot import Interaction

P = ParamSpec("P")
R = TypeVar("R")

_ACTOR, _READER, _COMMUNITY = "nacre_actor", "nacre_reader", "nacre_community"


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who is about to be answered: `language` and `zone` are settled."""

    actor: Actor
    community: Community
    preferences: Preferences
    language: str
    zone: str


def in_community(interaction: Interaction, community_id: int) -> None:
    """Say which server an interaction in a direct message is about."""
    interaction.extras[_COMMUNITY] = community_id


def acting_as(interaction: Interaction, actor: Actor) -> None:
    """Take a person as this actor without asking Discord: for what needs no role and no membership."""
    interaction.extras[_ACTOR] = actor


async def actor_of(interaction: Interaction) -> Actor:
    """The person behind an interaction, with the roles Discord sent along in it.

    A click in a direct message brings no roles: there they are fetched, the one extra call a click may cost.
    Raises Refused("community.none") where no server is known, Refused("community.not_member") for one who left it.
    """
    known = interaction.extras.get(_ACTOR)
    if isinstance(known, Actor):
        return known
    if interaction.guild_id is not None:
        roles = interaction.user.roles if isinstance(interaction.user, discord.Member) else []
        actor = _actor(interaction.guild_id, interaction.user.id, roles, interaction.permissions)
    else:
        actor = await _actor_in_direct_message(interaction)
    interaction.extras[_ACTOR] = actor
    return actor


async def _actor_in_direct_message(interaction: Interaction) -> Actor:
    community_id = interaction.extras.get(_COMMUNITY)
    guild = interaction.client.get_guild(community_id) if isinstance(community_id, int) else None
    if guild is None:
        raise Refused("community.none")
    try:
        member = await _member(guild, interaction.user.id)
    except discord.NotFound:
        raise Refused("community.not_member") from None
    return _actor(guild.id, member.id, member.roles, member.guild_permissions)


async def _member(guild: discord.Guild, user_id: int) -> discord.Member:
    """Asked once more where the connection broke: a question changes nothing."""
    try:
        return await guild.fetch_member(user_id)
    except aiohttp.ClientError:
        return await guild.fetch_member(user_id)


def _actor(guild_id: int, user_id: int, roles: list[discord.Role], permissions: discord.Permissions) -> Actor:
    return Actor(
        community_id=guild_id,
        user_id=user_id,
        role_ids=frozenset(role.id for role in roles),
        administrator=permissions.administrator or permissions.manage_guild,
    )


async def reader_of(interaction: Interaction) -> Reader:
    """The person with their settings: language by their choice, else Discord's, else the community's."""
    known = interaction.extras.get(_READER)
    if isinstance(known, Reader):
        return known
    actor = await actor_of(interaction)
    return _known(interaction, actor, *await interaction.client.nacre.ask(readers.reader, actor))


async def do_as_reader(
    interaction: Interaction,
    use_case: readers.UseCase[P, R],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> tuple[Reader, R]:
    """Change something as the person, and learn in the same hop to the database how they are to be answered."""
    actor = await actor_of(interaction)
    done = await interaction.client.nacre.do(readers.beside, use_case, actor, *args, **kwargs)
    result, community, preferences = done
    return _known(interaction, actor, community, preferences), result


async def ask_as_reader(
    interaction: Interaction,
    query: readers.UseCase[P, R],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> tuple[Reader, R]:
    """Read something as the person, and learn in the same hop to the database how they are to be answered."""
    actor = await actor_of(interaction)
    found = await interaction.client.nacre.ask(readers.beside, query, actor, *args, **kwargs)
    result, community, preferences = found
    return _known(interaction, actor, community, preferences), result


def _known(interaction: Interaction, actor: Actor, community: Community, preferences: Preferences) -> Reader:
    reader = Reader(
        actor,
        community,
        preferences,
        language=language_of(preferences.language, interaction.locale.value, community.language),
        zone=preferences.zone or community.zone,
    )
    interaction.extras[_READER] = reader
    return reader


def home(interaction: Interaction, reader: Reader) -> int | str:
    """The arg of private buttons: in a direct message Discord names no server, so they do."""
    return reader.community.id if interaction.guild_id is None else ""


def changed(interaction: Interaction) -> None:
    """The person's settings were just changed: what was known of the reader is asked anew."""
    interaction.extras.pop(_READER, None)


async def language_for(interaction: Interaction) -> str:
    """The language to answer in. Never raises: it is needed to say what went wrong."""
    try:
        return (await reader_of(interaction)).language
    except Refused:
        return language_of(interaction.locale.value)
    except Exception:
        return language_of(interaction.locale.value)
