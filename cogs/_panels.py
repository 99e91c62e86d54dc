"""Private panels: a message of texts, menus and buttons that is renewed in place with every choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs._answers import surely, tell
from cogs._items import Control, Layout

if TYPE_CHECKING:
    from cogs._bot import Interaction


def layout(*items: ui.Item[Any] | str | None) -> ui.LayoutView:
    """A panel of these parts in order; a str is a text, None is left out. Never times out."""
    view = Layout()
    for item in items:
        if isinstance(item, str):
            if item:
                view.add_item(ui.TextDisplay(item))
        elif item is not None:
            view.add_item(item)
    return view


def row(controls: Iterable[Control]) -> ui.ActionRow[Any] | None:
    """Buttons side by side; None when there are none."""
    buttons = list(controls)
    return ui.ActionRow(*buttons) if buttons else None


async def show(interaction: Interaction, view: ui.LayoutView) -> None:
    """Put a panel in place of the message a click or a form came from; after a command, as a new private message."""
    message = interaction.message
    if message is None or not message.flags.ephemeral:
        await tell(interaction, view=view)
        return
    replaced: dict[str, Any] = {"view": view, "allowed_mentions": discord.AllowedMentions.none()}
    if not message.flags.components_v2:  # a refusal with a way back to the form: the panel takes its place
        replaced["content"] = None
    await surely(interaction.response.edit_message, replaced)
