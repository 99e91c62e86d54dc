"""Who was there: watched in the event's channel, checked in by code, noted by hand; and who may read it."""

from bot.services.attendance.announcing import announce, is_noted
from bot.services.attendance.checkin import check_in, close_code, code_of, new_code, open_code
from bot.services.attendance.hand import mark, unmark
from bot.services.attendance.presence import look, moved, set_channel, settle, watched
from bot.services.attendance.reading import Own, Turnout, mine, roster
from bot.services.attendance.totals import keep_totals

__all__ = [
    "Own",
    "Turnout",
    "announce",
    "check_in",
    "close_code",
    "code_of",
    "is_noted",
    "keep_totals",
    "look",
    "mark",
    "mine",
    "moved",
    "new_code",
    "open_code",
    "roster",
    "set_channel",
    "settle",
    "unmark",
    "watched",
]
