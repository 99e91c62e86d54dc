"""Watching a channel: joining, leaving, restarts, moves; what becomes of it at the end of the event."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.domain.attendance import Gap, Source
from bot.domain.events import Audience, Event, Status
from bot.services import attendance, events, planning
from bot.services.agenda import due, run
from bot.store import attendance as attendance_store
from bot.store import events as event_store
from bot.store import presence as presence_store
from bot.store.schema import agenda, presence
from tests.factories import COMMUNITY, make_community, make_event, organiser

ROOM, OTHER_ROOM = 800, 801
HERE = [COMMUNITY]


class Watch:
    """A process that watches: Discord shows it who is in the room, once a minute it looks."""

    def __init__(self, conn: Connection, event: Event) -> None:
        self.conn, self.event, self.inside = conn, event, set[int]()

    def at(self, minutes: float) -> datetime:
        return self.event.starts_at + timedelta(minutes=minutes)

    def joins(self, minutes: float, user_id: int) -> None:
        self.inside.add(user_id)
        attendance.moved(self.conn, self.at(minutes), COMMUNITY, user_id, None, ROOM)

    def leaves(self, minutes: float, user_id: int, to: int | None = None) -> None:
        self.inside.discard(user_id)
        attendance.moved(self.conn, self.at(minutes), COMMUNITY, user_id, ROOM, to)

    def looks(self, minutes: float, until: float | None = None) -> None:
        """Once, or every minute until then."""
        for minute in range(int(minutes), int(until if until is not None else minutes) + 1):
            now = self.at(minute)
            on = attendance.watched(self.conn, now, HERE)
            attendance.look(self.conn, now, HERE, {each.event_id: self.inside for each in on})

    def settles(self, minutes: float) -> None:
        current = event_store.get(self.conn, self.event.id)
        assert current is not None
        attendance.settle(self.conn, self.at(minutes), current)

    def noted(self) -> dict[int, int | None]:
        return {record.user_id: record.minutes for record in attendance_store.of_event(self.conn, self.event.id)}

    def gaps(self) -> list[tuple[float, float]]:
        return [(self._minutes(gap.from_at), self._minutes(gap.to_at)) for gap in self._gaps()]

    def _gaps(self) -> tuple[Gap, ...]:
        return presence_store.gaps(self.conn, self.event.id)

    def _minutes(self, at: datetime) -> float:
        return (at - self.event.starts_at).total_seconds() / 60

    def ended(self) -> dict[int, list[str | None]]:
        """How each stay ended, by person."""
        rows = self.conn.execute(select(presence.c.user_id, presence.c.ended).order_by(presence.c.id))
        found: dict[int, list[str | None]] = {}
        for user_id, ended in rows:
            found.setdefault(user_id, []).append(ended)
        return found


def watch(conn: Connection, now: datetime) -> Watch:
    """An event of 90 minutes in a room."""
    make_community(conn, now)
    return Watch(conn, make_event(conn, now, voice_channel_id=ROOM))


def test_minutes_count_from_the_start_to_the_end(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.looks(-15)
    it.joins(-10, 11)
    it.looks(-9, 20)
    it.joins(20.5, 12)
    it.looks(21, 50)
    it.leaves(50.5, 12)
    it.looks(51, 90)
    it.settles(90)
    assert it.noted() == {11: 90, 12: 30}
    assert it.ended() == {11: ["end"], 12: ["left"]}
    assert it.gaps() == []
    [first, _] = attendance_store.of_event(any_conn, it.event.id)
    assert first.sources == {Source.VOICE}
    assert presence_store.seen_at(any_conn, it.event.id) is None


def test_coming_back_adds_up_and_less_than_a_minute_is_nothing(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.looks(0)
    for joined, left in ((1, 6), (10, 15)):
        it.joins(joined, 11)
        it.leaves(left, 11)
    it.joins(20, 12)
    it.leaves(20.9, 12)
    it.looks(21, 89)
    it.settles(90)
    assert it.noted() == {11: 10}


def test_outside_of_the_time_nobody_is_watched(any_conn: Connection, now: datetime) -> None:
    """Sooner than a quarter of an hour before the start, and after the end."""
    it = watch(any_conn, now)
    it.joins(-16, 11)
    it.looks(-16)
    assert it.ended() == {}
    it.looks(-15)
    assert it.ended() == {11: [None]}
    it.looks(-14, 89)
    it.settles(90)
    it.joins(91, 12)
    it.looks(91)
    assert 12 not in it.ended()


def test_told_twice_it_is_noted_once(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.looks(0)
    it.joins(1, 11)
    it.joins(1, 11)
    it.leaves(2, 11)
    it.leaves(3, 11)
    assert it.ended() == {11: ["left"]}


def test_after_a_restart_who_stayed_stays_and_who_is_gone_was_lost(any_conn: Connection, now: datetime) -> None:
    """Gone means gone at the last moment that somebody surely watched; the gap is noted."""
    it = watch(any_conn, now)
    it.looks(-15, -1)
    for person in (11, 12):
        it.joins(0, person)
    it.looks(0, 30)
    it.inside = {11, 13}  # nobody saw 12 go and 13 come
    it.looks(40, 90)
    it.settles(90)
    assert it.noted() == {11: 90, 12: 30, 13: 50}
    assert it.ended() == {11: ["end"], 12: ["lost"], 13: ["end"]}
    assert it.gaps() == [(30, 40)]


def test_who_joined_since_the_last_look_and_is_lost_stays_no_negative_time(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.looks(0, 30)
    it.joins(30.5, 11)
    it.inside = set()
    it.looks(40)
    [stay] = presence_store.stays(any_conn, it.event.id)[11]
    assert stay.joined_at == stay.left_at == it.at(30.5)


def test_a_quick_restart_is_no_gap(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.looks(0, 30)
    it.joins(30.2, 11)
    it.looks(31)
    attendance.look(any_conn, it.at(32.4), HERE, {it.event.id: {11}})
    assert it.gaps() == []
    assert it.ended() == {11: [None]}


def test_not_watched_at_the_start_nor_at_the_end_is_said(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(10, 60)
    it.settles(200)
    assert it.gaps() == [(0, 10), (60, 90)]
    assert it.noted() == {11: 50}
    assert it.ended() == {11: ["lost"]}


def test_never_watched_at_all_is_said(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.settles(95)
    assert it.gaps() == [(0, 90)]
    assert it.noted() == {}


def test_before_the_start_nothing_is_missed(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.looks(-15)
    it.looks(-1, 90)
    it.settles(90)
    assert it.gaps() == []


def test_a_server_that_is_not_seen_is_not_watched(any_conn: Connection, now: datetime) -> None:
    """An outage of Discord: its servers are missing from what it shows."""
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 5)
    for minute in range(6, 20):
        attendance.look(any_conn, it.at(minute), HERE, {})
    it.looks(20)
    assert it.gaps() == [(5, 20)]
    assert it.ended() == {11: [None]}


def test_settling_twice_changes_nothing(any_conn: Connection, now: datetime) -> None:
    """The agenda's step may be done again after a crash."""
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 90)
    it.settles(90)
    before = (it.noted(), it.ended(), it.gaps())
    it.settles(95)
    assert (it.noted(), it.ended(), it.gaps()) == before


def test_the_end_is_on_the_agenda_of_events_with_a_channel(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    planning.replan(any_conn, now, it.event)
    it.inside = {11}
    it.looks(0, 90)
    for item_id in due(any_conn, it.at(90), 50):
        run(any_conn, it.at(90), item_id)
    assert it.noted() == {11: 90}
    plain = make_event(any_conn, now)
    planning.replan(any_conn, now, plain)
    steps = any_conn.scalars(select(agenda.c.step).where(agenda.c.event_id == plain.id)).all()
    assert "attendance" not in steps


def test_a_running_event_that_is_moved_begins_anew(any_conn: Connection, now: datetime) -> None:
    """What was seen of the first try does not count, and nobody is watched until the new time."""
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 20)
    events.move(any_conn, it.at(20), organiser(), it.event.id, it.at(24 * 60))
    it.looks(21)
    assert it.ended() == {}
    it.inside = {12}
    it.looks(24 * 60, 24 * 60 + 90)
    it.settles(24 * 60 + 90)
    assert it.noted() == {12: 90}
    assert it.gaps() == []


def test_a_gap_of_the_first_try_is_none_of_the_new_time_and_one_of_the_new_time_is_told(
    any_conn: Connection, now: datetime
) -> None:
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 5)
    it.looks(20)
    assert it.gaps() == [(5, 20)]
    events.move(any_conn, it.at(20), organiser(), it.event.id, it.at(24 * 60))
    assert it.gaps() == []
    it.settles(24 * 60 + 90)  # nobody watched at all: the process was down
    assert it.gaps() == [(24 * 60, 24 * 60 + 90)]


def test_a_cancelled_event_is_watched_no_more(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 20)
    events.cancel(any_conn, it.at(20), organiser(), it.event.id)
    it.looks(21)
    assert it.ended() == {11: ["end"]}
    assert it.noted() == {}


def test_an_end_that_is_put_off_counts(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 80)
    events.move(any_conn, it.at(80), organiser(), it.event.id, it.event.starts_at, it.at(120))
    it.looks(81, 120)
    it.settles(120)
    assert it.noted() == {11: 120}


def test_another_channel_in_the_middle(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.inside = {11, 12}
    it.looks(0, 30)
    attendance.set_channel(any_conn, it.at(30), organiser(), it.event.id, OTHER_ROOM)
    it.inside = {12}  # the others are still in the first room
    it.looks(30, 90)
    it.settles(90)
    assert it.noted() == {11: 30, 12: 90}


def test_a_channel_taken_away_keeps_what_was_seen(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 30)
    attendance.set_channel(any_conn, it.at(30), organiser(), it.event.id, None)
    assert it.noted() == {11: 30}
    assert attendance.watched(any_conn, it.at(31), HERE) == ()


def test_a_channel_taken_away_and_put_back_leaves_a_gap_of_that_time_only(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 30)
    attendance.set_channel(any_conn, it.at(30), organiser(), it.event.id, None)
    attendance.set_channel(any_conn, it.at(32), organiser(), it.event.id, ROOM)
    it.looks(32, 90)
    it.settles(90)
    assert it.gaps() == [(30, 32)]
    assert it.noted() == {11: 88}


def test_a_channel_taken_away_is_said_to_be_unwatched_once(any_conn: Connection, now: datetime) -> None:
    """Nobody watched when it was taken away; nobody watched it until the end, either."""
    it = watch(any_conn, now)
    it.inside = {11}
    it.looks(0, 20)
    attendance.set_channel(any_conn, it.at(30), organiser(), it.event.id, None)
    attendance.set_channel(any_conn, it.at(32), organiser(), it.event.id, ROOM)
    it.settles(95)
    assert it.gaps() == [(20, 30), (30, 90)]
    assert it.noted() == {11: 20}


def test_a_channel_taken_away_before_the_start_leaves_no_gap(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.looks(-10, -8)
    attendance.set_channel(any_conn, it.at(-8), organiser(), it.event.id, None)
    attendance.set_channel(any_conn, it.at(-3), organiser(), it.event.id, ROOM)
    it.looks(-3, 90)
    it.settles(90)
    assert it.gaps() == []


def test_of_a_channel_taken_away_for_good_nothing_is_watched_after_the_end(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    it.looks(0, 30)
    attendance.set_channel(any_conn, it.at(30), organiser(), it.event.id, None)
    it.looks(89)
    assert presence_store.seen_at(any_conn, it.event.id) == it.at(30)
    it.looks(91)
    assert presence_store.seen_at(any_conn, it.event.id) is None


def test_minutes_that_an_organiser_gave_while_it_is_on_stand(any_conn: Connection, now: datetime) -> None:
    """Without minutes the channel's count; they are the same while it is on and afterwards, however often settled."""
    it = watch(any_conn, now)
    it.inside = {11, 12}
    it.looks(0, 60)
    attendance.mark(any_conn, it.at(60), organiser(), it.event.id, [11], minutes=20)
    attendance.mark(any_conn, it.at(60), organiser(), it.event.id, [12])
    it.looks(61, 90)
    there = attendance.roster(any_conn, it.at(80), organiser(), it.event.id).there
    assert {record.user_id: record.minutes for record in there} == {11: 20, 12: 80}
    for _ in range(2):
        it.settles(90)
        assert it.noted() == {11: 20, 12: 90}


def test_a_restricted_event_notes_whoever_was_there(any_conn: Connection, now: datetime) -> None:
    """They were there: it is a fact, whether or not they should have been."""
    make_community(any_conn, now)
    event = make_event(
        any_conn, now, voice_channel_id=ROOM, audience=Audience.ROLES, role_ids=frozenset({77}), status=Status.LIVE
    )
    it = Watch(any_conn, event)
    it.inside = {99}
    it.looks(0, 90)
    it.settles(90)
    assert it.noted() == {99: 90}


def test_two_events_one_after_the_other_in_one_room(any_conn: Connection, now: datetime) -> None:
    it = watch(any_conn, now)
    following = make_event(any_conn, now, voice_channel_id=ROOM, starts_at=it.event.ends_at)
    it.inside = {11}
    it.looks(0, 120)
    it.settles(90)
    assert it.noted() == {11: 90}
    it.looks(120, 180)
    attendance.settle(any_conn, it.at(180), following)
    [record] = attendance_store.of_event(any_conn, following.id)
    assert record.minutes == 90
    assert presence_store.gaps(any_conn, following.id) == ()


def test_the_clock_is_set_back(any_conn: Connection, now: datetime) -> None:
    """A stay never gets negative, and nothing raises."""
    it = watch(any_conn, now)
    it.looks(0, 30)
    it.joins(30, 11)
    it.leaves(25, 11)
    it.looks(26, 90)
    it.settles(90)
    assert it.noted() == {}


def test_ten_thousand_people_are_noted_at_once(conn: Connection, now: datetime) -> None:
    it = watch(conn, now)
    it.inside = set(range(1, 10_001))
    it.looks(0, 1)
    it.settles(2)
    assert len(it.noted()) == 10_000
