"""The roster as a table for a spreadsheet. What people wrote can never run there as a formula."""

import csv
from collections.abc import Callable
from io import StringIO
from zoneinfo import ZoneInfo

from bot import words
from bot.domain.people import Community
from bot.domain.rsvps import Roster

# A cell that begins with one of these is taken for a formula (OWASP, "CSV Injection"); full-width forms count as well
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = ("person", "name", "answer", "place", "answered", "note")


def harmless(cell: str) -> str:
    """The cell as text: an apostrophe in front of whatever a spreadsheet would calculate, line breaks as spaces."""
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell


def table(roster: Roster, community: Community, language: str, name_of: Callable[[int], str]) -> bytes:
    """A CSV file in UTF-8 with a byte-order mark, as Excel wants it; semicolons where its language expects them.

    Ids are written as mentions: a bare 18-digit number is rounded by spreadsheets. `name_of` gives a person's name as
    far as Discord told us, else "".
    """
    out = StringIO()
    writer = csv.writer(out, delimiter="," if language == "en" else ";", lineterminator="\r\n")
    zone = community.zone
    writer.writerow(words.say(language, f"event.roster.column.{column}", zone=zone) for column in COLUMNS)
    for rsvp in roster.rsvps:
        answered = rsvp.updated_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
        answer = words.say(language, f"event.choice.{rsvp.choice}")
        cells = (f"<@{rsvp.user_id}>", name_of(rsvp.user_id), answer, str(rsvp.ticket), answered, rsvp.note)
        writer.writerow(harmless(cell) for cell in cells)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
