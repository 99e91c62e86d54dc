"""What can be done with an event: made, published, changed, moved, cancelled; shown, listed, looked up."""

from bot.domain.details import Changes, Details
from bot.domain.events import Purpose
from bot.services.events.changing import cancel, close, edit, move, reopen, repost
from bot.services.events.drafting import create, discard, duplicate, publish, restore
from bot.services.events.reading import listing, roster, show, upcoming
from bot.services.events.suggesting import suggest

__all__ = [
    "Changes",
    "Details",
    "Purpose",
    "cancel",
    "close",
    "create",
    "discard",
    "duplicate",
    "edit",
    "listing",
    "move",
    "publish",
    "reopen",
    "repost",
    "restore",
    "roster",
    "show",
    "suggest",
    "upcoming",
]
