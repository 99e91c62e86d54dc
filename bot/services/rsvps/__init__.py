"""What people answer to an event, and what follows for its seats."""

from bot.services.rsvps.answering import mine, note, respond, undo
from bot.services.rsvps.leaving import forget_person
from bot.services.rsvps.links import join_link
from bot.services.seating.queue import lapse, promote

__all__ = ["forget_person", "join_link", "lapse", "mine", "note", "promote", "respond", "undo"]
