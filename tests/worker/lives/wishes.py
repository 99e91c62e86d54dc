"""A topic, a poll and a pulse: each is told, counted and ended once."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.domain.kinds import Kind
from bot.domain.polls import PollStatus
from bot.services import events, polls, pulses, topics
from bot.store import members
from bot.store.schema import agenda, poll, survey
from tests.conftest import NOW
from tests.factories import make_community, organiser, participant
from tests.worker.doubles import VOTES, Discord
from tests.worker.lives.life import SILENCE, UNHARMED, Life, minutes, said

ANNA, BERND = 11, 12
EXPECTED = {
    "card:1",
    f"event:1/topic_planned/u:{ANNA}",
    f"event:1/topic_planned/u:{BERND}",
    f"topic:2/declined@{int(NOW.timestamp())}/u:{BERND}",
    "poll:1",
    "poll:1/results",
    "survey:1/channel",
    "survey:2/channel",
}
READ = "poll:1/results"  # says nothing
DAY, LAST = 24 * 60, timedelta(hours=26)


def wishes(conn: Connection, now: datetime) -> None:
    """A topic becomes an event, another is declined; a poll is asked; a pulse is to be asked every day."""
    make_community(conn, now)
    for user_id in (ANNA, BERND):
        members.save(conn, now, replace(members.get(conn, 500, user_id), direct_messages=True))
    topics.suggest(conn, now, participant(ANNA), "Maps", anyway=True)
    topics.vote(conn, now, participant(BERND), 1)
    topics.suggest(conn, now, participant(BERND), "Parks", anyway=True)
    starts_at = now + timedelta(days=30)
    kind = Kind("webinar", reminders=(), recorded=False)
    draft = topics.make_event(conn, now, organiser(), 1, kind, "Maps", starts_at, None, "Europe/Riga")
    events.publish(conn, now, organiser(), draft.id, channel_id=700, channel_open_to_all=True)
    topics.decline(conn, now, organiser(), 2, "")
    asked = {"hours": 24, "multiple": False, "channel_id": 701, "channel_open_to_all": True}
    polls.ask(conn, now, organiser(), "Again?", ["Yes", "No"], **asked)  # type: ignore[arg-type]
    local = (now + timedelta(hours=1)).replace(tzinfo=None)
    made = pulses.create(conn, now, organiser(), 702, "How is it?", local, "Etc/UTC", "daily", open_days=3)
    assert made.id == 1


def no_more_rounds(conn: Connection, now: datetime) -> None:
    pulses.remove(conn, now, organiser(), 1)


def check(conn: Connection, discord: Discord, pause: float) -> None:
    """After a silence a poll of which nobody knows whether it was posted is lost, and says so."""
    told, may_miss = said(conn), pause >= SILENCE
    assert len(discord.posts) == len(set(discord.posts)), "something was said twice"
    unread = may_miss and told["poll:1"] == "missed"  # nobody knows whether it stands there
    assert EXPECTED - ({READ} if unread else set()) == set(told)
    assert set(discord.posts) <= EXPECTED - {READ}
    assert set(told.values()) <= ({"sent", "missed", "dropped"} if may_miss else {"sent"})
    standing = select(agenda.c.status).where(agenda.c.event_id.is_(None))
    assert set(conn.scalars(standing)) <= {"done", "dropped"}, "a step was lost"
    assert [at is not None for at in conn.scalars(select(survey.c.closed_at))] == [True, True]
    known = [(row.status, row.results) for row in conn.execute(select(poll.c.status, poll.c.results))]
    assert known == [(PollStatus.LOST, None) if unread else (PollStatus.CLOSED, list(VOTES))]
    if pause == UNHARMED:
        assert discord.edits["survey:1/channel"] == discord.edits["survey:2/channel"] == 1, "shown anew when it is over"


LIFE = Life(
    name="wishes",
    steps=150,
    begin=wishes,
    # asked; a round; the poll is over; the next round; there are no more; and when that is over, each with what follows
    moments=minutes(0, 1, 60, 61, DAY + 1, DAY + 16, DAY + 20, DAY + 60, DAY + 62, 26 * 60, 4 * DAY + 75, 4 * DAY + 80),
    acts={LAST: no_more_rounds},
    check=check,
)
