"""What an error of Discord's means for an outbox item: not now, or never as things stand.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

import discord
import structlog

from bot.domain.letters import Letter
from bot.domain.outbox import Delivery, Retry, Route, Saying, Undeliverable

SHORT, _LONGER, _LONG = 10.0, 60.0, 600.0  # seconds until it is worth trying again

_UNKNOWN_MESSAGE = 10008
_DMS_TOO_FAST = 40003  # we open direct messages too fast: the worker lets all of them rest
_CLOSED_TO_US = frozenset({50007, 50278})  # they take no messages from us; we have no server in common
_WRITE_LIMITS = frozenset({20016, 20022, 20028, 20029, 30046})  # slow mode, write limits, edits of old messages

_log = structlog.get_logger("nacre.messenger")


def outcome_of(error: discord.HTTPException, letter: Letter) -> Delivery:
    """Retry what passes by itself; never what Discord would count as an invalid request (401, 403, 404)."""
    again = _passing(error)
    if again is not None:
        return again
    return _never_direct(error) if letter.item.route is Route.DIRECT else _never_in_channel(error, letter)


def _passing(error: discord.HTTPException) -> Retry | None:
    if error.status >= 500:
        return Retry(SHORT, f"discord_{error.status}", unsure=error.status == 504)
    if error.code == _DMS_TOO_FAST:
        return Retry(_LONG, "direct_messages_too_fast")
    if error.status == 429 or error.code in _WRITE_LIMITS:
        return Retry(_LONGER, f"limit_{error.code or error.status}")
    return None


def _never_direct(error: discord.HTTPException) -> Undeliverable:
    if error.code in _CLOSED_TO_US or error.status == 403:
        return Undeliverable("direct_messages_closed", closed=True)
    return Undeliverable(f"discord_{error.code}")


def _never_in_channel(error: discord.HTTPException, letter: Letter) -> Undeliverable:
    event = f"event:{letter.item.event_id}"
    if error.code == _UNKNOWN_MESSAGE and letter.item.saying is Saying.CARD:
        return Undeliverable("card_gone", trouble="card_gone", subject=event)
    if error.status == 404:
        return Undeliverable("channel_gone", trouble="channel_gone")
    if error.status in (401, 403):
        return Undeliverable("forbidden", trouble="forbidden")
    _log.error("message_rejected", item=letter.item.key, code=error.code, exc_info=error)
    return Undeliverable("rejected", trouble="rejected", subject=event)
