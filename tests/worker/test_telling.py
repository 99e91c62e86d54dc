"""What people get to read, by which way and when, as the worker carries a plan out."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.client import Client
from bot.clock import MovableClock
from bot.domain.agenda import AgendaStatus
from bot.domain.events import Event, Status
from bot.domain.outbox import Dropped, Retry, Route, Undeliverable
from bot.domain.people import DmPolicy
from bot.domain.reminders import Target
from bot.domain.rsvps import Choice
from bot.services import announcements, communities, delivery, notices, planning, reminders
from bot.store import events, members
from bot.store.schema import agenda, outbox
from bot.worker import Worker
from tests.factories import COMMUNITY, make_community, make_event, make_rsvp, organiser
from tests.worker.doubles import Discord, MessengerDouble

GOING, MAYBE, WAITING = Choice.GOING, Choice.MAYBE, Choice.WAITING


def an_event(conn: Connection, now: datetime, /, people: dict[int, Choice], **details: object) -> Event:
    make_community(conn, now, dm_policy=details.pop("dm_policy", DmPolicy.OPT_IN))
    given: dict[str, object] = {"starts_in": timedelta(hours=3), "lead_minutes": (120, 60, 10), **details}
    event = make_event(conn, now, **given)
    for user_id, choice in people.items():
        make_rsvp(conn, now, event, user_id, choice)
    planning.replan(conn, now, event)
    return event


def a_community(conn: Connection, now: datetime, /) -> None:
    make_community(conn, now)


def prefer(conn: Connection, now: datetime, /, user_id: int, **chosen: object) -> None:
    mine = members.get(conn, COMMUNITY, user_id)
    members.save(conn, now, replace(mine, **{"direct_messages": True, **chosen}))  # type: ignore[arg-type]


def reasons(conn: Connection, now: datetime) -> dict[str, tuple[str, str]]:
    return {row.step: (row.status, row.reason) for row in conn.execute(select(agenda))}


def statuses(conn: Connection, now: datetime) -> dict[str, tuple[str, str]]:
    return {row.key: (row.status, row.reason) for row in conn.execute(select(outbox))}


async def test_a_reminder_mentions_who_is_not_written_to(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """One message in the channel; a direct message to who asked for those; nobody hears it twice."""
    await client.do(an_event, {11: GOING, 12: GOING, 13: MAYBE, 14: WAITING, 15: Choice.DECLINED})
    await client.do(prefer, 11)
    clock.advance(hours=1)
    await worker.run_due()

    assert [key for key in discord_double.posts if "remind" in key] == [
        "event:1@v1/remind:120/part:1",
        "event:1@v1/remind:120/u:11",
    ]
    assert [user for _, user in discord_double.mentioned] == [12, 13]


async def test_who_chose_own_times_hears_those_and_no_others(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """A personal lead time sends direct messages only; no reminders at all means no mention either."""
    await client.do(an_event, {11: GOING, 12: GOING, 13: GOING, 14: GOING}, lead_minutes=(60,))
    await client.do(prefer, 11, lead_minutes=(90,))
    await client.do(prefer, 12, lead_minutes=(), direct_messages=False)
    await client.do(prefer, 13, lead_minutes=(90, 60), direct_messages=False)
    event = await client.ask(lambda conn, now: events.get(conn, 1))
    assert event is not None
    await client.do(planning.ensure_leads, event, (90,))

    clock.advance(minutes=90)
    await worker.run_due()
    assert [key for key in discord_double.posts if "remind" in key] == ["event:1@v1/remind:90/u:11"]
    clock.advance(minutes=30)
    await worker.run_due()
    assert [key for key in discord_double.posts if "remind:60" in key] == ["event:1@v1/remind:60/part:1"]
    assert [user for _, user in discord_double.mentioned] == [13, 14]


async def test_after_downtime_only_the_newest_reminder_is_said(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """Ten minutes into the event it is still said, and knows that it is late; the older ones are missed."""
    await client.do(an_event, {11: GOING})
    clock.advance(hours=3, minutes=10)
    await worker.run_due()

    (reminder,) = [letter for letter in messenger.letters if letter.item.saying == "reminder"]
    assert reminder.item.args["minutes"] == 10
    assert reminder.event is not None
    assert reminder.event.status is Status.LIVE
    told = await client.ask(reasons)
    assert told["remind:120"] == ("missed", "superseded")
    assert told["remind:60"] == ("missed", "superseded")
    assert told["remind:10"] == ("done", "")


async def test_somebody_with_an_own_time_is_not_lost_to_a_newer_reminder_they_do_not_hear(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """Of what is overdue, everybody hears the newest that they hear at all."""
    await client.do(an_event, {11: GOING, 12: GOING})
    await client.do(prefer, 11, lead_minutes=(120,))
    clock.advance(hours=2, minutes=55)
    await worker.run_due()

    said = {key for key in discord_double.posts if "remind" in key}
    assert said == {"event:1@v1/remind:120/u:11", "event:1@v1/remind:10/part:1"}
    assert [user for _, user in discord_double.mentioned] == [12]


async def test_more_than_half_an_hour_after_the_start_a_reminder_is_missed(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """It is recorded, and the event's life goes on however late it is."""
    await client.do(an_event, {11: GOING})
    clock.advance(hours=3, minutes=31)
    await worker.run_due()

    told = await client.ask(reasons)
    assert told["remind:10"] == ("missed", "too_late")
    assert told["start"] == ("done", "")
    assert discord_double.posts == ["card:1"]
    clock.advance(days=3)
    await worker.run_due()
    event = await client.ask(lambda conn, now: events.get(conn, 1))
    assert event is not None
    assert event.status is Status.ARCHIVED


async def test_a_closed_direct_message_becomes_a_mention_once(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """Those who cannot be written to are mentioned together, and not written to again."""
    await client.do(an_event, {11: GOING, 12: GOING, 13: GOING})
    for user_id in (11, 12):
        await client.do(prefer, user_id)
        closed = Undeliverable("direct_messages_closed", closed=True)
        messenger.answers[f"event:1@v1/remind:120/u:{user_id}"] = closed
    clock.advance(hours=1)
    await worker.run_due()
    clock.advance(seconds=30)
    await worker.run_due()

    assert discord_double.posts[1:] == ["event:1@v1/remind:120/part:1", "event:1@v1/remind:120/unreached:1"]
    assert [user for _, user in discord_double.mentioned] == [13, 11, 12]
    clock.advance(minutes=60)
    await worker.run_due()
    assert not [key for key in discord_double.posts if "remind:60/u" in key]
    shown = await client.ask(planning.shown, organiser(), 1)
    (step,) = [step for step in shown if step.step == "remind:120"]
    assert (step.reached.mentioned, step.reached.direct, step.reached.unreached) == (1, 0, 2)


async def test_an_offer_that_cannot_be_written_is_mentioned(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """What must be known is said in the event's channel, exactly once."""

    def offers(conn: Connection, now: datetime) -> str:
        event = an_event(conn, now, {})
        prefer(conn, now, 11)
        notices.offered(conn, now, event, make_rsvp(conn, now, event, 11, Choice.OFFERED))
        return str(conn.execute(select(outbox.c.key).where(outbox.c.kind == "offer")).scalar_one())

    key = await client.do(offers)
    messenger.answers[key] = Undeliverable("direct_messages_closed", closed=True)
    await worker.run_due()
    await worker.run_due()
    assert [posted for posted in discord_double.posts if "offer" in posted] == [f"{key}/mention"]
    assert discord_double.mentioned[-1][1] == 11


async def test_who_stopped_direct_messages_meanwhile_gets_none(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """The choice counts at the moment of sending."""

    def offers(conn: Connection, now: datetime) -> None:
        event = an_event(conn, now, {})
        prefer(conn, now, 11)
        notices.offered(conn, now, event, make_rsvp(conn, now, event, 11, Choice.OFFERED))
        prefer(conn, now, 11, direct_messages=False)

    await client.do(offers)
    await worker.run_due()
    assert [posted.rpartition("/")[2] for posted in discord_double.posts if "offer" in posted] == ["mention"]


async def test_what_no_longer_happens_is_not_said(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """A reminder that Discord put off is dropped when the event is cancelled meanwhile."""

    def cancels(conn: Connection, now: datetime) -> None:
        event = events.get(conn, 1)
        assert event is not None
        event = replace(event, status=Status.CANCELLED)
        events.save(conn, event)
        planning.unplan(conn, now, event, "cancelled")
        notices.cancelled(conn, now, event)

    await client.do(an_event, {11: GOING})
    messenger.answers["event:1@v1/remind:120/part:1"] = Retry(30, "rate_limited")
    clock.advance(hours=1)
    await worker.run_due()
    messenger.answers.clear()
    await client.do(cancels)
    clock.advance(minutes=5)
    await worker.run_due()
    assert discord_double.posts == ["card:1", "event:1/cancelled/part:1"]
    assert (await client.ask(statuses))["event:1@v1/remind:120/part:1"] == ("dropped", "cancelled")
    assert {status for status, _ in (await client.ask(reasons)).values()} == {"done", "dropped"}


async def test_a_trouble_stops_further_tries_until_it_is_over(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """Noted once; what is due there is undeliverable at once; when it is over, what is not too late is said."""
    await client.do(an_event, {11: GOING})
    messenger.answers["card:1"] = Undeliverable("forbidden", trouble="forbidden", subject="channel:700")
    await worker.run_due()
    clock.advance(hours=1)
    messenger.answers.clear()
    await client.do(communities.note_trouble, COMMUNITY, "channel:700", "forbidden")
    await worker.run_due()
    assert discord_double.posts == []
    assert (await client.ask(statuses))["event:1@v1/remind:120/part:1"] == ("undeliverable", "forbidden")

    await client.do(communities.clear_trouble, COMMUNITY, "channel:700")
    await client.do(delivery.resume, COMMUNITY)
    await worker.run_due()
    assert discord_double.posts == ["card:1", "event:1@v1/remind:120/part:1"]


async def test_a_burst_of_clicks_costs_one_edit(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """The first post is immediate; twenty changes within a second are one edit, five seconds after the last."""
    event = await client.do(an_event, {})
    await worker.run_due()
    for _ in range(20):
        await client.do(notices.refresh_card, event)
    await worker.run_due()
    assert discord_double.edits["card:1"] == 0
    clock.advance(seconds=5)
    await worker.run_due()
    assert (discord_double.posts, discord_double.edits["card:1"]) == (["card:1"], 1)


async def test_the_pause_between_two_edits_begins_with_the_first_of_them(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """Who clicks three seconds after an edit sees it two seconds later, and after a long silence one second later."""
    event = await client.do(an_event, {})
    await worker.run_due()
    for waited, shown_after in ((3, 2), (4.5, 1), (60, 1)):
        edits = discord_double.edits["card:1"]
        clock.advance(seconds=waited)
        await client.do(notices.refresh_card, event)
        clock.advance(seconds=shown_after - 0.1)
        await worker.run_due()
        assert discord_double.edits["card:1"] == edits
        clock.advance(seconds=0.1)
        await worker.run_due()
        assert discord_double.edits["card:1"] == edits + 1


async def test_a_refresh_while_the_card_is_being_sent_is_not_lost(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """It only counts as sent if nothing changed meanwhile."""
    event = await client.do(an_event, {})
    await client.do(notices.refresh_card, event)
    (item,) = await client.do(delivery.claim, Route.CHANNEL, 5)
    sent = await messenger.deliver(item)
    await client.do(notices.refresh_card, event)
    await client.do(delivery.settle, item, sent)
    assert (await client.ask(statuses))["card:1"][0] == "pending"
    clock.advance(seconds=5)
    await worker.run_due()
    assert discord_double.edits["card:1"] == 1


async def test_a_card_that_is_there_already_is_not_edited_to_announce_it(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """What publishing put into the outbox may be sent before the agenda comes to the announcement."""
    event = await client.do(an_event, {})
    await client.do(notices.refresh_card, event)
    (item,) = await client.do(delivery.claim, Route.CHANNEL, 5)
    await client.do(delivery.settle, item, await MessengerDouble(client, discord_double).deliver(item))
    await worker.run_due()
    clock.advance(seconds=10)
    await worker.run_due()
    assert (discord_double.posts, discord_double.edits["card:1"]) == (["card:1"], 0)
    assert (await client.ask(reasons))["announce"][0] == "done"


async def test_a_deleted_card_is_posted_anew_under_another_nonce(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """Discord would give back the deleted message for the old one."""
    from bot.store import cards

    event = await client.do(an_event, {})
    await worker.run_due()
    await client.do(lambda conn, now: cards.forget(conn, 1))
    await client.do(notices.refresh_card, event)
    clock.advance(seconds=10)
    await worker.run_due()
    assert discord_double.posts == ["card:1", "card:1"]


async def test_a_failing_step_blocks_nobody_and_is_tried_again(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """It is put off, longer each time; what comes after it is carried out."""

    def breaks(conn: Connection, now: datetime) -> None:
        an_event(conn, now, {11: GOING})
        conn.execute(agenda.update().where(agenda.c.step == "announce").values(step="nonsense"))

    await client.do(breaks)
    clock.advance(hours=1)
    await worker.run_due()
    assert discord_double.posts == ["event:1@v1/remind:120/part:1"]
    assert (await client.ask(reasons))["nonsense"] == ("planned", "KeyError")


async def test_an_own_reminder_reaches_its_target(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """Those it is for, by the way they chose; a role is mentioned in the channel only."""
    await client.do(an_event, {11: GOING, 12: WAITING, 13: WAITING}, lead_minutes=())
    await client.do(prefer, 12)
    boss = organiser()
    await client.do(reminders.add, boss, 1, 90, "You are on the waitlist", Target.WAITING)
    await client.do(reminders.add, boss, 1, 80, "Please prepare the room", Target.ROLE, 900)
    clock.advance(hours=2)
    await worker.run_due()

    own = [letter for letter in messenger.letters if letter.item.saying == "own_reminder"]
    assert [(letter.item.route, letter.mention_user_ids, letter.mention_role_id) for letter in own] == [
        ("channel", (13,), None),
        ("channel", (), 900),
        ("direct", (), None),
    ]


async def test_an_announcement_keeps_the_wall_clock_and_plans_its_next_time(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """Every Monday at nine; one that is an hour late is missed and recorded, and the next one still comes."""
    await client.do(a_community)
    local = datetime(2026, 11, 9, 9, 0)
    made = await client.do(announcements.schedule, organiser(), 701, "Good morning", local, "Europe/Warsaw", "weekly")
    clock.move_to(made.next_at or clock.now())
    await worker.run_due()
    clock.advance(days=7, minutes=61)
    await worker.run_due()
    clock.advance(days=7, minutes=-61)
    await worker.run_due()

    assert discord_double.posts == [f"announcement:1@{int(at.timestamp())}" for at in (made.next_at, clock.now()) if at]
    (coming,) = await client.ask(announcements.listing, organiser())
    assert coming.next_at == clock.now() + timedelta(days=7)


async def test_a_left_server_is_not_written_to(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """What was to be said there is undeliverable at once."""
    await client.do(an_event, {11: GOING})
    await client.do(communities.left, COMMUNITY)
    await worker.run_due()
    assert discord_double.posts == []
    assert (await client.ask(statuses))["card:1"] == ("undeliverable", "removed")


async def test_a_dropped_letter_is_recorded(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble
) -> None:
    """The Messenger may find that a person lost the role of a restricted event."""
    await client.do(an_event, {11: GOING})
    await client.do(prefer, 11)
    messenger.answers["event:1@v1/remind:120/u:11"] = Dropped("role_lost")
    clock.advance(hours=1)
    await worker.run_due()
    told = await client.ask(statuses)
    assert told["event:1@v1/remind:120/u:11"] == ("dropped", "role_lost")
    assert not [key for key in told if "unreached" in key]


@pytest.mark.parametrize("at_once", [1, 8])
async def test_parts_of_one_fact_come_in_order(
    client: Client, clock: MovableClock, messenger: MessengerDouble, discord_double: Discord, at_once: int
) -> None:
    """Several channels at once, but each event's messages one after the other."""
    await client.do(an_event, dict.fromkeys(range(100, 300), GOING))
    clock.advance(hours=1)
    await Worker(client, messenger, channels_at_once=at_once).run_due()
    parts = [key for key in discord_double.posts if "remind:120" in key]
    assert parts == [f"event:1@v1/remind:120/part:{number}" for number in (1, 2, 3)]
    assert sorted(user for _, user in discord_double.mentioned) == list(range(100, 300))


async def test_the_plan_shows_what_is_to_come_and_lets_a_step_be_left_out(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """With how many it would reach; skipped steps stay visible and say nothing."""
    await client.do(an_event, {11: GOING, 12: MAYBE})
    await client.do(prefer, 12)
    boss = organiser()
    await client.do(planning.skip, boss, 1, "remind:120")
    shown = {step.step: step for step in await client.ask(planning.shown, boss, 1)}
    assert shown["remind:120"].status is AgendaStatus.SKIPPED
    assert (shown["remind:60"].reached.mentioned, shown["remind:60"].reached.direct) == (1, 1)
    assert shown["remind:60"].can_skip
    assert not shown["start"].can_skip
    clock.advance(hours=1)
    await worker.run_due()
    assert discord_double.posts == ["card:1"]


async def test_a_card_nobody_knows_the_fate_of_waits_for_an_organiser(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """A crash during its first post, and a long silence: no refresh posts it again, but asking for it does."""
    event = await client.do(an_event, {})
    await client.do(notices.refresh_card, event)
    (item,) = await client.do(delivery.claim, Route.CHANNEL, 5)
    await messenger.deliver(item)  # and the process dies here
    clock.advance(minutes=10)
    await client.do(notices.refresh_card, event)
    await worker.run_due()
    assert discord_double.posts == ["card:1"]
    (trouble,) = await client.ask(communities.troubles, organiser())
    assert (trouble.subject, trouble.code) == ("event:1", "card_unsure")
    await client.do(notices.post_card_anew, event)
    await worker.run_due()
    assert discord_double.posts == ["card:1", "card:1"]
    assert await client.ask(communities.troubles, organiser()) == ()


async def test_a_broken_connection_is_only_tried_again_while_the_nonce_holds(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """It may have been said: after two minutes it is recorded as missed, not repeated."""
    await client.do(an_event, {11: GOING})
    key = "event:1@v1/remind:120/part:1"
    clock.advance(hours=1)
    messenger.answers[key] = Retry(10, "TimeoutError", unsure=True)
    await worker.run_due()
    clock.advance(seconds=150)
    messenger.answers.clear()
    await worker.run_due()
    assert (await client.ask(statuses))[key] == ("missed", "unsure")
    assert key not in discord_double.posts
