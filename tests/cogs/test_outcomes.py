"""What each of Discord's errors means for an outbox item."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.domain.letters import Letter
from bot.domain.outbox import OutboxItem, Retry, Route, Saying, Undeliverable
from bot.domain.people import Community
from cogs._outcomes import outcome_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def letter(saying: Saying = Saying.REMINDER, route: Route = Route.CHANNEL) -> Letter:
    item = OutboxItem(1, "key", 500, saying, route, NOW, event_id=12, user_id=11)
    return Letter(item, Community(500), "en", "Europe/Warsaw", timedelta())


def error(status: int, code: int = 0) -> discord.HTTPException:
    response = cast(Any, SimpleNamespace(status=status, reason="", headers={}))
    return discord.HTTPException(response, {"code": code, "message": "no"})


@pytest.mark.parametrize(
    ("status", "code"), [(500, 0), (502, 0), (503, 0), (504, 0), (429, 0), (400, 30046), (400, 20028)]
)
@pytest.mark.parametrize("route", list(Route))
def test_what_passes_by_itself_is_tried_again(status: int, code: int, route: Route) -> None:
    outcome = outcome_of(error(status, code), letter(route=route))
    assert isinstance(outcome, Retry)
    assert outcome.after_seconds >= 5


def test_opening_direct_messages_too_fast_is_our_fault_and_pauses_them() -> None:
    outcome = outcome_of(error(403, 40003), letter(route=Route.DIRECT))
    assert isinstance(outcome, Retry)
    assert outcome.after_seconds >= 600


@pytest.mark.parametrize(("status", "code"), [(401, 0), (403, 50001), (403, 50013), (403, 50083), (403, 160005)])
def test_a_missing_permission_is_a_trouble(status: int, code: int) -> None:
    outcome = outcome_of(error(status, code), letter())
    assert outcome == Undeliverable("forbidden", trouble="forbidden")


@pytest.mark.parametrize("code", [10003, 10004, 0])
def test_a_gone_channel_is_a_trouble(code: int) -> None:
    assert outcome_of(error(404, code), letter()) == Undeliverable("channel_gone", trouble="channel_gone")


def test_a_deleted_card_is_a_trouble_of_its_event() -> None:
    expected = Undeliverable("card_gone", trouble="card_gone", subject="event:12")
    assert outcome_of(error(404, 10008), letter(Saying.CARD)) == expected


@pytest.mark.parametrize(("status", "code"), [(403, 50007), (403, 50278), (400, 50278), (403, 0)])
def test_closed_direct_messages_mark_the_person(status: int, code: int) -> None:
    outcome = outcome_of(error(status, code), letter(route=Route.DIRECT))
    assert isinstance(outcome, Undeliverable)
    assert outcome.closed
    assert outcome.trouble is None


@pytest.mark.parametrize("code", [50035, 200000, 240000])
def test_what_discord_does_not_take_is_said_to_the_organisers(code: int) -> None:
    expected = Undeliverable("rejected", trouble="rejected", subject="event:12")
    assert outcome_of(error(400, code), letter()) == expected


def test_an_unknown_user_is_no_closed_door() -> None:
    outcome = outcome_of(error(404, 10013), letter(route=Route.DIRECT))
    assert outcome == Undeliverable("discord_10013")
