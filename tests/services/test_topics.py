"""Topics: suggested by anybody, wished for once each, made into events or declined; on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.domain.events import Audience, Event, Status
from bot.domain.kinds import Kind
from bot.domain.outbox import Dropped, Saying
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.topics import TopicStatus
from bot.services import events, letters, preferences, privacy, topics
from bot.store.schema import outbox
from tests import factories
from tests.factories import organiser, participant

ANNA, BERND, CLARA = participant(11), participant(12), participant(13, roles={77})
STRANGER = organiser(12, community_id=999)


@pytest.fixture(autouse=True)
def communities(any_conn: Connection, now: datetime) -> None:
    factories.make_community(any_conn, now)
    factories.make_community(any_conn, now, 999)


def suggest(conn: Connection, now: datetime, actor: Actor, title: str, description: str = "") -> int:
    made = topics.suggest(conn, now, actor, title, description, anyway=True).made
    assert made is not None
    return made.topic.id


def draft_of(conn: Connection, now: datetime, topic_id: int, **details: Any) -> Event:
    starts = now + timedelta(days=7)
    return topics.make_event(
        conn, now, organiser(), topic_id, Kind("webinar"), "Story hour", starts, None, "Europe/Riga", **details
    )


def publish(conn: Connection, now: datetime, event: Event, *, open_to_all: bool = True) -> Event:
    return events.publish(conn, now, organiser(), event.id, channel_id=700, channel_open_to_all=open_to_all)


def written(conn: Connection, saying: Saying) -> list[int | None]:
    """To whom something is written."""
    query = select(outbox.c.user_id).where(outbox.c.kind == saying.value).order_by(outbox.c.user_id)
    return list(conn.scalars(query))


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as why:
        act(*args, **kwargs)
    return why.value.key


def test_the_suggesters_vote_counts_and_everybody_has_one(any_conn: Connection, now: datetime) -> None:
    topic = suggest(any_conn, now, ANNA, "  Storytelling\n with  seniors ")
    seen = topics.vote(any_conn, now, BERND, topic)
    assert topics.vote(any_conn, now, BERND, topic) == seen
    assert (seen.topic.title, seen.topic.votes, seen.topic.voted) == ("Storytelling with seniors", 2, True)
    assert topics.take_back(any_conn, now, BERND, topic).topic.votes == 1


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("Łódź murals", "lodz mural"),
        ("Rūjiena's ice cream festival", "Rujienas ice cream festival"),
        ("Participatory planning with young people", "planning with young people, participatory"),
        ("Ærø and its ferries", "aero and its ferries"),
    ],
)
def test_one_like_another_is_asked_about_first(any_conn: Connection, now: datetime, there: str, new: str) -> None:
    """In any of the region's letters, in another order, with a slip of the pen."""
    topic = suggest(any_conn, now, ANNA, there)
    suggest(any_conn, now, ANNA, "Budgets for beginners")
    done = topics.suggest(any_conn, now, BERND, new)
    assert done.made is None
    assert [each.topic.id for each in done.alike] == [topic]
    assert topics.suggest(any_conn, now, BERND, new, anyway=True).made is not None


def test_another_topic_is_not_held_up(any_conn: Connection, now: datetime) -> None:
    suggest(any_conn, now, ANNA, "Storytelling with seniors")
    assert topics.suggest(any_conn, now, BERND, "Funding for libraries").made is not None


@pytest.mark.parametrize("typed", ["story", "STÓRYTELLING", "sen story", "storyteling"])
def test_while_typing_similar_ones_are_offered(any_conn: Connection, now: datetime, typed: str) -> None:
    topic = suggest(any_conn, now, ANNA, "Storytelling with seniors")
    suggest(any_conn, now, ANNA, "Budgets for beginners")
    assert [each.topic.id for each in topics.offer(any_conn, now, BERND, typed)] == [topic]


def test_the_most_wished_for_come_first(any_conn: Connection, now: datetime) -> None:
    first, second, third = (suggest(any_conn, now, ANNA, title) for title in ("Maps", "Parks", "Boats"))
    topics.vote(any_conn, now, BERND, second)
    page = topics.listing(any_conn, now, BERND, size=2)
    assert [each.topic.id for each in page.items] == [second, third]
    assert (page.total, [each.topic.id for each in topics.listing(any_conn, now, BERND, page=1, size=2).items]) == (
        3,
        [first],
    )


def test_ones_own_can_be_withdrawn_until_others_want_it(any_conn: Connection, now: datetime) -> None:
    topic = suggest(any_conn, now, ANNA, "Maps")
    assert refused(topics.withdraw, any_conn, now, BERND, topic) == "topic.not_own"
    topics.vote(any_conn, now, BERND, topic)
    assert refused(topics.withdraw, any_conn, now, ANNA, topic) == "topic.others_voted"
    topics.take_back(any_conn, now, BERND, topic)
    topics.take_back(any_conn, now, ANNA, topic)
    topics.withdraw(any_conn, now, ANNA, topic)
    assert refused(topics.show, any_conn, now, ANNA, topic) == "topic.unknown"


def test_nobody_suggests_without_end(any_conn: Connection, now: datetime) -> None:
    made = [suggest(any_conn, now, ANNA, f"Topic {number}") for number in range(20)]
    assert refused(topics.suggest, any_conn, now, ANNA, "One more", anyway=True) == "topic.too_many"
    suggest(any_conn, now, BERND, "One more")
    topics.vote(any_conn, now, BERND, made[0])  # one that others want cannot be withdrawn: it holds up nobody
    suggest(any_conn, now, ANNA, "One more")


@pytest.mark.parametrize(
    ("title", "description", "key"),
    [
        ("\u200b", "", "topic.title_missing"),
        ("x" * 101, "", "topic.title_long"),
        ("x", "y" * 1001, "topic.description_long"),
    ],
)
def test_what_does_not_fit_is_refused(
    any_conn: Connection, now: datetime, title: str, description: str, key: str
) -> None:
    assert refused(topics.suggest, any_conn, now, ANNA, title, description) == key


def test_another_communitys_topics_are_not_there(any_conn: Connection, now: datetime) -> None:
    topic = suggest(any_conn, now, ANNA, "Maps")
    for act in (topics.show, topics.vote, topics.take_back, topics.withdraw):
        assert refused(act, any_conn, now, STRANGER, topic) == "topic.unknown"
    assert refused(topics.decline, any_conn, now, STRANGER, topic, "") == "topic.unknown"
    assert topics.offer(any_conn, now, STRANGER, "maps") == ()
    assert topics.listing(any_conn, now, STRANGER).total == 0


def test_a_topic_becomes_an_event_and_those_who_wanted_it_are_told(any_conn: Connection, now: datetime) -> None:
    """When it is published, once, and only those who asked for direct messages."""
    topic = suggest(any_conn, now, ANNA, "Storytelling")
    for voter in (BERND, CLARA):
        topics.vote(any_conn, now, voter, topic)
    topics.take_back(any_conn, now, ANNA, topic)  # she suggested it all the same
    for actor in (ANNA, BERND):
        preferences.allow_messages(any_conn, now, actor)
    event = draft_of(any_conn, now, topic, description="More")
    assert written(any_conn, Saying.TOPIC_PLANNED) == []
    publish(any_conn, now, event)
    publish(any_conn, now, event)
    assert written(any_conn, Saying.TOPIC_PLANNED) == [ANNA.user_id, BERND.user_id]
    seen = topics.show(any_conn, now, BERND, topic)
    assert (seen.topic.status, seen.event and seen.event.id) == (TopicStatus.PLANNED, event.id)
    assert refused(topics.vote, any_conn, now, BERND, topic) == "topic.decided"


def test_quiet_hours_are_kept(any_conn: Connection, now: datetime) -> None:
    topic = suggest(any_conn, now, ANNA, "Storytelling")
    preferences.allow_messages(any_conn, now, ANNA)
    preferences.change(any_conn, now, ANNA, quiet=(9 * 60, 18 * 60))
    publish(any_conn, now, draft_of(any_conn, now, topic))
    [due] = any_conn.scalars(select(outbox.c.due_at).where(outbox.c.kind == Saying.TOPIC_PLANNED.value))
    assert due == now + timedelta(hours=8)


def test_a_draft_and_an_event_for_some_do_not_show_in_a_topic(any_conn: Connection, now: datetime) -> None:
    """To who may not see the event, the topic is open as before: it is listed, offered and can be voted for."""
    topic = suggest(any_conn, now, ANNA, "Storytelling")
    before = topics.show(any_conn, now, ANNA, topic)
    event = draft_of(any_conn, now, topic, audience=Audience.ROLES, role_ids=frozenset({77}))
    for actor in (ANNA, BERND, CLARA):
        assert topics.show(any_conn, now, actor, topic).topic.status is TopicStatus.OPEN
    assert topics.show(any_conn, now, ANNA, topic) == before
    publish(any_conn, now, event, open_to_all=False)
    assert topics.show(any_conn, now, ANNA, topic) == before
    assert topics.listing(any_conn, now, ANNA, TopicStatus.PLANNED).total == 0
    assert topics.vote(any_conn, now, BERND, topic).topic.votes == 2
    assert topics.show(any_conn, now, CLARA, topic).event == topics.show(any_conn, now, organiser(), topic).event
    assert topics.show(any_conn, now, CLARA, topic).topic.status is TopicStatus.PLANNED


def test_an_event_that_does_not_happen_opens_its_topic_again(any_conn: Connection, now: datetime) -> None:
    topic = suggest(any_conn, now, ANNA, "Storytelling")
    preferences.allow_messages(any_conn, now, ANNA)
    event = draft_of(any_conn, now, topic)
    events.discard(any_conn, now, organiser(), event.id)
    assert topics.show(any_conn, now, organiser(), topic).topic.status is TopicStatus.OPEN
    events.restore(any_conn, now, organiser(), event.id)
    assert topics.show(any_conn, now, organiser(), topic).topic.status is TopicStatus.PLANNED
    publish(any_conn, now, event)
    events.cancel(any_conn, now, organiser(), event.id)
    assert topics.show(any_conn, now, ANNA, topic).topic.status is TopicStatus.OPEN
    [item] = any_conn.scalars(select(outbox.c.id).where(outbox.c.kind == Saying.TOPIC_PLANNED.value))
    assert letters.open_letter(any_conn, now, item) == Dropped("cancelled")


def test_only_organisers_decide(any_conn: Connection, now: datetime) -> None:
    topic, other = suggest(any_conn, now, ANNA, "Maps"), suggest(any_conn, now, ANNA, "Parks")
    assert refused(topics.decline, any_conn, now, ANNA, topic, "") == "permission.organiser"
    assert refused(topics.merge, any_conn, now, ANNA, topic, other) == "permission.organiser"


def test_who_wished_for_a_declined_topic_is_told_why(any_conn: Connection, now: datetime) -> None:
    """The suggester without a vote too, and nobody who takes no messages."""
    topic = suggest(any_conn, now, ANNA, "Maps")
    suggest(any_conn, now, CLARA, "Parks")
    for voter in (BERND, organiser()):
        topics.vote(any_conn, now, voter, topic)
    topics.take_back(any_conn, now, ANNA, topic)
    for actor in (ANNA, BERND, CLARA):
        preferences.allow_messages(any_conn, now, actor)
    topics.decline(any_conn, now, organiser(), topic, "We had it in spring")
    assert written(any_conn, Saying.TOPIC_DECLINED) == [ANNA.user_id, BERND.user_id]
    item = any_conn.scalars(select(outbox.c.id).where(outbox.c.kind == Saying.TOPIC_DECLINED.value)).first()
    assert item is not None
    letter = letters.open_letter(any_conn, now, item)
    assert not isinstance(letter, Dropped)
    assert letter.topic is not None
    assert letter.topic.reason == "We had it in spring"
    assert topics.show(any_conn, now, BERND, topic).topic.status is TopicStatus.DECLINED
    assert refused(draft_of, any_conn, now, topic) == "topic.decided"


def test_a_declined_topic_is_opened_again_with_its_votes(any_conn: Connection, now: datetime) -> None:
    """Declined once more, those who wished for it are told once more."""
    topic = suggest(any_conn, now, ANNA, "Maps")
    topics.vote(any_conn, now, BERND, topic)
    preferences.allow_messages(any_conn, now, ANNA)
    topics.decline(any_conn, now, organiser(), topic, "We had it")
    assert refused(topics.reopen, any_conn, now, ANNA, topic) == "permission.organiser"
    assert refused(topics.reopen, any_conn, now, STRANGER, topic) == "topic.unknown"
    seen = topics.reopen(any_conn, now, organiser(), topic)
    assert topics.reopen(any_conn, now, organiser(), topic) == seen
    assert (seen.topic.status, seen.topic.votes, seen.topic.reason) == (TopicStatus.OPEN, 2, "")
    topics.vote(any_conn, now, CLARA, topic)
    later = now + timedelta(days=1)
    topics.decline(any_conn, later, organiser(), topic, "Once more")
    sent = select(outbox.c.status).where(outbox.c.kind == Saying.TOPIC_DECLINED.value).order_by(outbox.c.id)
    assert any_conn.scalars(sent).all() == ["dropped", "pending"], "the first was not sent yet"


def test_a_topic_is_declined_where_nobody_takes_messages(any_conn: Connection, now: datetime) -> None:
    topics.decline(any_conn, now, organiser(), suggest(any_conn, now, ANNA, "Maps"), "")
    assert written(any_conn, Saying.TOPIC_DECLINED) == []


def test_what_became_an_event_is_not_opened_again(any_conn: Connection, now: datetime) -> None:
    topic = suggest(any_conn, now, ANNA, "Maps")
    draft_of(any_conn, now, topic)
    assert refused(topics.reopen, any_conn, now, organiser(), topic) == "topic.decided"


def test_quiet_hours_are_kept_when_a_topic_is_declined(any_conn: Connection, now: datetime) -> None:
    topic = suggest(any_conn, now, ANNA, "Storytelling")
    preferences.allow_messages(any_conn, now, ANNA)
    preferences.change(any_conn, now, ANNA, quiet=(9 * 60, 18 * 60))
    topics.decline(any_conn, now, organiser(), topic, "")
    [due] = any_conn.scalars(select(outbox.c.due_at).where(outbox.c.kind == Saying.TOPIC_DECLINED.value))
    assert due == now + timedelta(hours=8)


def test_two_topics_are_joined_and_nobody_has_two_votes(any_conn: Connection, now: datetime) -> None:
    goes, stays = suggest(any_conn, now, ANNA, "Maps"), suggest(any_conn, now, BERND, "City maps")
    for actor, topic in ((BERND, goes), (CLARA, goes)):
        topics.vote(any_conn, now, actor, topic)
    assert topics.merge(any_conn, now, organiser(), goes, stays).votes == 3
    assert refused(topics.show, any_conn, now, ANNA, goes) == "topic.unknown"
    assert refused(topics.merge, any_conn, now, organiser(), stays, stays) == "topic.same"


def test_erasing_takes_the_votes_and_leaves_the_topic(any_conn: Connection, now: datetime) -> None:
    topic = suggest(any_conn, now, ANNA, "Maps")
    topics.vote(any_conn, now, BERND, topic)
    privacy.erase(any_conn, now, ANNA)
    left = topics.show(any_conn, now, ANNA, topic)
    assert (left.topic.votes, left.topic.created_by, left.own) == (1, None, False)


def test_a_draft_that_is_removed_leaves_the_wish(any_conn: Connection, now: datetime) -> None:
    from bot.domain.retention import Retention

    topic = suggest(any_conn, now, ANNA, "Maps")
    event = draft_of(any_conn, now, topic)
    events.discard(any_conn, now, organiser(), event.id)
    later = now + timedelta(days=4000)
    while privacy.sweep(any_conn, later, Retention()):
        pass
    assert refused(events.show, any_conn, later, organiser(), event.id) == "event.unknown"
    assert topics.show(any_conn, later, ANNA, topic).topic.status is TopicStatus.OPEN
    assert event.status is Status.DRAFT
