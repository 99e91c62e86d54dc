"""People who were chosen in a menu or an option."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.domain.refused import Refused

if TYPE_CHECKING:
    from cogs._bot import Interaction


def require_people(interaction: Interaction, user_ids: Iterable[int]) -> None:
    """Refused("import.bot") when there is a bot among them.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure
    """
    data: Any = interaction.data or {}
    known = data.get("resolved", {}).get("users", {})
    if any(known.get(str(user_id), {}).get("bot") for user_id in user_ids):
        raise Refused("import.bot")
