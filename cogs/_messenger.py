"""Says outbox items in Discord, and turns what Discord answers into what became of them.

If the process dies inside a call here, the item is claimed again when its lease ends and sent with the same nonce, for
which Discord returns the earlier message. Nothing is retried that Discord would count as an invalid request (401, 403,
404): https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import aiohttp
import discord
import structlog

from bot.domain import audience
from bot.domain.events import Audience
from bot.domain.letters import Letter
from bot.domain.outbox import Delivery, Dropped, OutboxItem, Retry, Route, Saying, Sent, Undeliverable
from bot.domain.people import Actor
from bot.services import letters
from cogs._letters import Said, write
from cogs._letters_polls import count_votes
from cogs._outcomes import SHORT, outcome_of

if TYPE_CHECKING:
    from cogs._bot import NacreBot

_log = structlog.get_logger("nacre.messenger")

_THREAD_ASLEEP = 50083  # archived: https://docs.discord.com/developers/topics/threads#active--archived-threads
_THREAD_EXISTS = 160004  # https://docs.discord.com/developers/topics/opcodes-and-status-codes#json


class DiscordMessenger:
    """The Messenger of `bot/worker/messenger.py`, over a NacreBot."""

    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    async def deliver(self, item: OutboxItem) -> Delivery:
        letter = await self.bot.nacre.ask(letters.open_letter, item.id)
        if isinstance(letter, Dropped):
            return letter
        try:
            return await self._say(letter)
        except discord.RateLimited as error:
            return Retry(error.retry_after, "rate_limited")
        except discord.HTTPException as error:
            return outcome_of(error, letter)
        except aiohttp.ClientConnectorError as error:
            return Retry(SHORT, type(error).__name__)  # there was no connection: nothing was said
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Retry(SHORT, type(error).__name__, unsure=True)  # it broke when Discord may have taken it

    async def _say(self, letter: Letter) -> Delivery:
        guild = self.bot.get_guild(letter.item.community_id)
        if guild is None:
            return self._no_guild(letter.item)
        if letter.item.saying is Saying.POLL_RESULTS:
            return await count_votes(self.bot, letter)
        if letter.item.route is Route.DIRECT:
            return await self._direct(letter, guild)
        return await self._channel(letter, guild)

    def _no_guild(self, item: OutboxItem) -> Delivery:
        """Not there while Discord is still telling us our servers means nothing; afterwards we were removed."""
        if not self.bot.is_ready():
            return Retry(SHORT, "starting")
        return Undeliverable("removed", trouble="removed", subject=f"community:{item.community_id}")

    async def _direct(self, letter: Letter, guild: discord.Guild) -> Delivery:
        user_id = letter.item.user_id or 0
        if audience.is_for_some(letter.event, letter.material):
            lost = await self._may_not_hear(letter, guild, user_id)
            if lost is not None:
                return lost
        channel = await self.bot.create_dm(discord.Object(user_id))
        if letter.silent:
            return Sent(channel.id, 0)
        message = await channel.send(**write(letter, self.bot.kinds, guild.name).parts(), nonce=letter.item.nonce)
        return Sent(channel.id, message.id)

    async def _may_not_hear(self, letter: Letter, guild: discord.Guild, user_id: int) -> Dropped | None:
        """A restricted event: the person may have lost the role since they answered. Discord is asked each time."""
        try:
            member = await guild.fetch_member(user_id)
        except discord.NotFound:
            return Dropped("left")
        permissions = member.guild_permissions
        actor = Actor(
            guild.id,
            user_id,
            frozenset(role.id for role in member.roles),
            administrator=permissions.administrator or permissions.manage_guild,
        )
        may = letter.event is None or audience.may_see(actor, letter.event, letter.community)
        if letter.material is not None:
            may = may and audience.may_see_material(actor, letter.material, letter.event, letter.community)
        return None if may else Dropped("role_lost")

    async def _channel(self, letter: Letter, guild: discord.Guild) -> Delivery:
        channel_id = self._place(letter, guild)
        if channel_id is None:
            return Undeliverable("no_channel", trouble="no_channel", subject="channel:none")
        exposed = _exposed(letter, guild, channel_id)
        if exposed is not None:
            return exposed
        said = write(letter, self.bot.kinds, guild.name)
        if letter.item.saying is Saying.CARD:
            return await self._card(letter, said, channel_id)
        if letter.item.message_id is not None and letter.item.message_channel_id is not None:
            return await self._again(letter.item.message_channel_id, letter.item.message_id, said)
        thread_id = await self._thread(letter, guild)
        if thread_id is not None:
            try:
                message = await self._send(thread_id, letter, said)
            except (discord.Forbidden, discord.NotFound):
                _log.info("thread_closed", event_id=letter.item.event_id)  # deleted, locked or not ours: the channel is
            else:
                return Sent(channel_id, message.id, thread_id)
        return Sent(channel_id, (await self._send(channel_id, letter, said)).id)

    def _place(self, letter: Letter, guild: discord.Guild) -> int | None:
        if letter.item.saying is Saying.WELCOME:
            return guild.system_channel.id if guild.system_channel else None
        if letter.item.saying is not Saying.CARD and letter.card is not None and "channel" not in letter.item.args:
            return letter.card.channel_id
        return letter.channel_id

    async def _card(self, letter: Letter, said: Said, channel_id: int) -> Delivery:
        card = letter.card
        if card is not None and card.message_id is not None:
            # a partial message: no fetch, and no flags of the old one are sent along
            standing = self.bot.get_partial_messageable(card.channel_id).get_partial_message(card.message_id)
            await standing.edit(view=said.card, allowed_mentions=said.mentions())
            return Sent(card.channel_id, card.message_id, card.thread_id)
        message = await self._send(channel_id, letter, said)
        return Sent(channel_id, message.id)

    async def _again(self, channel_id: int, message_id: int, said: Said) -> Delivery:
        """What was said is shown as it is now. Its thread may have gone to sleep since, and is put back to sleep."""
        message = self.bot.get_partial_messageable(channel_id).get_partial_message(message_id)
        parts = {"view": None, **said.parts()}
        try:
            await message.edit(**parts)
        except discord.NotFound:
            return Dropped("removed")
        except discord.HTTPException as error:
            if error.code != _THREAD_ASLEEP:
                raise
            thread = await self.bot.fetch_channel(channel_id)
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=False)
                await message.edit(**parts)
                with suppress(discord.HTTPException):  # it stays awake for a while: no harm
                    await thread.edit(archived=True)
        return Sent(channel_id, message_id)

    async def _send(self, channel_id: int, letter: Letter, said: Said) -> discord.Message:
        target = self.bot.get_partial_messageable(channel_id, guild_id=letter.community.id)
        return await target.send(**said.parts(), nonce=letter.item.nonce)

    async def _thread(self, letter: Letter, guild: discord.Guild) -> int | None:
        """The event's thread under its card, made for the first notice; None where there can be none.

        A thread started from a message has the message's id, so it needs no memory of ours.
        """
        card, event = letter.card, letter.event
        if event is None or card is None or card.message_id is None or "channel" in letter.item.args:
            return None
        if guild.get_thread(card.message_id) is not None:
            return card.message_id
        channel = guild.get_channel(card.channel_id)
        if not isinstance(channel, discord.TextChannel) or not _may_open_threads(channel):
            return None
        try:
            await channel.get_partial_message(card.message_id).create_thread(name=event.title[:100])
        except discord.HTTPException as error:
            if error.code == _THREAD_EXISTS:  # archived: writing into it opens it again
                return card.message_id
            if error.status >= 500:
                raise
            _log.info("no_thread", event_id=event.id, code=error.code)
            return None
        return card.message_id


def _may_open_threads(channel: discord.TextChannel) -> bool:
    held = channel.permissions_for(channel.guild.me)
    return held.create_public_threads and held.send_messages_in_threads


def _exposed(letter: Letter, guild: discord.Guild, channel_id: int) -> Undeliverable | None:
    """A restricted event is never spoken of where everybody reads, whatever became of the channel since."""
    if letter.event is None or letter.event.audience is not Audience.ROLES:
        return None
    channel = guild.get_channel(channel_id)
    if channel is None:
        return Undeliverable("channel_gone", trouble="channel_gone", subject=f"channel:{channel_id}")
    if channel.permissions_for(guild.default_role).view_channel:
        return Undeliverable("channel_open", trouble="channel_open", subject=f"channel:{channel_id}")
    return None
