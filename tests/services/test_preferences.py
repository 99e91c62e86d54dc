"""What one person chose in one community."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from bot.domain.people import Actor, DmPolicy, Preferences
from bot.domain.refused import Refused
from bot.services import communities, forms, preferences

ANNA = Actor(community_id=1, user_id=34)
ANNA_ELSEWHERE = Actor(community_id=2, user_id=34)
BERND = Actor(community_id=1, user_id=35)
ADMINISTRATOR = Actor(community_id=1, user_id=10, administrator=True)


def test_who_chose_nothing_has_the_defaults_and_no_direct_messages(conn: Connection, now: datetime) -> None:
    assert preferences.get(conn, now, ANNA) == Preferences(1, 34)
    assert not preferences.get(conn, now, ANNA).direct_messages


def test_only_what_is_given_changes(any_conn: Connection, now: datetime) -> None:
    preferences.change(any_conn, now, ANNA, language="pl", quiet=(1320, 420))
    preferences.change(any_conn, now, ANNA, zone="Europe/Riga", lead_minutes=[10, 60, 10])
    chosen = preferences.get(any_conn, now, ANNA)
    assert (chosen.language, chosen.zone, chosen.lead_minutes) == ("pl", "Europe/Riga", (60, 10))
    assert (chosen.quiet_from, chosen.quiet_to) == (1320, 420)


def test_none_means_as_the_community_has_it(any_conn: Connection, now: datetime) -> None:
    preferences.change(any_conn, now, ANNA, language="pl", zone="Europe/Riga", lead_minutes=(), quiet=(0, 60))
    assert preferences.get(any_conn, now, ANNA).lead_minutes == (), "an empty choice is a choice: no reminders"
    preferences.change(any_conn, now, ANNA, language=None, zone=None, lead_minutes=None, quiet=None)
    assert preferences.get(any_conn, now, ANNA) == Preferences(1, 34)


@pytest.mark.parametrize(
    ("choice", "key"),
    [
        ({"language": "xx"}, "language.unknown"),
        ({"zone": "Mars"}, "zone.unknown"),
        ({"lead_minutes": [1, 2, 3, 4, 5, 6]}, "preferences.too_many_leads"),
        ({"lead_minutes": [40_321]}, "preferences.lead_range"),
        ({"lead_minutes": [-1]}, "preferences.lead_range"),
        ({"quiet": (60, 60)}, "preferences.quiet"),
        ({"quiet": (0, 1440)}, "preferences.quiet"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(
    conn: Connection, now: datetime, choice: dict[str, object], key: str
) -> None:
    with pytest.raises(Refused) as refused:
        preferences.change(conn, now, ANNA, **choice)  # type: ignore[arg-type]
    assert refused.value.key == key
    assert preferences.get(conn, now, ANNA) == Preferences(1, 34)


def test_direct_messages_need_the_persons_own_click_and_stop_at_once(any_conn: Connection, now: datetime) -> None:
    assert preferences.allow_messages(any_conn, now, ANNA).direct_messages
    assert not preferences.get(any_conn, now, ANNA_ELSEWHERE).direct_messages, "another community is another choice"
    assert not preferences.get(any_conn, now, BERND).direct_messages
    preferences.stop_messages(any_conn, now, ANNA)
    assert not preferences.get(any_conn, now, ANNA).direct_messages


def test_a_community_without_direct_messages_refuses_them_but_stopping_works(conn: Connection, now: datetime) -> None:
    preferences.allow_messages(conn, now, ANNA)
    communities.change(conn, now, ADMINISTRATOR, dm_policy=DmPolicy.NEVER)
    with pytest.raises(Refused, match=r"messages\.never"):
        preferences.allow_messages(conn, now, ANNA)
    assert not preferences.stop_messages(conn, now, ANNA).direct_messages


def test_who_cannot_be_reached_is_marked_until_they_ask_again(any_conn: Connection, now: datetime) -> None:
    preferences.allow_messages(any_conn, now, ANNA)
    preferences.mark_unreachable(any_conn, now, 1, 34)
    assert preferences.get(any_conn, now, ANNA).unreachable_since == now
    assert preferences.allow_messages(any_conn, now, ANNA).unreachable_since is None


def test_what_was_typed_is_handed_back_to_that_person_only(any_conn: Connection, now: datetime) -> None:
    forms.keep(any_conn, now, ANNA, "event.create", {"title": "Zażółć"})
    forms.keep(any_conn, now, ANNA, "event.create", {"title": "Łódź", "place": ""})
    assert forms.take(any_conn, now, ANNA, "event.create") == {"title": "Łódź", "place": ""}
    assert forms.take(any_conn, now, ANNA, "event.create") is not None, "reading does not take it away"
    assert forms.take(any_conn, now, BERND, "event.create") is None
    assert forms.take(any_conn, now, ANNA_ELSEWHERE, "event.create") is None
    forms.forget(any_conn, now, BERND, "event.create")
    forms.forget(any_conn, now, ANNA, "event.create")
    assert forms.take(any_conn, now, ANNA, "event.create") is None
