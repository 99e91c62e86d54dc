"""Finding materials: each reader finds what they may see, and what they may not is not even counted."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain import audience
from bot.domain.events import Event
from bot.domain.folding import fold
from bot.domain.materials import Material, recording_for
from bot.domain.people import Actor, Community, Page
from bot.domain.refused import Refused
from bot.domain.searching import Found, Hit, Terms, Wanted, excerpt, terms, words
from bot.services import communities, materials
from bot.services.events import access
from bot.services.materials import Shown
from bot.store import events, finding
from bot.store import materials as store
from bot.store.database import Connection
from bot.store.finding import Asking, Ranked

SIZE = 5  # on a page
CHOICES = 25  # Discord shows no more
YEARS = range(1990, 2101)
_LOOKED_AT = 300  # materials whose topics are offered
_MINUTES = 8  # of one event, when it is searched alone
_NUMBER = re.compile(r"\s*#?(\d{1,9})\s*")


def search(conn: Connection, now: datetime, actor: Actor, wanted: Wanted, number: int = 0, size: int = SIZE) -> Found:
    """One page of what fits, the best first; without words the latest first. A page beyond the last is the last.

    Refused: archive.no_words when what was typed has neither letter nor digit, archive.year.
    """
    asked = terms(wanted.text)
    if wanted.text.strip() and not asked:
        raise Refused("archive.no_words")
    if wanted.topic.strip() and not terms(wanted.topic):
        raise Refused("archive.no_words")
    community = communities.get(conn, now, actor.community_id)
    asking = _asking(conn, actor, community, wanted)
    ranked = asking.matching(asked) if asked else asking.newest()
    return _page(conn, actor, community, ranked, asked, number, size)


def latest(conn: Connection, now: datetime, actor: Actor, number: int = 0, size: int = SIZE) -> Found:
    """One page of everything, the latest first."""
    return search(conn, now, actor, Wanted(), number, size)


def within(
    conn: Connection, now: datetime, actor: Actor, event_id: int, text: str, number: int = 0
) -> tuple[Event, Found]:
    """One page of what of one event fits, with up to eight minutes of each transcript.

    Refused: event.unknown, archive.no_words.
    """
    found, _ = access.visible(conn, now, actor, event_id)
    community = communities.get(conn, now, actor.community_id)
    asked = terms(text)
    if not asked:
        raise Refused("archive.no_words")
    asking = Asking(conn, actor, organises=audience.organises(actor, community)).only(event_id=event_id)
    return found.event, _page(conn, actor, community, asking.matching(asked), asked, number, SIZE, minutes=_MINUTES)


def item(conn: Connection, now: datetime, actor: Actor, material_id: int) -> tuple[Shown, bool]:
    """One material, and whether it has a transcript to search in. Refused: material.unknown."""
    return materials.show(conn, now, actor, material_id), finding.minutes(conn, material_id) > 0


def suggest(conn: Connection, now: datetime, actor: Actor, typed: str) -> tuple[Material, ...]:
    """At most 25 materials by words of their title, or by their number; the latest ones while nothing is typed."""
    number = _NUMBER.fullmatch(typed)
    if number is not None and "#" in typed:
        try:
            return (materials.show(conn, now, actor, int(number[1])).material,)
        except Refused:
            return ()
    asking = _asking(conn, actor, communities.get(conn, now, actor.community_id), Wanted())
    asked = _begun(typed)
    ids: Iterable[int] = asking.titled(asked, CHOICES) if asked else asking.newest(CHOICES).ids
    return tuple(_materials(conn, ids))


def topics(conn: Connection, now: datetime, actor: Actor, typed: str) -> tuple[str, ...]:
    """At most 25 topics and tags that fit what was typed, of materials that the actor may see; the frequent first."""
    asking = _asking(conn, actor, communities.get(conn, now, actor.community_id), Wanted())
    asked = _begun(typed)
    ids = asking.about(asked, _LOOKED_AT) if asked else asking.newest(_LOOKED_AT).ids
    counted: dict[str, list[str]] = {}
    for one in _materials(conn, ids):
        for name in (one.topic, *one.tags):
            if name and _fits(name, asked):
                counted.setdefault(fold(name), []).append(name)
    often = sorted(counted, key=lambda key: (-len(counted[key]), key))
    return tuple(counted[key][0] for key in often[:CHOICES])


def _fits(name: str, asked: Terms) -> bool:
    there = words(name)
    return all(any(asked.has(each) and each.startswith(word) for each in there) for word in asked.words)


def _begun(typed: str) -> Terms:
    """What somebody is typing: from the second letter on it is looked for."""
    asked = terms(typed, shortest=2)
    return Terms(()) if len(asked.words) == 1 and len(asked.words[0]) < 2 else asked


def _asking(conn: Connection, actor: Actor, community: Community, wanted: Wanted) -> Asking:
    since, until = _year(wanted.year, community.zone) if wanted.year is not None else (None, None)
    return Asking(conn, actor, organises=audience.organises(actor, community)).only(
        kind=wanted.kind,
        material_kind=wanted.material.value if wanted.material is not None else "",
        topic=wanted.topic,
        language=wanted.language,
        since=since,
        until=until,
    )


def _year(year: int, zone: str) -> tuple[datetime, datetime]:
    if year not in YEARS:
        raise Refused("archive.year", first=YEARS[0], last=YEARS[-1])
    first, last = (datetime(each, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for each in (year, year + 1))
    return first, last


def _page(
    conn: Connection,
    actor: Actor,
    community: Community,
    ranked: Ranked,
    asked: Terms,
    number: int,
    size: int,
    minutes: int = 1,
) -> Found:
    number = Page.within(number, size, len(ranked.ids))
    ids = ranked.ids[number * size : (number + 1) * size]
    hits = tuple(_hit(conn, actor, community, one, asked, minutes) for one in _materials(conn, ids))
    return Found(Page(hits, number, size, len(ranked.ids)), ranked.capped)


def _hit(conn: Connection, actor: Actor, community: Community, material: Material, asked: Terms, minutes: int) -> Hit:
    event = events.get(conn, material.event_id) if material.event_id is not None else None
    found = finding.excerpts(conn, material.id, asked, minutes)
    heard = None
    if found and event is not None:
        recordings = store.recordings_of(conn, event.id)
        seen = [one for one in recordings if audience.may_see_material(actor, one, event, community)]
        heard = recording_for(material, seen)
    elif found:
        heard = recording_for(material, ())
    visible = event is not None and audience.may_see(actor, event, community)
    return Hit(material, event if visible else None, found, heard, _told(material, asked))


def _told(material: Material, asked: Terms) -> tuple[tuple[str, bool], ...]:
    """The part of its text that was found; its beginning when nothing was looked for."""
    if not material.text or (asked and not any(asked.has(word) for word in words(material.text))):
        return ()
    return excerpt(material.text, asked)


def _materials(conn: Connection, ids: Iterable[int]) -> list[Material]:
    """In the order asked for. Who may see them was decided where the ids come from."""
    return [one for one in (store.get(conn, number) for number in ids) if one is not None]
