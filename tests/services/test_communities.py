"""Settings, log and troubles of a community."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.domain.outlook import Outlook
from bot.domain.people import Actor, Community, DmPolicy
from bot.domain.refused import Refused
from bot.services import communities, logbook
from bot.store import schema
from bot.store.outlook import outlook
from tests.services.people_everywhere import ANNA, fill

ADMINISTRATOR = Actor(community_id=1, user_id=10, administrator=True)
ORGANISER = Actor(community_id=1, user_id=11, role_ids=frozenset({5}))
PARTICIPANT = Actor(community_id=1, user_id=12)
STRANGER = Actor(community_id=2, user_id=20, administrator=True)


def _set_up(conn: Connection, now: datetime, actor: Actor = ADMINISTRATOR) -> Community:
    return communities.set_up(
        conn,
        now,
        actor,
        language="pl",
        zone="Europe/Riga",
        announce_channel_id=7,
        organiser_role_ids=[5],
        mentor_role_ids=[6],
        dm_policy=DmPolicy.OPT_IN,
    )


def test_a_community_nobody_set_up_has_the_defaults(conn: Connection, now: datetime) -> None:
    assert communities.get(conn, now, 1) == Community(1)
    assert communities.ensure(conn, now, 1) == Community(1)


def test_what_was_set_up_is_kept(any_conn: Connection, now: datetime) -> None:
    chosen = _set_up(any_conn, now)
    assert chosen.set_up_at == now
    assert communities.get(any_conn, now, 1) == chosen


@pytest.mark.parametrize("actor", [PARTICIPANT, ORGANISER])
def test_only_administrators_set_up_and_change(conn: Connection, now: datetime, actor: Actor) -> None:
    _set_up(conn, now)
    with pytest.raises(Refused, match=r"permission\.administrator"):
        _set_up(conn, now, actor)
    with pytest.raises(Refused, match=r"permission\.administrator"):
        communities.change(conn, now, actor, language="en")


def test_an_administrator_of_one_server_changes_nothing_in_another(conn: Connection, now: datetime) -> None:
    """Several communities are strangers: an actor speaks for their own only."""
    before = _set_up(conn, now)
    communities.change(conn, now, STRANGER, language="en", zone="Europe/Oslo")
    assert communities.get(conn, now, 1) == before
    assert [entry.actor_id for entry in communities.log(conn, now, STRANGER).items] == [20]


def test_each_changed_setting_is_noted_and_an_unchanged_one_is_not(conn: Connection, now: datetime) -> None:
    _set_up(conn, now)
    communities.change(conn, now, ADMINISTRATOR, language="en", zone="Europe/Riga", organiser_role_ids=[5, 8])
    entries = communities.log(conn, now, ORGANISER).items
    assert [entry.action for entry in entries] == [
        "settings.organiser_role_ids",
        "settings.language",
        "settings.set_up",
    ]
    assert entries[0].details == {"value": [5, 8]}


@pytest.mark.parametrize(("setting", "key"), [({"language": "xx"}, "language.unknown"), ({"zone": "Mars"}, "zone.")])
def test_what_nobody_knows_is_refused(conn: Connection, now: datetime, setting: dict[str, str], key: str) -> None:
    with pytest.raises(Refused, match=key):
        communities.change(conn, now, ADMINISTRATOR, **setting)  # type: ignore[arg-type]


def test_the_log_is_for_organisers_and_comes_in_pages_latest_first(any_conn: Connection, now: datetime) -> None:
    _set_up(any_conn, now)
    for number in range(12):
        logbook.write(any_conn, now + timedelta(minutes=number), ORGANISER, "event.move", number=number)
    first, second = (communities.log(any_conn, now, ORGANISER, page) for page in (0, 1))
    assert [entry.details.get("number") for entry in first.items] == list(range(11, 1, -1))
    assert (len(second.items), second.total, second.last) == (3, 13, 1)
    with pytest.raises(Refused, match=r"permission\.organiser"):
        communities.log(any_conn, now, PARTICIPANT)


def test_instants_in_the_log_come_back_as_instants(any_conn: Connection, now: datetime) -> None:
    logbook.write(any_conn, now, ADMINISTRATOR, "event.move", was=now, both=[now, now], name="x")
    assert communities.log(any_conn, now, ADMINISTRATOR).items[0].details == {
        "was": now,
        "both": [now, now],
        "name": "x",
    }


def test_a_trouble_is_new_once_and_gone_when_it_works_again(any_conn: Connection, now: datetime) -> None:
    later = now + timedelta(hours=1)
    assert communities.note_trouble(any_conn, now, 1, "channel:7", "forbidden")
    assert not communities.note_trouble(any_conn, later, 1, "channel:7", "forbidden")
    assert communities.note_trouble(any_conn, now, 2, "channel:7", "forbidden"), "another server's is its own"
    (trouble,) = communities.troubles(any_conn, later, ADMINISTRATOR)
    assert (trouble.since, trouble.last_seen, trouble.count) == (now, later, 2)
    communities.clear_trouble(any_conn, later, 1, "channel:7")
    assert communities.troubles(any_conn, later, ADMINISTRATOR) == ()
    assert len(communities.troubles(any_conn, later, STRANGER)) == 1


def test_leaving_starts_once_and_returning_ends_it(conn: Connection, now: datetime) -> None:
    _set_up(conn, now)
    communities.left(conn, now, 1)
    communities.left(conn, now + timedelta(days=1), 1)
    assert communities.get(conn, now, 1).left_at == now
    assert communities.returned(conn, now, 1).left_at is None
    assert communities.get(conn, now, 1).left_at is None
    communities.left(conn, now, 99)  # a server that was never known leaves nothing
    assert communities.returned(conn, now, 98) == Community(98)


def test_the_outlook_of_an_idle_community_is_empty(any_conn: Connection, now: datetime) -> None:
    assert outlook(any_conn, now, 1) == Outlook()


def test_the_outlook_tells_what_is_late_and_what_went_wrong(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, 1)
    fill(any_conn, now, 2, anna=3, bernd=4)
    agenda, outbox = schema.agenda, schema.outbox
    first = any_conn.execute(select(agenda.c.id).where(agenda.c.community_id == 1)).scalars().first()
    any_conn.execute(update(agenda).where(agenda.c.id == first).values(due_at=now - timedelta(hours=1), step="end"))
    said = outbox.c.community_id == 1, outbox.c.status == "sent"
    any_conn.execute(update(outbox).where(*said, outbox.c.user_id.is_(None)).values(status="missed"))
    any_conn.execute(update(outbox).where(*said, outbox.c.user_id == ANNA).values(status="undeliverable"))
    assert outlook(any_conn, now, 1) == Outlook(overdue=1, undeliverable=2, missed=4)
    assert outlook(any_conn, now + timedelta(seconds=30), 1).overdue == 1, "what is due just now is not late"
