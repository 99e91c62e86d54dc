"""Topics as one person may see them: in a list, alone, and those like what they are typing."""

from datetime import datetime

from bot.domain import topics as rules
from bot.domain.folding import fold
from bot.domain.people import Actor, Page
from bot.domain.refused import Refused
from bot.domain.topics import Topic, TopicStatus, TopicView
from bot.services import communities
from bot.store import events, topics
from bot.store.database import Connection

LIMIT = 25  # choices: https://docs.discord.com/developers/interactions/application-commands#autocomplete
_LARGEST_ID = 2**31 - 1
_TYPED = 60.0  # of 100: alike enough to be offered while somebody is still typing


def show(conn: Connection, now: datetime, actor: Actor, topic_id: int) -> TopicView:
    """Raises Refused("topic.unknown")."""
    return view(conn, now, actor, known(actor, _get(conn, actor, topic_id)))


def listing(
    conn: Connection,
    now: datetime,
    actor: Actor,
    status: TopicStatus = TopicStatus.OPEN,
    page: int = 0,
    size: int = 5,
) -> Page[TopicView]:
    """A page of a community's topics in a state, as the actor sees it; those most wished for first."""
    found = [each for each in _all(conn, now, actor) if each.topic.status is status]
    return Page.of(found, page, size)


def offer(
    conn: Connection, now: datetime, actor: Actor, typed: str, *, deciding: bool = False
) -> tuple[TopicView, ...]:
    """At most 25 topics like what was typed, the most alike first; without a word, those most wished for.

    `deciding`: only those an organiser can still decide about. Planned and declined ones are offered otherwise too,
    so that whoever wants to suggest one again sees what became of it.
    """
    found = {each.topic.id: each for each in _all(conn, now, actor)}
    if deciding:
        found = {key: each for key, each in found.items() if each.topic.status is TopicStatus.OPEN}
    words = fold(typed[: rules.TITLE]).split()
    if not words:
        return tuple(found.values())[:LIMIT]
    titles = {key: title for key, title in topics.titles(conn, actor.community_id).items() if key in found}
    scores = _typed_alike(words, titles)
    return tuple(found[key] for key in sorted(scores, key=lambda key: -scores[key])[:LIMIT])


def similar(conn: Connection, now: datetime, actor: Actor, title: str) -> tuple[TopicView, ...]:
    """At most three open topics that are probably the same wish as this title, the most alike first."""
    from rapidfuzz import fuzz, process  # here, as it is seldom needed and not small

    wanted = fold(title)
    scored = process.extract(
        wanted, topics.titles(conn, actor.community_id), scorer=fuzz.token_sort_ratio, limit=None, score_cutoff=50
    )
    several = len(wanted.split()) > 1
    alike = {
        key: max(score, fuzz.token_set_ratio(wanted, other) if several and " " in other else 0.0)
        for other, score, key in scored
    }
    best = sorted((key for key, score in alike.items() if score >= rules.ALIKE), key=lambda key: -alike[key])
    views = (view(conn, now, actor, found) for key in best if (found := topics.get(conn, key, actor.user_id)))
    return tuple(each for each in views if each.topic.status is TopicStatus.OPEN)[:3]


def _typed_alike(words: list[str], titles: dict[int, str]) -> dict[int, float]:
    """How alike each title is to words that may not be finished: all of them begin words of it, or it sounds alike."""
    from rapidfuzz import fuzz, process  # here, as it is seldom needed and not small

    begun = {key: 100.0 for key, title in titles.items() if all(_begins(word, title) for word in words)}
    if len(" ".join(words)) < 4:  # too little to compare
        return begun
    found = process.extract(" ".join(words), titles, scorer=fuzz.WRatio, limit=LIMIT, score_cutoff=_TYPED)
    return {**{key: score for _, score, key in found}, **begun}


def _begins(word: str, title: str) -> bool:
    return any(part.startswith(word) for part in title.split())


def _all(conn: Connection, now: datetime, actor: Actor) -> list[TopicView]:
    community = communities.get(conn, now, actor.community_id)
    became = topics.events_of(conn, community.id)
    found = topics.of_community(conn, community.id, TopicStatus, actor.user_id)
    return [rules.seen_by(actor, each, became.get(each.event_id or 0), community) for each in found]


def view(conn: Connection, now: datetime, actor: Actor, topic: Topic) -> TopicView:
    event = events.get(conn, topic.event_id) if topic.event_id is not None else None
    return rules.seen_by(actor, topic, event, communities.get(conn, now, actor.community_id))


def held(conn: Connection, actor: Actor, topic_id: int) -> Topic:
    """A topic to be changed. Raises Refused("topic.unknown")."""
    return known(actor, topics.hold(conn, topic_id, actor.user_id) if 0 < topic_id <= _LARGEST_ID else None)


def known(actor: Actor, found: Topic | None) -> Topic:
    if found is None or found.community_id != actor.community_id:
        raise Refused("topic.unknown")
    return found


def _get(conn: Connection, actor: Actor, topic_id: int) -> Topic | None:
    return topics.get(conn, topic_id, actor.user_id) if 0 < topic_id <= _LARGEST_ID else None
