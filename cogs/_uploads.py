"""Files that people attach to a command: looked at, and copied from Discord at once, as its addresses expire.

https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
"""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot import files
from bot.domain import transcripts
from bot.domain.materials import File, Passage
from bot.domain.refused import Refused
from bot.filetypes import typed
from bot.services import materials
from cogs._actors import actor_of

if TYPE_CHECKING:
    from cogs._bot import Interaction

_TRANSCRIPTS = ("text/", "application/x-subrip")
_at_once = asyncio.Semaphore(2)  # uploads held in memory together


async def kept(interaction: Interaction, given: discord.Attachment) -> File:
    """Keep a file. The interaction is deferred: a large file takes longer than the three seconds for an answer.

    Raises Refused: file.large, file.gone, file.empty, file.kind, file.macros, file.no_folder.
    """
    async with _at_once:
        return await _keep(interaction, given.filename, await _read(interaction, given))


async def kept_transcript(
    interaction: Interaction, given: discord.Attachment, language: str = ""
) -> tuple[File, tuple[Passage, ...]]:
    """As `kept`, with the passages in it; and Refused: transcript.large, transcript.kind, transcript.empty."""
    if given.size > transcripts.MOST_BYTES:
        raise Refused("transcript.large", limit=transcripts.MOST_BYTES // 2**20)
    async with _at_once:
        content = await _read(interaction, given)
        known = await asyncio.to_thread(typed, given.filename, content)
        if not known.media_type.startswith(_TRANSCRIPTS):
            raise Refused("transcript.kind")
        passages = await asyncio.to_thread(transcripts.read, content, language)
        return await _keep(interaction, given.filename, content), passages


async def given_out(interaction: Interaction, material_id: int) -> tuple[discord.File, materials.Material]:
    """A material's file, to be sent to somebody who may see it. Refused: material.unknown, file.none, file.lost."""
    nacre = interaction.client.nacre
    shown = await nacre.ask(materials.show, await actor_of(interaction), material_id)
    material = shown.material
    if not material.file_digest:
        raise Refused("file.none", title=material.title)
    folder = await nacre.ask(materials.folder)
    try:
        content = await asyncio.to_thread(files.read, folder, material.file_digest)
    except files.Missing as error:
        raise Refused("file.lost", title=material.title) from error
    return discord.File(io.BytesIO(content), material.file_name), material


async def _read(interaction: Interaction, given: discord.Attachment) -> bytes:
    if given.size > files.MOST_BYTES:
        raise Refused("file.large", limit=files.MOST_BYTES // 2**20)
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        return await given.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise Refused("file.gone") from error


async def _keep(interaction: Interaction, name: str, content: bytes) -> File:
    folder = await interaction.client.nacre.ask(materials.folder)
    return await asyncio.to_thread(files.keep, folder, name, content)
