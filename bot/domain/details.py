"""What organisers write about an event: cleaned, and refused with a reason where it does not fit."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict
from urllib.parse import urlsplit

from bot.domain.events import Audience, Event, Feedback, Mode
from bot.domain.kinds import Kind
from bot.domain.refused import Refused

LIMITS = {
    "title": 100,  # autocomplete shows no more
    "summary": 300,
    "description": 2000,
    "place": 200,
    "speakers": 300,
    "join_link": 500,
    "cancel_reason": 300,
    "note": 300,
}
CAPACITY_LIMIT = 100_000
LEADS_LIMIT = 10
LONGEST_LEAD = 366 * 24 * 60  # minutes
LONGEST = timedelta(days=31)
FURTHEST = timedelta(days=5 * 366)

# a change of these is one that people's calendars must hear of: it raises SEQUENCE (RFC 5546 section 2.1.4)
SIGNIFICANT = frozenset({"title", "starts_at", "ends_at", "zone", "status", "mode", "place", "join_link"})

# invisible letters that turn text around or hide in it; the joiner U+200D stays, emoji are made with it
_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LINK = re.compile(r"[^\s<>\"'`\\|{}\x00-\x20\x7f]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")


class Details(TypedDict, total=False):
    """What `create` takes by name. Texts are cleaned; see LIMITS for their lengths."""

    summary: str
    description: str
    mode: Mode
    place: str
    join_link: str
    lead_minutes: tuple[int, ...]
    link_opens_minutes: int
    speakers: str
    host_id: int | None
    language: str
    capacity: int | None
    closes_at: datetime | None
    audience: Audience
    role_ids: frozenset[int]
    channel_id: int | None  # of a draft: where it will be announced; a published one is reposted
    voice_channel_id: int | None
    feedback: Feedback
    recorded: bool


class Changes(Details, total=False):
    """What `edit` takes by name."""

    kind: Kind
    title: str


def described(event: Event, changes: Details, now: datetime) -> Event:
    """The event with changes made to it. Raises Refused("event.…") for the first one that does not fit."""
    cleaned: dict[str, Any] = {}
    given: Mapping[str, Any] = changes
    for name, value in given.items():
        clean = _CLEANERS.get(name)
        if clean is None:
            raise TypeError(f"an event has no detail {name!r} to change")
        cleaned[name] = clean(value)
    if "closes_at" in cleaned and cleaned["closes_at"] != event.closes_at:
        _require_closing(cleaned["closes_at"], event.starts_at, now)
    return replace(event, **cleaned)


def changed(before: Event, after: Event) -> tuple[str, ...]:
    """The names of the fields that differ."""
    return tuple(f.name for f in fields(Event) if getattr(before, f.name) != getattr(after, f.name))


def line(name: str, text: str) -> str:
    """One line of text without control characters. Raises Refused("event.<name>_long", limit, length)."""
    return _within(name, one_line(text))


def paragraphs(name: str, text: str) -> str:
    """As `line`, but lines are kept, with at most one empty one between them."""
    return _within(name, some_lines(text))


def one_line(text: str) -> str:
    """What somebody wrote as one line, cleaned, however long."""
    return " ".join(visible(text).split())


def some_lines(text: str) -> str:
    lines = [" ".join(part.split(" ")).rstrip() for part in visible(text).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def says_something(text: str) -> bool:
    """Whether there is more in it than marks and blanks: a letter, a number, a sign."""
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in text)


def visible(text: str) -> str:
    """Text as people can see it: composed (NFC), without control characters, lone surrogates and hidden letters."""
    plain = unicodedata.normalize("NFC", _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\t", " ")))
    return "".join(letter for letter in plain if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs"))


def _within(name: str, text: str, limit: int | None = None) -> str:
    limit = limit or LIMITS[name]
    if len(text) > limit:
        raise Refused(f"event.{name}_long", limit=limit, length=len(text))
    return text


def title(text: str) -> str:
    """Raises Refused("event.title_empty") when nothing visible is left."""
    cleaned = line("title", text)
    if not says_something(cleaned):
        raise Refused("event.title_empty")
    return cleaned


def link(text: str, limit: int = LIMITS["join_link"]) -> str:
    """A join link, or "" for none. Raises Refused("event.link_https") or Refused("event.link_broken").

    Only https, with a host and no name or password in it: what is before an @ is how links deceive (RFC 3986
    section 7.6).
    """
    cleaned = text.strip()
    if not cleaned:
        return ""
    _within("join_link", cleaned, limit)
    try:
        parts = urlsplit(cleaned)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("event.link_broken") from error
    if parts.scheme != "https":
        raise Refused("event.link_https")
    if not host or "." not in host or port == 0 or "@" in parts.netloc or not _LINK.fullmatch(visible(cleaned)):
        raise Refused("event.link_broken")
    if visible(cleaned) != cleaned:
        raise Refused("event.link_broken")
    return cleaned


def times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse times an event cannot have: in the past, an end before the start, too long, too far away."""
    if starts_at <= now:
        raise Refused("event.past", starts=starts_at)
    if starts_at - now > FURTHEST:
        raise Refused("event.too_far")
    length(starts_at, ends_at)


def length(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("event.end_before_start")
    if ends_at - starts_at > LONGEST:
        raise Refused("event.too_long", days=LONGEST.days)


def _require_closing(closes_at: datetime | None, starts_at: datetime, now: datetime) -> None:
    if closes_at is None:
        return
    if closes_at <= now:
        raise Refused("event.closes_past")
    if closes_at > starts_at:
        raise Refused("event.closes_late", starts=starts_at)


def _capacity(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= CAPACITY_LIMIT:
        raise Refused("event.capacity", limit=CAPACITY_LIMIT)
    return value


def _leads(values: Iterable[int]) -> tuple[int, ...]:
    leads = tuple(sorted(set(values), reverse=True))
    if len(leads) > LEADS_LIMIT:
        raise Refused("event.leads_many", limit=LEADS_LIMIT)
    if any(not 0 <= lead <= LONGEST_LEAD for lead in leads):
        raise Refused("event.leads_far")
    return leads


def _link_opens(minutes: int) -> int:
    if not 0 <= minutes <= 7 * 24 * 60:
        raise Refused("event.link_opens")
    return minutes


def _language(code: str) -> str:
    cleaned = code.strip()
    if not _LANGUAGE.fullmatch(cleaned):
        raise Refused("event.language")
    return cleaned


def _roles(ids: Iterable[int]) -> frozenset[int]:
    roles = frozenset(ids)
    if len(roles) > 25:  # as many as one select menu takes
        raise Refused("event.roles_many", limit=25)
    return roles


def _instant(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"a naive datetime: {value!r}")
    return value.astimezone(UTC)


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "kind": lambda kind: kind.key,
    "title": title,
    "summary": lambda text: paragraphs("summary", text),
    "description": lambda text: paragraphs("description", text),
    "mode": Mode,
    "place": lambda text: line("place", text),
    "join_link": link,
    "lead_minutes": _leads,
    "link_opens_minutes": _link_opens,
    "speakers": lambda text: paragraphs("speakers", text),
    "host_id": lambda user_id: user_id,
    "language": _language,
    "capacity": _capacity,
    "closes_at": _instant,
    "audience": Audience,
    "role_ids": _roles,
    "channel_id": lambda channel_id: channel_id,
    "voice_channel_id": lambda channel_id: channel_id,
    "feedback": Feedback,
    "recorded": bool,
}
