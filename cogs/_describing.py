"""An event in words: the lines that its card, its details and its letters share."""

from collections.abc import Iterator
from datetime import timedelta

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from bot.domain.events import Audience, Event, EventView, Mode, Registration, Status
from bot.domain.kinds import Kinds
from bot.domain.links import label
from bot.domain.refused import Refused
from bot.words import count, has, listing, say
from bot.words import when as in_words
from cogs._text import Markup, masked, plain, stamp

_COMING = (Status.DRAFT, Status.PUBLISHED, Status.LIVE)  # a draft shows what its card will say
_LONG = timedelta(hours=12)  # from this length on, the end is told as a moment, too
_RECORDINGS = 2  # links may be long, and a card has 4000 characters
_LONG_LINK = 250  # characters


def kind_name(language: str, kinds: Kinds, key: str) -> str:
    """A kind's name: its text `kind.<key>`, or what a configuration calls it."""
    if has(f"kind.{key}"):
        return say(language, f"kind.{key}")
    try:
        return kinds.get(key).name or key
    except Refused:  # taken out of the configuration since
        return key.replace("_", " ").capitalize()


def length(language: str, span: timedelta) -> str:
    """ "1 hr 30 min", in a language."""
    days, rest = divmod(int(span.total_seconds()) // 60, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    locale = Locale.parse(language)
    return " ".join(format_unit(n, f"duration-{unit}", length="short", locale=locale) for n, unit in parts if n)


def language_name(language: str, code: str) -> str:
    """The name of a language in another; its code when Babel does not know it."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_language_name(language)
    except (UnknownLocaleError, ValueError):
        name = None
    return name or code


def status_words(language: str, view: EventView) -> str:
    """What is special about the event now, in words; nothing when it is simply open."""
    event = view.event
    words = []
    if event.status is Status.PUBLISHED:
        if event.version > 1:
            words.append("moved")
        if view.registration is Registration.FULL:
            words.append("full")
        if view.registration is Registration.CLOSED:
            words.append("closed")
    else:
        words.append(event.status.value)
    return " · ".join(say(language, f"card.status.{word}") for word in words)


def heading(language: str, view: EventView, kinds: Kinds) -> str:
    """Title, kind and what is special: what a screen reader says first."""
    kind = plain(kind_name(language, kinds, view.event.kind), 50)
    special = status_words(language, view)
    return f"## {plain(view.event.title, 100)}\n**{kind}**" + (f" · **{special}**" if special else "")


def facts(language: str, view: EventView, *, long_links: bool = True) -> Iterator[str]:
    """The lines under the heading, the most needed first. Without `long_links` only their services are named."""
    event = view.event
    if event.status is Status.CANCELLED and event.cancel_reason:
        yield say(language, "card.reason", reason=plain(event.cancel_reason, 300))
    yield say(language, "card.when", at=stamp(event.starts_at), relative=stamp(event.starts_at, "R"))
    if event.ends_at - event.starts_at >= _LONG:
        yield say(language, "card.until", at=stamp(event.ends_at))
    else:
        yield say(language, "card.length", length=length(language, event.ends_at - event.starts_at))
    yield from _place(language, view)
    yield from in_channel(language, event)
    if event.speakers:
        yield say(language, "card.speakers", speakers=plain(event.speakers, 300).replace("\n", ", "))
    if event.host_id:
        yield say(language, "card.host", host=Markup(f"<@{event.host_id}>"))
    yield say(language, "card.language", language=language_name(language, event.language))
    if event.audience is Audience.ROLES and event.role_ids:
        yield say(language, "card.for", roles=listing(language, [f"<@&{role}>" for role in sorted(event.role_ids)]))
    for recording in view.recordings[:_RECORDINGS]:
        link = masked(label(recording.link), recording.link)
        named = link if long_links or len(link) <= _LONG_LINK else plain(label(recording.link), 100)
        yield say(language, "card.recording", link=named)
    yield from _seats(language, view)
    yield from told_that_noted(language, event, noted=view.noted)


def _place(language: str, view: EventView) -> Iterator[str]:
    event = view.event
    place = plain(event.place, 200)
    if place:
        yield say(language, f"card.place.{event.mode}", place=place)
    else:
        yield say(language, f"card.mode.{event.mode}")
    if event.mode is not Mode.ONLINE:
        yield say(language, "card.local_time", at=in_words(language, event.starts_at, event.zone))
    if view.has_link and event.status is Status.PUBLISHED:
        yield say(language, "card.link", at=stamp(event.starts_at - timedelta(minutes=event.link_opens_minutes), "t"))


def told_that_noted(language: str, event: Event, *, noted: bool) -> Iterator[str]:
    """Attendance is noted before everybody's eyes: every card and every reminder says so."""
    if noted and event.status in _COMING:
        yield say(language, "attendance.told.noted")


def in_channel(language: str, event: Event) -> Iterator[str]:
    """The voice or stage channel, which Discord shows with a way in."""
    if event.voice_channel_id is not None and event.status in _COMING:
        yield say(language, "attendance.told.channel", channel=Markup(f"<#{event.voice_channel_id}>"))


def _seats(language: str, view: EventView) -> Iterator[str]:
    event, seats = view.event, view.seats
    if event.status in (Status.PUBLISHED, Status.LIVE) and seats.left is not None:
        yield count(language, "card.seats", seats.left, capacity=seats.capacity)
    if event.closes_at is not None and view.registration is not Registration.CLOSED:
        yield say(language, "card.closes", at=stamp(event.closes_at), relative=stamp(event.closes_at, "R"))
    counted = [(name, getattr(seats, name)) for name in ("going", "maybe", "waiting")]
    if any(n for _, n in counted):
        told = ", ".join(count(language, f"card.count.{name}", n) for name, n in counted if n or name == "going")
        yield say(language, "card.answers", answers=told)
