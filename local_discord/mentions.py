"""Whom a message's words mention, as far as its allowed mentions and its author's permissions let it.

https://docs.discord.com/developers/resources/message#allowed-mentions-object
"""

import re

from local_discord import permissions, validate
from local_discord.records import Channel, Json, Message
from local_discord.world import World

_USER, _ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")


def settle(world: World, channel: Channel, message: Message, allowed: Json | None, replied_to: int | None) -> None:
    """Work out and note who is mentioned; `replied_to` is the author of the message this one answers."""
    text = message.content + "\n".join(each.get("content") or "" for each in validate.walk(message.components))
    people = [int(each) for each in dict.fromkeys(_USER.findall(text)) if int(each) in world.users]
    roles = [int(each) for each in dict.fromkeys(_ROLE.findall(text))]
    everyone = "@everyone" in text or "@here" in text
    answered = replied_to is not None
    if allowed is not None:
        parse = allowed.get("parse") or []
        named = {int(each) for each in allowed.get("users") or []}
        named_roles = {int(each) for each in allowed.get("roles") or []}
        people = [each for each in people if "users" in parse or each in named]
        roles = [each for each in roles if "roles" in parse or each in named_roles]
        everyone = everyone and "everyone" in parse
        answered = answered and bool(allowed.get("replied_user"))
    if answered and replied_to is not None and replied_to in world.users and replied_to not in people:
        people.append(replied_to)
    held = permissions.in_channel(world, channel, message.author_id) if message.webhook_id is None else permissions.ALL
    message.mention_ids = tuple(people)
    message.mention_role_ids = tuple(each for each in roles if _may_mention(world, channel, each, held))
    message.mention_everyone = everyone and bool(held & permissions.MENTION_EVERYONE)


def _may_mention(world: World, channel: Channel, role_id: int, held: int) -> bool:
    if channel.guild_id is None:
        return False
    role = world.guild(channel.guild_id).roles.get(role_id)
    return role is not None and (role.mentionable or bool(held & permissions.MENTION_EVERYONE))
