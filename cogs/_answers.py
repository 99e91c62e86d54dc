"""The one place that answers people, and every error of commands, buttons, menus and forms."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import structlog
from discord import app_commands, ui
from structlog.contextvars import bind_contextvars, clear_contextvars

from bot.domain.refused import Refused
from bot.words import count, has, say
from cogs._actors import language_for
from cogs._text import shown

if TYPE_CHECKING:
    from cogs._bot import Interaction

_log = structlog.get_logger("nacre.interactions")
_STARTED, _NAME, _FILLED = "nacre_started", "nacre_name", "nacre_filled"
_DISCREET = ("survey:", "form:survey:", "/feedback give")  # no line of the log says who answers (decision 100)

# Unknown interaction (we were too late) and already acknowledged (somebody else was quicker): nothing can be said.
# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
_GONE = frozenset({10062, 40060, 10015})


async def answer(
    interaction: Interaction,
    key: str,
    /,
    *,
    view: ui.View | None = None,
    file: discord.File | None = None,
    **values: object,
) -> None:
    """Say the text of a key, privately, in the person's language. Their own words in `values` lose their Markdown."""
    text = fill(await language_for(interaction), key, values)
    await tell(interaction, text, view=view, file=file)


async def tell(
    interaction: Interaction,
    text: str | None = None,
    *,
    view: ui.View | ui.LayoutView | None = None,
    file: discord.File | None = None,
    files: Sequence[discord.File] = (),
    private: bool = True,
) -> None:
    """Send something already in words: as the first response, or after one as a follow-up."""
    parts: dict[str, Any] = {"ephemeral": private, "allowed_mentions": discord.AllowedMentions.none()}
    if text is not None:
        parts["content"] = text[:2000]
    if view is not None:
        parts["view"] = view
    if file is not None:
        parts["file"] = file
    if files:
        parts["files"] = list(files)
    try:
        if not interaction.response.is_done():
            await surely(interaction.response.send_message, parts)
        elif _is_awaited(interaction):
            await _fill_in(interaction, parts)
        else:
            await interaction.followup.send(**parts)
    except discord.HTTPException as error:
        if error.code not in _GONE:
            raise
        _log.info("answer_came_too_late", code=error.code)


def _is_awaited(interaction: Interaction) -> bool:
    """Whether Discord shows "Nacre is thinking": the answer takes its place."""
    waits = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    return waits and _FILLED not in interaction.extras


async def _fill_in(interaction: Interaction, parts: dict[str, Any]) -> None:
    """Put the answer in the place of "thinking". As an edit, unlike a follow-up, it may be said twice."""
    interaction.extras[_FILLED] = True
    edited = {name: value for name, value in parts.items() if name not in ("ephemeral", "file", "files")}
    if "file" in parts:
        edited["attachments"] = [parts["file"]]
    elif "files" in parts:
        edited["attachments"] = parts["files"]
    await surely(interaction.edit_original_response, edited)


async def surely(send: Callable[..., Awaitable[object]], parts: dict[str, Any]) -> None:
    """Say what can safely be said twice once more where the connection broke: Discord takes one first response only,
    and an edit changes nothing the second time.
    """
    given = (parts.get("file"), *parts.get("files", ()), *parts.get("attachments", ()))
    files = [each for each in given if each is not None]
    starts = [each.fp.tell() for each in files]
    try:
        await send(**parts)
    except aiohttp.ClientError:
        again = [_from(each, start) for each, start in zip(files, starts, strict=True)]
        if "file" in parts:
            parts = {**parts, "file": again[0]}
        elif "files" in parts:
            parts = {**parts, "files": again}
        elif again:
            parts = {**parts, "attachments": again}
        await send(**parts)


def _from(file: discord.File, start: int) -> discord.File:
    """The same file, to be read once more."""
    file.fp.seek(start)
    return discord.File(file.fp, file.filename, description=file.description)


def fill(language: str, key: str, values: dict[str, object]) -> str:
    """The text of a key with its values; with a number `n` among them, in the plural form it asks for."""
    ready = shown(values)
    n = ready.pop("n", None)
    return count(language, key, n, **ready) if isinstance(n, int) else say(language, key, **ready)


async def refuse(interaction: Interaction, refused: Refused, *, view: ui.View | None = None) -> None:
    """Say no in the person's language, with what to do instead."""
    interaction.client.metrics.refused(refused.key)
    _log.info("refused", key=refused.key)
    text = fill(await language_for(interaction), f"refused.{refused.key}", refused.values)
    await tell(interaction, text, view=view)


async def fail(interaction: Interaction, error: BaseException, *, view: ui.View | None = None) -> None:
    """Something unexpected: log it under a short reference, and give the person that reference."""
    reference = secrets.token_hex(3).upper()
    interaction.client.metrics.error()
    _log.error("interaction_failed", reference=reference, exc_info=error)
    await answer(interaction, "common.failed", view=view, reference=reference)


async def respond_to(interaction: Interaction, error: BaseException, *, view: ui.View | None = None) -> str:
    """Answer any error; returns the outcome's name for the metrics: "refused", "expired" or "failed"."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    try:
        if (refused := _as_refusal(cause)) is not None and has(f"refused.{refused.key}"):
            await refuse(interaction, refused, view=view)
            return "refused"
        if isinstance(cause, discord.HTTPException) and cause.code in _GONE:
            _log.info("interaction_expired", code=cause.code)
            return "expired"
        await fail(interaction, cause, view=view)
    except discord.HTTPException as unanswered:
        _log.warning("could_not_answer", code=unanswered.code, exc_info=cause)
    return "failed"


def _as_refusal(cause: BaseException) -> Refused | None:
    """What discord.py found wrong before our code ran is a refusal too, said in our words."""
    match cause:
        case Refused():
            return cause
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return Refused("command.outdated")
        case app_commands.TransformerError():
            return Refused("command.input")
        case app_commands.CheckFailure():
            return Refused("command.not_here")
    return None


def began(interaction: Interaction, name: str) -> None:
    """Start the clock of an interaction and give every log line of its task who, where and what."""
    interaction.extras[_STARTED] = perf_counter()
    interaction.extras[_NAME] = name
    clear_contextvars()
    if name.startswith(_DISCREET):
        bind_contextvars(name=name)
        return
    bind_contextvars(interaction=interaction.id, name=name, community=interaction.guild_id, user=interaction.user.id)


def ended(interaction: Interaction, outcome: str) -> None:
    """Count the interaction, once."""
    started = interaction.extras.pop(_STARTED, None)
    if started is not None:
        interaction.client.metrics.interaction(interaction.extras[_NAME], perf_counter() - started, outcome)


@asynccontextmanager
async def answering(interaction: Interaction, name: str) -> AsyncIterator[None]:
    """Around everything a button, menu or form does: no error leaves it unanswered."""
    began(interaction, name)
    outcome = "done"
    try:
        yield
    except Exception as error:
        outcome = await respond_to(interaction, error)
    finally:
        ended(interaction, outcome)
