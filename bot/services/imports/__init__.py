"""Participant lists of Zoom and Teams: matched with members, reviewed by organisers, noted as attendance."""

from bot.services.imports.matching import Known, matched
from bot.services.imports.reviewing import answered, begin, decide, discard, finish, resume, review

__all__ = ["Known", "answered", "begin", "decide", "discard", "finish", "matched", "resume", "review"]
