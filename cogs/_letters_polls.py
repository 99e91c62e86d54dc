"""Polls in Discord: how one is posted, and how its votes are read when it is over (docs/decisions/0110)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.domain.letters import Letter
from bot.domain.outbox import Counted, Delivery, Dropped, Retry
from bot.domain.polls import Poll
from bot.words import say
from cogs._text import plain

if TYPE_CHECKING:
    from cogs._bot import NacreBot

# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
_GONE = frozenset({10003, 10008})  # no such channel, no such message
_EXPIRED = 520001
_COUNTING = 20.0  # seconds: Discord counts once more when a poll is over
_PATIENT = 20  # attempts, some hours: then what it says has to do


def native(letter: Letter) -> tuple[str, discord.Poll]:
    """Discord's own poll, and a line that says what event it is about."""
    poll = _of(letter)
    made = discord.Poll(poll.question, timedelta(hours=poll.hours), multiple=poll.multiple)
    for option in poll.options:
        made.add_answer(text=option)
    event = letter.event
    about = say(letter.language, "poll.about", title=plain(event.title, 100)) if event is not None else ""
    return about, made


async def count_votes(bot: NacreBot, letter: Letter) -> Delivery:
    """Read the poll's message; end it first where that was asked for. Doing so twice does no harm."""
    poll = _of(letter)
    if poll.message_id is None:
        return Dropped("removed")
    message = bot.get_partial_messageable(poll.channel_id).get_partial_message(poll.message_id)
    try:
        if letter.item.args.get("end"):
            await _end(message)
        found = (await message.fetch()).poll
    except discord.NotFound as error:
        if error.code not in _GONE:
            raise
        return Counted(None)
    if found is None:
        return Counted(None)
    if not found.is_finalised() and letter.item.attempts < _PATIENT:
        return Retry(_COUNTING, "counting")
    return Counted(votes(poll, found))


def votes(poll: Poll, found: discord.Poll) -> tuple[int, ...]:
    """How often each answer was chosen, in our order, which is Discord's."""
    counts = [answer.vote_count for answer in found.answers]
    return tuple(counts[: len(poll.options)]) + (0,) * (len(poll.options) - len(counts))


async def _end(message: discord.PartialMessage) -> None:
    try:
        await message.end_poll()
    except discord.HTTPException as error:
        if error.code != _EXPIRED:
            raise


def _of(letter: Letter) -> Poll:
    if letter.poll is None:
        raise ValueError(f"{letter.item.key} speaks of no poll")
    return letter.poll
