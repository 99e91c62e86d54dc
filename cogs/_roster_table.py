"""The roster as a table for a spreadsheet: who answered what, and who was there."""

from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from bot import words
from bot.domain.attendance import Attendance
from bot.domain.people import Community
from bot.domain.rsvps import Roster, Rsvp
from bot.services.attendance import Turnout

COLUMNS = ("person", "name", "answer", "place", "answered", "note", "there", "minutes", "source")


def table(
    roster: Roster, turnout: Turnout, community: Community, language: str, name_of: Callable[[int], str]
) -> tuple[list[str], list[Sequence[object]]]:
    """Header and rows for `bot.exports.tables`. Those who answered in their order, then those who just came.

    Ids are written as mentions: a bare 18-digit number is rounded by spreadsheets. `name_of` gives a person's name as
    far as Discord told us, else "". Whether somebody was there is left empty before the event began.
    """
    header = [words.say(language, f"event.roster.column.{column}", zone=community.zone) for column in COLUMNS]
    there = {record.user_id: record for record in turnout.there}
    rows: list[Sequence[object]] = []
    for rsvp in roster.rsvps:
        answered = _answered(language, rsvp, community.zone)
        came = _came(language, turnout, there.pop(rsvp.user_id, None))
        rows.append((f"<@{rsvp.user_id}>", name_of(rsvp.user_id), *answered, *came))
    for user_id, record in there.items():
        rows.append((f"<@{user_id}>", name_of(user_id), "", None, None, "", *_came(language, turnout, record)))
    return header, rows


def people_in(roster: Roster, turnout: Turnout) -> list[int]:
    """Everybody whose name the table needs, once."""
    return list(dict.fromkeys([*(rsvp.user_id for rsvp in roster.rsvps), *(each.user_id for each in turnout.there)]))


def _answered(language: str, rsvp: Rsvp, zone: str) -> Iterator[object]:
    yield words.say(language, f"event.choice.{rsvp.choice}")
    yield rsvp.ticket
    yield rsvp.updated_at.astimezone(ZoneInfo(zone))
    yield rsvp.note


def _came(language: str, turnout: Turnout, record: Attendance | None) -> Iterator[object]:
    if record is None:
        yield words.say(language, "event.roster.there.no") if turnout.begun else ""
        yield None
        yield ""
        return
    yield words.say(language, "event.roster.there.yes")
    yield record.minutes
    yield words.listing(language, [words.say(language, f"attendance.source.{each}") for each in record.shown_sources])
