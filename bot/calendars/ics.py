"""Events as iCalendar (RFC 5545), read right by Outlook, Google and Apple.

The same event gives the same bytes: nothing in them comes from the clock. There is no METHOD: RFC 5546 section 3.2.1
asks for an ORGANIZER with it, which would be somebody's e-mail address.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Component

from bot import words
from bot.calendars.plain import clean, one_line, plain
from bot.calendars.timezone import by_rule, follows_the_rule
from bot.domain.events import Event, Mode, Status
from bot.domain.zones import at_wall, wall

PRODUCT = "-//Nacre//Nacre//EN"
_STATUS = {Status.DRAFT: "TENTATIVE", Status.DISCARDED: "CANCELLED", Status.CANCELLED: "CANCELLED"}
_UNSEEN = {Status.DRAFT, Status.DISCARDED}


def event_file(event: Event, url: str | None = None, *, join_link: bool = False, language: str = "en") -> bytes:
    """One event as the bytes of an .ics file. `url` is where it is announced.

    The join link is in it only if `join_link` says so: ask for it only when this reader may have it at this moment,
    as the file cannot be taken back.
    """
    return _calendar([event], {event.id: url}, join_link=join_link, language=language)


def feed(events: Iterable[Event], name: str, *, language: str = "en") -> bytes:
    """Events as one calendar, in order of their start. Drafts are left out, and every join link."""
    shown = sorted((event for event in events if event.status not in _UNSEEN), key=lambda one: (one.starts_at, one.id))
    return _calendar(shown, {}, name=one_line(name), language=language)


def export_json(events: Iterable[Event], *, join_links: bool = False) -> bytes:
    """Events as a JSON list (UTF-8), every field by its name; instants in ISO 8601, UTC.

    No person's id is in it; join links only on request.
    """
    rows = []
    for event in sorted(events, key=lambda one: (one.starts_at, one.id)):
        row = asdict(event)
        for field in ("created_by", "host_id", *([] if join_links else ["join_link"])):
            del row[field]
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=2, default=_jsonable).encode()


def _jsonable(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case frozenset():
            return sorted(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def _calendar(
    events: list[Event], urls: dict[int, str | None], *, join_link: bool = False, name: str = "", language: str
) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("name", name)  # RFC 7986 section 5.1, and what Outlook and Google read instead
        calendar.add("x-wr-calname", name)
    for zone in sorted({event.zone for event in events if _keeps_zone(event)}):
        calendar.add_component(by_rule(zone))
    for event in events:
        calendar.add_component(_component(event, urls.get(event.id), join_link=join_link, language=language))
    content: bytes = calendar.to_ical()
    return content


def _component(event: Event, url: str | None, *, join_link: bool, language: str) -> Component:
    cancelled = event.status is Status.CANCELLED
    link = event.join_link if join_link and not cancelled else ""
    title = one_line(event.title)
    component = Component()
    component.add("uid", event.uid)
    component.add("dtstamp", _whole(event.updated_at))
    component.add("created", _whole(event.created_at))
    component.add("last-modified", _whole(event.updated_at))
    component.add("sequence", event.sequence)
    component.add("dtstart", _shown(event, event.starts_at))
    component.add("dtend", _shown(event, event.ends_at))
    component.add("summary", words.say(language, "calendar.cancelled", title=title) if cancelled else title)
    component.add("status", _STATUS.get(event.status, "CONFIRMED"))
    component.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")  # a cancelled event keeps nobody busy
    component.add("categories", [_kind(event, language)])
    if location := _location(event, link, language):
        component.add("location", location)
    if description := _description(event, link, url, language):
        component.add("description", description)
    if url:
        component.add("url", one_line(url))
    return component


def _keeps_zone(event: Event) -> bool:
    """Whether times are written on the wall clock of the event's zone; else in UTC.

    Not in the second of autumn's doubled hours, which a wall clock cannot tell from the first.
    """
    return all(
        follows_the_rule(event.zone, wall(instant, event.zone).year)
        and at_wall(wall(instant, event.zone), event.zone) == instant
        for instant in (event.starts_at, event.ends_at)
    )


def _shown(event: Event, instant: datetime) -> datetime:
    return _whole(instant).astimezone(ZoneInfo(event.zone)) if _keeps_zone(event) else _whole(instant)


def _whole(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _kind(event: Event, language: str) -> str:
    key = f"kind.{event.kind}"
    return words.say(language, key) if words.has(key) else one_line(event.kind)


def _location(event: Event, link: str, language: str) -> str:
    online = link or words.say(language, "calendar.online")
    parts = (one_line(event.place), online if event.mode is not Mode.ON_SITE else "")
    return ", ".join(part for part in parts if part)


def _description(event: Event, link: str, url: str | None, language: str) -> str:
    speakers = one_line(plain(event.speakers, event.zone))
    lines = (
        words.say(language, "calendar.join", link=link) if link else "",
        words.say(language, "calendar.speakers", speakers=speakers) if speakers else "",
        words.say(language, "calendar.details", url=url) if url else "",
    )
    reason = plain(event.cancel_reason, event.zone) if event.status is Status.CANCELLED else ""
    blocks = (
        reason,
        plain(event.summary, event.zone),
        plain(event.description, event.zone),
        "\n".join(line for line in lines if line),
    )
    return clean("\n\n".join(block for block in blocks if block))
