"""Databases to begin with: some events in the open, a long past, a crowd that asked for direct messages."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import insert

from bot.config import shipped_kinds
from bot.domain.events import Event, Mode, Status
from bot.domain.folding import fold
from bot.domain.people import Actor, DmPolicy
from bot.services import communities, events, planning
from bot.store import events as event_store
from bot.store import migrate
from bot.store.database import Connection, engine_for
from bot.store.schema import event, member, rsvp

_CHUNK = 20_000
Row = TypeVar("Row")
_TOPICS = ("Storytelling", "Participatory planning", "Inclusive engagement", "Strategic thinking", "Łódź kultury")


class Seed:
    """Fills a data folder's database; `organiser` does it all."""

    def __init__(self, data: Path, community_id: int, organiser_id: int, channel_id: int) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.url = f"sqlite:///{data / 'nacre.db'}"
        self.actor = Actor(community_id, organiser_id, administrator=True)
        self.channel_id = channel_id
        migrate.upgrade(self.url)
        with engine_for(self.url).begin() as conn:
            now = datetime.now(UTC)
            communities.set_up(
                conn,
                now,
                self.actor,
                language="en",
                zone="Europe/Warsaw",
                announce_channel_id=channel_id,
                organiser_role_ids=(),
                mentor_role_ids=(),
                dm_policy=DmPolicy.OPT_IN,
            )

    def publish(self, title: str, starts_at: datetime, leads: tuple[int, ...] = (), capacity: int | None = None) -> int:
        """An announced event; its card is posted as soon as the bot runs, or wakes."""
        with engine_for(self.url).begin() as conn:
            return publish(conn, self.actor, self.channel_id, title, starts_at, leads, capacity)

    def past(self, number: int, answers: int, people: list[int]) -> None:
        """So many events with so many answers in all; one in a hundred is still to come, the others are over."""
        now, random = datetime.now(UTC), Random(7)  # noqa: S311 - the same past in every run
        each = answers // number
        crowd = people + [10**17 + n for n in range(max(0, 5_000 - len(people)))]
        with engine_for(self.url).begin() as conn:
            first = 1 + event_store.add(conn, self._event(0, now, random))
            for chunk in _chunks(range(first, first + number)):
                conn.execute(insert(event), [self._row(n, now, random, each) for n in chunk])
            for part in _chunks(_answers(first, number, each, crowd, now, random)):
                conn.execute(insert(rsvp), part)
            for coming in range(first, first + number, 100):
                planned = event_store.get(conn, coming)
                if planned is not None:
                    planning.replan(conn, now, planned)

    def crowd(self, title: str, people: list[int]) -> int:
        """An event whose people all hold a seat and asked for direct messages. Returns its id."""
        now = datetime.now(UTC)
        number = self.publish(title, now + timedelta(days=2))
        going = {"choice": "going", "note": "", "offered_until": None, "updated_at": now}
        with engine_for(self.url).begin() as conn:
            rows = [{"event_id": number, "user_id": one, "ticket": n, **going} for n, one in enumerate(people, 1)]
            conn.execute(insert(rsvp), rows)
            asked = {"community_id": self.actor.community_id, "direct_messages": True, "updated_at": now}
            conn.execute(insert(member), [{"user_id": one, "messages_chosen_at": now, **asked} for one in people])
            conn.execute(event.update().where(event.c.id == number).values(going=len(people), last_ticket=len(people)))
        return number

    def cancel(self, event_id: int) -> None:
        with engine_for(self.url).begin() as conn:
            events.cancel(conn, datetime.now(UTC), self.actor, event_id, "The hall is flooded.")

    def _event(self, number: int, now: datetime, random: Random) -> Event:
        upcoming = number % 100 == 1 and number > 0
        start = now + timedelta(hours=random.randint(100, 8_000) * (1 if upcoming else -1))
        return Event(
            id=number,
            community_id=self.actor.community_id,
            uid=f"{number}@bench",
            kind="webinar",
            title=f"{random.choice(_TOPICS)}, part {number}",
            starts_at=start,
            ends_at=start + timedelta(minutes=90),
            zone="Europe/Warsaw",
            status=Status.PUBLISHED if upcoming else Status.ARCHIVED,
            created_by=self.actor.user_id,
            created_at=now,
            updated_at=now,
            description="What we learned, and what we would do differently. " * 4,
            mode=Mode.ONLINE,
            channel_id=self.channel_id,
            published_at=now,
        )

    def _row(self, number: int, now: datetime, random: Random, answered: int) -> dict[str, Any]:
        made = self._event(number, now, random)
        values = {name: getattr(made, name) for name in Event.__slots__}
        counters = {"going": answered, "maybe": 0, "declined": 0, "waiting": 0, "offered": 0, "last_ticket": answered}
        lists = {"lead_minutes": list(made.lead_minutes), "role_ids": []}
        return {**values, **lists, "folded_title": fold(made.title), **counters}


def publish(
    conn: Connection,
    actor: Actor,
    channel_id: int,
    title: str,
    starts_at: datetime,
    leads: tuple[int, ...],
    capacity: int | None,
) -> int:
    now, kind = datetime.now(UTC), shipped_kinds()["webinar"]
    link = "https://meet.example.org/1"
    draft = events.create(
        conn, now, actor, kind, title, starts_at, None, "Europe/Warsaw", join_link=link, lead_minutes=leads
    )
    if capacity is not None:
        events.edit(conn, now, actor, draft.id, capacity=capacity)
    events.publish(conn, now, actor, draft.id, channel_id=channel_id, channel_open_to_all=True)
    return draft.id


def _answers(
    first: int, number: int, each: int, crowd: list[int], now: datetime, random: Random
) -> Iterator[dict[str, Any]]:
    for event_id in range(first, first + number):
        start = random.randrange(len(crowd))
        for place in range(each):
            yield {
                "event_id": event_id,
                "user_id": crowd[(start + place) % len(crowd)],
                "choice": "going",
                "ticket": place + 1,
                "note": "",
                "offered_until": None,
                "updated_at": now,
            }


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
