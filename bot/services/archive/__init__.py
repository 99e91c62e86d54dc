"""The learning archive: found by words, by title, by topic; an event's page in it; all of it as files."""

from bot.services.archive.exporting import Measured, everything, measure, shelf
from bot.services.archive.finding import item, latest, search, suggest, topics, within
from bot.services.archive.pages import Remains, remains

__all__ = [
    "Measured",
    "Remains",
    "everything",
    "item",
    "latest",
    "measure",
    "remains",
    "search",
    "shelf",
    "suggest",
    "topics",
    "within",
]
