"""The rules of seats and of the waitlist, one by one."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.events import Registration, Seats, Status, has_started, is_over, registration
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice, Rsvp
from bot.domain.seats import accept_window, decide, has_lapsed, require_answerable, to_let_in, to_offer
from tests import factories
from tests.conftest import NOW

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
EVENT = factories.event_of(NOW)


@pytest.mark.parametrize(
    ("ahead", "window"),
    [
        (30 * DAY, DAY),
        (3 * DAY + MINUTE, DAY),
        (3 * DAY, 2 * HOUR),
        (6 * HOUR + MINUTE, 2 * HOUR),
        (6 * HOUR, 15 * MINUTE),
        (15 * MINUTE, 15 * MINUTE),
        (10 * MINUTE, 10 * MINUTE),
        (timedelta(seconds=1), timedelta(seconds=1)),
        (timedelta(0), None),
        (-MINUTE, None),
    ],
)
def test_the_time_to_accept_shrinks_near_the_start(ahead: timedelta, window: timedelta | None) -> None:
    """A day when more than three days are left, two hours when more than six hours are, else a quarter of an hour."""
    assert accept_window(NOW, NOW + ahead) == window


G, M, D, W, O = Choice.GOING, Choice.MAYBE, Choice.DECLINED, Choice.WAITING, Choice.OFFERED  # noqa: E741
CLOSED = "rsvp.closed"


@pytest.mark.parametrize(
    ("wish", "before", "open_", "full", "closed"),
    [
        (G, None, G, W, CLOSED),
        (G, M, G, W, CLOSED),
        (G, D, G, W, CLOSED),
        (G, G, G, G, G),
        (G, O, G, G, G),
        (G, W, W, W, W),
        (W, None, G, W, CLOSED),
        (M, None, M, M, CLOSED),
        (M, D, M, M, CLOSED),
        (M, M, M, M, M),
        (M, G, M, M, M),
        (M, W, M, M, M),
        (M, O, M, M, M),
        *[(D, before, D, D, D) for before in (None, G, M, D, W, O)],
    ],
)
def test_what_an_answer_leads_to(
    wish: Choice, before: Choice | None, open_: Choice | str, full: Choice | str, closed: Choice | str
) -> None:
    """New wishes need open registration; leaving, and what somebody has already, never do."""
    for expected, state in zip((open_, full, closed), Registration, strict=True):
        if isinstance(expected, Choice):
            assert decide(wish, before, EVENT, state, NOW) is expected
        else:
            with pytest.raises(Refused) as refused:
                decide(wish, before, EVENT, state, NOW)
            assert refused.value.key == expected


def test_after_the_start_the_refusal_says_so() -> None:
    with pytest.raises(Refused, match=r"rsvp\.started"):
        decide(Choice.GOING, None, EVENT, Registration.CLOSED, EVENT.starts_at)


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (Status.DRAFT, "event.not_published"),
        (Status.DISCARDED, "event.not_published"),
        (Status.CANCELLED, "event.cancelled"),
        (Status.ENDED, "event.ended"),
        (Status.ARCHIVED, "event.ended"),
    ],
)
def test_only_an_announced_event_that_is_not_over_takes_answers(status: Status, key: str) -> None:
    with pytest.raises(Refused) as refused:
        require_answerable(factories.event_of(NOW, status=status), NOW)
    assert refused.value.key == key


def test_an_event_is_over_by_the_clock_even_when_the_agenda_is_late() -> None:
    require_answerable(EVENT, EVENT.ends_at - MINUTE)
    with pytest.raises(Refused, match=r"event\.ended"):
        require_answerable(EVENT, EVENT.ends_at)
    assert is_over(EVENT, EVENT.ends_at)
    assert has_started(EVENT, EVENT.starts_at)
    assert not has_started(EVENT, EVENT.starts_at - MINUTE)


@pytest.mark.parametrize(
    ("details", "seats", "state"),
    [
        ({}, Seats(None, going=900), Registration.OPEN),
        ({"capacity": 2}, Seats(2, going=1), Registration.OPEN),
        ({"capacity": 2}, Seats(2, going=1, offered=1), Registration.FULL),
        ({"capacity": 2}, Seats(2, going=1, waiting=1), Registration.FULL),
        ({"capacity": 2}, Seats(2, going=3), Registration.FULL),
        ({"registration_open": False}, Seats(None), Registration.CLOSED),
        ({"closes_at": NOW}, Seats(None), Registration.CLOSED),
        ({"closes_at": NOW + MINUTE}, Seats(None), Registration.OPEN),
        ({"starts_in": -MINUTE}, Seats(None), Registration.CLOSED),
        ({"status": Status.LIVE}, Seats(None), Registration.CLOSED),
        ({"status": Status.DRAFT}, Seats(None), Registration.CLOSED),
    ],
)
def test_whether_a_seat_can_be_had(details: dict[str, Any], seats: Seats, state: Registration) -> None:
    """Whoever waits comes first: with somebody waiting, nobody new finds an open seat."""
    assert registration(factories.event_of(NOW, **details), seats, NOW) is state


@pytest.mark.parametrize(
    ("seats", "offer", "let_in"),
    [
        (Seats(5, going=3, offered=1, waiting=4), 1, 2),
        (Seats(5, going=5, waiting=4), 0, 0),
        (Seats(5, going=7, offered=1, waiting=4), 0, 0),
        (Seats(9, going=3, offered=1, waiting=2), 2, 3),
        (Seats(None, going=3, offered=1, waiting=2), 2, 3),
        (Seats(5, going=3), 0, 0),
    ],
)
def test_how_many_of_the_queue_move_up(seats: Seats, offer: int, let_in: int) -> None:
    """An offered seat is taken when it comes to offering, and is given for good when the capacity is raised."""
    assert to_offer(seats) == offer
    assert to_let_in(seats) == let_in


def test_an_offer_lapses_at_its_time_and_not_before() -> None:
    offered = Rsvp(1, 2, Choice.OFFERED, 3, NOW, offered_until=NOW + HOUR)
    assert not has_lapsed(offered, NOW + HOUR - MINUTE)
    assert has_lapsed(offered, NOW + HOUR)
    assert not has_lapsed(Rsvp(1, 2, Choice.GOING, 3, NOW), NOW + HOUR)
