"""Random histories of one event: whatever people and organisers do, and in whatever order, the promises hold."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine, select

from bot.domain.events import Status, has_started
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice, Rsvp
from bot.domain.seats import HOLDING, QUEUED
from bot.services import events, rsvps
from bot.store import events as event_store
from bot.store import rsvps as rsvp_store
from bot.store.database import engine_for
from bot.store.events import Filled
from bot.store.schema import agenda, metadata
from tests import factories
from tests.conftest import NOW
from tests.factories import organiser, participant

PEOPLE = st.integers(11, 16)
CAPACITY = st.one_of(st.none(), st.integers(1, 4))
HOURS = st.sampled_from([0.1, 0.3, 1, 3, 8, 25])


@cache
def database() -> Engine:
    """One empty database for all histories: each is rolled back."""
    engine = engine_for("sqlite:///:memory:")
    with engine.begin() as conn:
        metadata.create_all(conn)
    return engine


class History(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.conn = database().connect()
        self.transaction = self.conn.begin()
        self.now = NOW
        factories.make_community(self.conn, NOW)

    @initialize(capacity=st.integers(1, 3), hours=st.sampled_from([10, 100, 100]), coming=st.integers(0, 6))
    def publish(self, capacity: int, hours: int, coming: int) -> None:
        event = factories.make_event(self.conn, self.now, capacity=capacity, starts_in=timedelta(hours=hours))
        self.event_id = event.id
        for user_id in range(11, 11 + coming):
            self.answer(user_id, Choice.GOING)

    def teardown(self) -> None:
        self.transaction.rollback()
        self.conn.close()

    @rule(user_id=PEOPLE, deed=st.sampled_from([Choice.GOING, Choice.GOING, *Choice, "undo", "erase"]))
    def answer(self, user_id: int, deed: Choice | str) -> None:
        waited_before, before = self.filled().seats.waiting, self.answers().get(user_id)
        actor = participant(user_id)
        if isinstance(deed, Choice):
            self.attempt(user_id, partial(rsvps.respond, self.conn, self.now, actor, self.event_id, deed))
        elif deed == "undo":
            self.attempt(user_id, partial(rsvps.undo, self.conn, self.now, actor, self.event_id))
        else:
            self.attempt(user_id, partial(rsvps.forget_person, self.conn, self.now, actor.community_id, user_id))
            assert user_id not in self.answers()
        after = self.answers().get(user_id)
        if after and after.choice in QUEUED and (before is None or before.choice not in QUEUED):
            assert after.ticket == max(row.ticket for row in self.answers().values()), "who comes later waits behind"
        if after and after.choice is Choice.GOING and (before is None or before.choice not in QUEUED):
            assert not waited_before or self.filled().seats.capacity is None, "somebody went past those who wait"

    @rule(capacity=CAPACITY)
    def change_capacity(self, capacity: int | None) -> None:
        self.attempt(None, lambda: events.edit(self.conn, self.now, organiser(), self.event_id, capacity=capacity))

    @rule(deed=st.sampled_from([-1, 1, 7, 50, 100, events.close, events.reopen, events.reopen]))
    def organise(self, deed: int | Callable[..., object]) -> None:
        """Move the event to some hours from now, close or reopen registration."""
        if isinstance(deed, int):
            starts_at = self.now + timedelta(hours=deed)
            self.attempt(None, lambda: events.move(self.conn, self.now, organiser(), self.event_id, starts_at))
        else:
            self.attempt(None, partial(deed, self.conn, self.now, organiser(), self.event_id))

    @rule(hours=HOURS, punctual=st.booleans())
    def let_time_pass(self, hours: float, punctual: bool) -> None:
        """The agenda is late now and then."""
        self.now += timedelta(hours=hours)
        if punctual:
            self.carry_out_what_is_due()

    @rule()
    def carry_out_what_is_due(self) -> None:
        due = select(agenda.c.step).where(agenda.c.event_id == self.event_id, agenda.c.due_at <= self.now)
        for step in self.conn.scalars(due.order_by(agenda.c.due_at)).all():
            if step.startswith("lapse:"):
                ticket = int(step.removeprefix("lapse:"))
                lapse = partial(rsvps.lapse, self.conn, self.now, self.event_id, ticket)
                lapsing = {row.user_id for row in self.answers().values() if f"lapse:{row.ticket}" == step}
                self.attempt(None, lapse, lapsing)

    @precondition(lambda self: self.now > NOW + timedelta(hours=72))
    @rule()
    def cancel(self) -> None:
        self.attempt(None, lambda: events.cancel(self.conn, self.now, organiser(), self.event_id))

    def attempt(
        self,
        user_id: int | None,
        act: Callable[[], object],
        lapsing: set[int] | frozenset[int] = frozenset(),
    ) -> None:
        """Do it, and compare before with after; a refusal changes nothing."""
        seats, before = self.filled().seats, self.answers()
        savepoint = self.conn.begin_nested()
        try:
            act()
            savepoint.commit()
        except Refused:
            savepoint.rollback()
            assert self.answers() == before
            return
        after = self.answers()
        self.nothing_is_sold_twice(seats.going + seats.offered)
        for who, was in before.items():
            if who != user_id and was.choice is Choice.GOING:
                assert after[who].choice is Choice.GOING, "somebody lost their seat"
            if who != user_id and who not in lapsing and was.choice in QUEUED:
                assert after[who].choice in QUEUED, "somebody lost their place"
                assert after[who].ticket == was.ticket
        moved_up = [was.ticket for who, was in before.items() if who in after and self.moves_up(was, after[who])]
        still = [row.ticket for row in after.values() if row.choice is Choice.WAITING]
        assert not moved_up or not still or max(moved_up) < min(still), "the queue was jumped"

    @staticmethod
    def moves_up(was: Rsvp, row: Rsvp) -> bool:
        return was.choice is Choice.WAITING and row.choice in HOLDING

    def nothing_is_sold_twice(self, taken_before: int) -> None:
        """More than the capacity is only ever taken when it was lowered, and then nobody is added."""
        seats = self.filled().seats
        if seats.capacity is not None:
            assert seats.going + seats.offered <= max(seats.capacity, taken_before)

    @invariant()
    def counters_agree(self) -> None:
        if hasattr(self, "event_id"):
            factories.assert_counters_agree(self.conn, self.event_id)

    @invariant()
    def nobody_waits_for_a_free_seat(self) -> None:
        if not hasattr(self, "event_id"):
            return
        found = self.filled()
        if found.event.status is Status.PUBLISHED and not has_started(found.event, self.now):
            assert not found.seats.waiting or found.seats.left == 0

    @invariant()
    def every_offer_has_its_end_on_the_agenda(self) -> None:
        if not hasattr(self, "event_id") or self.filled().event.status is not Status.PUBLISHED:
            return
        query = select(agenda.c.step, agenda.c.due_at).where(agenda.c.event_id == self.event_id)
        planned = {(step, due_at) for step, due_at in self.conn.execute(query)}
        for row in self.answers().values():
            if row.choice is Choice.OFFERED:
                assert (f"lapse:{row.ticket}", row.offered_until) in planned
                assert row.offered_until is not None
                assert row.offered_until <= self.filled().event.starts_at

    def filled(self) -> Filled:
        found = event_store.read(self.conn, self.event_id)
        assert found is not None
        return found

    def answers(self) -> dict[int, Rsvp]:
        rows = rsvp_store.of_event(self.conn, self.event_id)
        assert len({row.user_id for row in rows}) == len(rows)
        return {row.user_id: row for row in rows}


History.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestSomeHistories = History.TestCase


class LongHistory(History):
    """The same, for longer."""


LongHistory.TestCase.settings = settings(max_examples=250, stateful_step_count=50, deadline=None)
TestManyHistories = pytest.mark.timeout(900)(pytest.mark.slow(LongHistory.TestCase))
