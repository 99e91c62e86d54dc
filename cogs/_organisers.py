"""Organisers only: checked before a form or a panel opens. The services check again when something is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import Duty, require
from cogs._actors import Reader, reader_of

if TYPE_CHECKING:
    from cogs._bot import Interaction


async def organiser_of(interaction: Interaction) -> Reader:
    """The person behind an interaction, if they organise in this community; Refused("permission.organiser")."""
    reader = await reader_of(interaction)
    require(Duty.ORGANISER, reader.actor, reader.community)
    return reader
