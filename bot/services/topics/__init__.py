"""Topics: people suggest and vote (`wishing`), look (`looking`), organisers decide (`deciding`)."""

from bot.services.topics.deciding import decline, make_event, merge, reopen
from bot.services.topics.looking import listing, offer, show, similar
from bot.services.topics.wishing import Suggested, describe, suggest, take_back, vote, withdraw

__all__ = [
    "Suggested",
    "decline",
    "describe",
    "listing",
    "make_event",
    "merge",
    "offer",
    "reopen",
    "show",
    "similar",
    "suggest",
    "take_back",
    "vote",
    "withdraw",
]
