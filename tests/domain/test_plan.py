"""What happens around an event, and how the agenda follows it: never twice, never for what no longer happens."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.agenda import AgendaItem, AgendaStatus
from bot.domain.events import Event, Feedback, Status
from bot.domain.plan import Changes, overdue_after, plan, reconcile
from bot.domain.reminders import Reminder, Target
from tests.factories import event_of

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def an_event(**details: object) -> Event:
    return replace(event_of(NOW, lead_minutes=(10_080, 1_440, 60)), id=12, **details)  # type: ignore[arg-type]


def names(event: Event, **given: object) -> list[str]:
    return [step.name for step in plan(event, (), (), ())]


@dataclass
class Agenda:
    """An agenda as the store keeps it, in memory: what reconcile says is what is done to it."""

    items: list[AgendaItem] = field(default_factory=list)

    def follow(self, changes: Changes) -> None:
        for item, step in changes.alter:
            status = AgendaStatus.SKIPPED if step.skipped else AgendaStatus.PLANNED
            self._put(replace(item, due_at=step.due_at, grace=step.grace, status=status))
        for item in changes.drop:
            self._put(replace(item, status=AgendaStatus.DROPPED))
        for step in changes.add:
            assert all(item.key != step.key for item in self.items)
            status = AgendaStatus.SKIPPED if step.skipped else AgendaStatus.PLANNED
            self.items.append(
                AgendaItem(len(self.items), step.key, 500, step.name, step.due_at, step.grace, status, 12)
            )

    def run(self, now: datetime) -> list[AgendaItem]:
        """Carry out what is due; what is past its grace is missed."""
        done = []
        for item in list(self.items):
            if item.status is AgendaStatus.PLANNED and item.due_at <= now:
                late = item.grace is not None and now > item.due_at + item.grace
                self._put(replace(item, status=AgendaStatus.MISSED if late else AgendaStatus.DONE))
                if not late:
                    done.append(item)
        return done

    def _put(self, changed: AgendaItem) -> None:
        self.items[changed.id] = changed


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DISCARDED, Status.CANCELLED])
def test_what_does_not_take_place_has_no_plan(status: Status) -> None:
    """Nothing is said of a draft, and nobody is reminded of a cancelled event."""
    assert plan(an_event(status=status), (), (30,), ()) == ()


def test_a_published_event_goes_through_its_life() -> None:
    """In order of time: announced, reminded, started, ended, archived a day later."""
    event = an_event(starts_at=NOW + timedelta(days=10), ends_at=NOW + timedelta(days=10, hours=1))
    around = ["announce", "remind:10080", "remind:1440", "remind:60", "start", "end"]
    assert names(event) == [*around, "ask", "archive", "nudge", "close_feedback"]
    assert names(replace(event, feedback=Feedback.NONE)) == [*around, "archive"]


def test_what_has_happened_is_not_in_the_plan_again() -> None:
    """A live event does not start again, an ended one does not end again."""
    assert "start" not in names(an_event(status=Status.LIVE))
    assert "end" not in names(an_event(status=Status.ENDED))


def test_a_reminder_whose_time_has_passed_is_not_there() -> None:
    """An event made two days before has no reminder a week before."""
    event = an_event(starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=2, hours=1))
    added = {step.name for step in reconcile(plan(event, (), (), ()), (), NOW).add}
    around = {"announce", "remind:1440", "remind:60", "start", "end", "archive"}
    assert added == around | {"ask", "nudge", "close_feedback"}


def test_personal_times_and_own_reminders_are_steps_of_their_own() -> None:
    """The same lead time is one step, whoever chose it."""
    own = Reminder(7, 12, 45, "Bring a story", Target.GOING, NOW)
    steps = {step.name: step for step in plan(an_event(), [own], [60, 30], ())}
    assert {"remind:60", "remind:30", "own:7"} <= set(steps)
    assert steps["own:7"].due_at == an_event().starts_at - timedelta(minutes=45)


def test_a_reminder_is_worth_saying_until_half_an_hour_after_the_start() -> None:
    """Or until the end, if that comes first."""
    event = an_event()
    (step,) = [step for step in plan(event, (), (), ()) if step.name == "remind:60"]
    assert step.grace == timedelta(minutes=90)
    short = an_event(ends_at=event.starts_at + timedelta(minutes=10))
    (step,) = [step for step in plan(short, (), (), ()) if step.name == "remind:60"]
    assert step.grace == timedelta(minutes=70)


def test_a_skipped_step_stays_skipped_through_a_move_and_comes_back_when_asked() -> None:
    """Skipping outlives the version of the schedule."""
    agenda, event = Agenda(), an_event()
    agenda.follow(reconcile(plan(event, (), (), ["remind:60"]), agenda.items, NOW))
    moved = replace(event, version=2, starts_at=event.starts_at + timedelta(days=1))
    agenda.follow(reconcile(plan(moved, (), (), ["remind:60"]), agenda.items, NOW))
    of_version_two = {item.step: item.status for item in agenda.items if "@v2" in item.key}
    assert of_version_two["remind:60"] is AgendaStatus.SKIPPED
    agenda.follow(reconcile(plan(moved, (), (), []), agenda.items, NOW))
    of_version_two = {item.step: item.status for item in agenda.items if "@v2" in item.key}
    assert of_version_two["remind:60"] is AgendaStatus.PLANNED


def test_an_overdue_step_survives_an_edit_before_it_was_carried_out() -> None:
    """After downtime, an organiser's edit does not lose what is still to be caught up on."""
    agenda, event = Agenda(), an_event(starts_at=NOW + timedelta(hours=2), ends_at=NOW + timedelta(hours=3))
    agenda.follow(reconcile(plan(event, (), (), ()), agenda.items, NOW))
    later = NOW + timedelta(minutes=70)
    agenda.follow(reconcile(plan(replace(event, title="Other"), (), (), ()), agenda.items, later))
    assert "remind:60" in {item.step for item in agenda.run(later)}


def test_of_several_overdue_reminders_the_older_know_of_the_newer() -> None:
    """Only those in the same version that are due already."""
    agenda, event = Agenda(), an_event(starts_at=NOW + timedelta(days=8), ends_at=NOW + timedelta(days=8, hours=1))
    agenda.follow(reconcile(plan(event, (), (), ()), agenda.items, NOW))
    week = next(item for item in agenda.items if item.step == "remind:10080")
    assert overdue_after(week, agenda.items, NOW + timedelta(days=2)) == frozenset()
    assert overdue_after(week, agenda.items, NOW + timedelta(days=7, hours=1)) == {1_440}
    assert overdue_after(week, agenda.items, NOW + timedelta(days=8)) == {1_440, 60}


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int]]:
    """What organisers and time do to an event: moves, new lead times, skips, runs, cancelling."""
    doing = st.sampled_from(["wait", "wait", "wait", "move", "leads", "skip", "personal", "late", "cancel"])
    return draw(st.lists(st.tuples(doing, st.integers(1, 4000)), min_size=1, max_size=30))


@settings(max_examples=150, deadline=None)
@given(histories())
def test_no_history_reminds_twice_or_of_what_no_longer_happens(history: list[tuple[str, int]]) -> None:
    """For every version of the schedule each reminder is given at most once, at its time, and only of that version."""
    event = an_event(starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=1))
    agenda, now, skipped, personal = Agenda(), NOW, set[str](), set[int]()
    given_out: list[str] = []
    for what, number in [("wait", 0), *history, ("wait", 100_000)]:
        if what in ("wait", "late"):
            now += timedelta(minutes=number)
        elif what == "move":
            starts = now + timedelta(minutes=number)
            event = replace(event, version=event.version + 1, starts_at=starts, ends_at=starts + timedelta(hours=1))
        elif what == "leads":
            event = replace(event, lead_minutes=(number, 60))
        elif what == "skip":
            skipped ^= {"remind:60"}
        elif what == "personal":
            personal.add(number)
        else:
            event = replace(event, status=Status.CANCELLED)
        agenda.follow(reconcile(plan(event, (), personal, skipped), agenda.items, now))
        for item in agenda.run(now) if what == "wait" else ():
            given_out.append(item.key)
            assert event.status is not Status.CANCELLED
            assert item.key.startswith((f"event:12@v{event.version}/", "event:12/"))
            assert item.family != "remind" or item.step not in skipped
            if item.family == "remind":
                assert item.due_at == event.starts_at - timedelta(minutes=item.number)
                assert now <= event.starts_at + timedelta(minutes=30)
    assert len(given_out) == len(set(given_out))
