"""Polls and pulses on both databases: what is planned, posted, counted and ended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.domain.agenda import AgendaStatus
from bot.domain.outbox import Counted, OutboxItem, Route, Saying, Sent
from bot.domain.polls import Poll, PollStatus
from bot.domain.pulses import Pulse
from bot.domain.refused import Refused
from bot.services import agenda, delivery, polls, pulses
from bot.services.feedback import answering
from bot.store import feedback as feedback_store
from bot.store import polls as poll_store
from bot.store import pulses as pulse_store
from bot.store.schema import outbox
from tests import factories
from tests.factories import mentor, organiser, participant

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def communities(any_conn: Connection, now: datetime) -> None:
    factories.make_community(any_conn, now)
    factories.make_community(any_conn, now, 999)


def ask(conn: Connection, now: datetime, **given: Any) -> Poll:
    asked: dict[str, Any] = {
        "question": "Again?",
        "options": ["Yes", "No"],
        "hours": 24,
        "multiple": False,
        "channel_id": 701,
        "channel_open_to_all": True,
        **given,
    }
    return polls.ask(conn, now, asked.pop("actor", organiser()), asked.pop("question"), asked.pop("options"), **asked)


def run_agenda(conn: Connection, now: datetime) -> list[AgendaStatus]:
    ran = [agenda.run(conn, now, item_id) for item_id in agenda.due(conn, now, 100)]
    return [one.status for one in ran if one is not None]


def claim(conn: Connection, now: datetime) -> tuple[OutboxItem, ...]:
    return delivery.claim(conn, now, Route.CHANNEL, 10)


def post(conn: Connection, now: datetime) -> None:
    for item in claim(conn, now):
        delivery.settle(conn, now, item, Sent(701, 9000 + item.id))


def kept(conn: Connection, poll: Poll) -> Poll:
    found = poll_store.get(conn, poll.id)
    assert found is not None
    return found


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as why:
        act(*args, **kwargs)
    return why.value.key


def test_a_poll_runs_as_long_as_asked_for_from_when_it_is_posted(any_conn: Connection, now: datetime) -> None:
    """Discord counts its hours from the message: nothing is read before it is over."""
    poll = ask(any_conn, now)
    late = now + timedelta(hours=5)
    post(any_conn, late)
    assert kept(any_conn, poll).closes_at == late + DAY
    assert run_agenda(any_conn, now + DAY + timedelta(minutes=2)) == [AgendaStatus.DONE]
    assert claim(any_conn, now + DAY + timedelta(minutes=2)) == ()
    over = late + DAY + timedelta(minutes=2)
    assert run_agenda(any_conn, over) == [AgendaStatus.DONE]
    [reading] = claim(any_conn, over)
    assert (reading.saying, reading.message_id) == (Saying.POLL_RESULTS, kept(any_conn, poll).message_id)
    delivery.settle(any_conn, over, reading, Counted((3, 1)))
    assert (kept(any_conn, poll).status, kept(any_conn, poll).results) == (PollStatus.CLOSED, (3, 1))
    assert kept(any_conn, poll).closes_at == late + DAY, "counted later, it ended when it ended"
    assert claim(any_conn, over + DAY) == ()


def test_every_poll_is_listed_page_by_page(any_conn: Connection, now: datetime) -> None:
    for number in range(30):
        made = ask(any_conn, now)
        poll_store.over(any_conn, made.id, now, (number, 0))
    pages = [polls.listing(any_conn, now, organiser(), page, 7) for page in range(5)]
    assert [poll.id for page in pages for poll in page.items] == list(range(30, 0, -1))
    assert len(polls.latest(any_conn, now, organiser())) == 25


def test_a_poll_posted_a_moment_later_is_counted_all_the_same(any_conn: Connection, now: datetime) -> None:
    ask(any_conn, now)
    post(any_conn, now + timedelta(milliseconds=400))
    assert run_agenda(any_conn, now + DAY + timedelta(minutes=1)) == [AgendaStatus.DONE]
    assert [item.saying for item in claim(any_conn, now + DAY + timedelta(minutes=1))] == [Saying.POLL_RESULTS]


def test_reading_that_was_cut_off_is_done_again(any_conn: Connection, now: datetime) -> None:
    """However long after: reading says nothing, so it is never unsure."""
    poll = ask(any_conn, now)
    post(any_conn, now)
    over = now + DAY + timedelta(minutes=2)
    run_agenda(any_conn, over)
    assert len(claim(any_conn, over)) == 1
    [again] = claim(any_conn, over + timedelta(hours=6))
    delivery.settle(any_conn, over + timedelta(hours=6), again, Counted(None))
    assert kept(any_conn, poll).status is PollStatus.LOST


def test_a_poll_that_was_never_posted_is_lost(any_conn: Connection, now: datetime) -> None:
    poll = ask(any_conn, now)
    run_agenda(any_conn, now + 2 * DAY)
    assert kept(any_conn, poll).status is PollStatus.LOST


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"question": " "}, "poll.question_missing"),
        ({"question": "?" * 301}, "poll.question_long"),
        ({"options": ["Yes"]}, "poll.option_count"),
        ({"options": [str(number) for number in range(11)]}, "poll.option_count"),
        ({"options": ["Yes", "x" * 56]}, "poll.option_long"),
        ({"options": ["Yes", "yes "]}, "poll.option_twice"),
        ({"hours": 0}, "poll.hours"),
        ({"hours": 769}, "poll.hours"),
        ({"channel_id": None}, "poll.no_channel"),
        ({"actor": participant()}, "permission.mentor_or_organiser"),
        ({"event_id": 77}, "event.unknown"),
    ],
)
def test_what_discord_would_not_take_is_refused(
    any_conn: Connection, now: datetime, given: dict[str, Any], key: str
) -> None:
    assert refused(ask, any_conn, now, **given) == key


def test_only_organisers_and_whoever_asked_end_and_read(any_conn: Connection, now: datetime) -> None:
    poll = ask(any_conn, now, actor=mentor())
    assert refused(polls.end, any_conn, now, mentor(), poll.id) == "poll.not_posted"
    post(any_conn, now)
    assert refused(polls.end, any_conn, now, mentor(44), poll.id) == "poll.unknown"
    assert refused(polls.show, any_conn, now, organiser(community_id=999), poll.id) == "poll.unknown"
    polls.end(any_conn, now, mentor(), poll.id)
    polls.end(any_conn, now, organiser(), poll.id)
    assert [item.args.get("end") for item in claim(any_conn, now)] == [1]
    assert polls.latest(any_conn, now, mentor(44)) == ()


# --- pulses


def create(conn: Connection, now: datetime, **given: Any) -> Pulse:
    local = datetime(2026, 11, 5, 9, 0)
    return pulses.create(conn, now, organiser(), 701, "How is it going?", local, "Europe/Warsaw", **given)


def rounds(conn: Connection, pulse: Pulse) -> list[bool]:
    """Whether each round so far is open."""
    return [survey.closed_at is None for survey in feedback_store.surveys_of_pulse(conn, pulse.id)]


def test_a_pulse_asks_again_by_its_rule_and_ends_each_round(any_conn: Connection, now: datetime) -> None:
    """At the same time on the wall clock; a round ends after its days."""
    pulse = create(any_conn, now, rule="fortnightly", open_days=7)
    first = datetime.fromisoformat("2026-11-05T08:00+00:00")
    assert pulse.next_at == first
    assert run_agenda(any_conn, first) == [AgendaStatus.DONE]
    [item] = claim(any_conn, first)
    assert (item.saying, item.args["channel"]) == (Saying.PULSE, 701)
    assert rounds(any_conn, pulse) == [True]
    delivery.settle(any_conn, first, item, Sent(701, 1))
    run_agenda(any_conn, first + 7 * DAY)
    assert rounds(any_conn, pulse) == [False]
    [again] = claim(any_conn, first + 7 * DAY + timedelta(seconds=10))
    assert (again.id, again.message_id) == (item.id, 1), "the same message, shown anew"
    run_agenda(any_conn, first + 14 * DAY)
    assert rounds(any_conn, pulse) == [False, True]


def test_a_round_ends_when_the_next_begins(any_conn: Connection, now: datetime) -> None:
    pulse = create(any_conn, now, rule="daily", open_days=3)
    for day in range(3):
        run_agenda(any_conn, (pulse.next_at or now) + day * DAY)
    assert rounds(any_conn, pulse) == [False, False, True]


def test_a_round_that_comes_far_too_late_is_left_out_and_the_next_is_not(any_conn: Connection, now: datetime) -> None:
    pulse = create(any_conn, now, rule="weekly")
    assert pulse.next_at is not None
    assert run_agenda(any_conn, pulse.next_at + 3 * DAY) == [AgendaStatus.MISSED]
    assert rounds(any_conn, pulse) == []
    assert run_agenda(any_conn, pulse.next_at + 7 * DAY) == [AgendaStatus.DONE]
    assert rounds(any_conn, pulse) == [True]


def test_anybody_in_the_community_answers_anonymously(any_conn: Connection, now: datetime) -> None:
    pulse = create(any_conn, now)
    run_agenda(any_conn, pulse.next_at or now)
    [survey] = feedback_store.surveys_of_pulse(any_conn, pulse.id)
    assert (survey.named, survey.asked, len(survey.form.questions)) == (False, 0, 3)
    answering.rate(any_conn, pulse.next_at or now, participant(), survey.id, 4)
    answering.rate(any_conn, pulse.next_at or now, participant(), survey.id, 5)
    assert feedback_store.answers_of(any_conn, survey.id) == [{"going": 5}]
    stored = list(any_conn.execute(select(outbox.c.user_id, outbox.c.args).where(outbox.c.kind == "pulse")))
    assert all(user_id is None for user_id, _ in stored)


def test_a_removed_pulse_asks_no_more_and_keeps_what_was_answered(any_conn: Connection, now: datetime) -> None:
    pulse = create(any_conn, now, rule="weekly")
    run_agenda(any_conn, pulse.next_at or now)
    pulses.remove(any_conn, now, organiser(), pulse.id)
    assert sorted(run_agenda(any_conn, now + 30 * DAY)) == [AgendaStatus.DONE, AgendaStatus.DROPPED]
    assert rounds(any_conn, pulse) == [False]
    assert pulse_store.count(any_conn, pulse.community_id) == 0
    assert pulses.suggest(any_conn, now, organiser(), "going", coming=True) == ()
    assert [one.id for one in pulses.suggest(any_conn, now, organiser(), "going")] == [pulse.id]


def test_pulses_are_the_organisers(any_conn: Connection, now: datetime) -> None:
    pulse = create(any_conn, now)
    for act in (pulses.show, pulses.remove):
        assert refused(act, any_conn, now, mentor(), pulse.id) == "permission.organiser"
        assert refused(act, any_conn, now, organiser(community_id=999), pulse.id) == "pulse.unknown"
    assert refused(pulses.listing, any_conn, now, participant()) == "permission.organiser"
    assert refused(create, any_conn, now + 365 * DAY) == "pulse.past"
    assert refused(create, any_conn, now, open_days=31) == "pulse.days"
