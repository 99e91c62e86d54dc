"""Fills the network in: what happened is done again through the bot's own services, each thing at its own time.

So announcements, threads, reminders, the log and the agenda are what they would be, had the bot been there for weeks.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from bot.client import Client
from bot.config import shipped_kinds
from bot.demo.after import After, wishes
from bot.demo.aftermath import AFTERMATH
from bot.demo.happenings import ASKED_FOR_MESSAGES, HAPPENINGS, MEET, READS, REMARKS, Happening
from bot.demo.moments import Moment, days_away, starts_at
from bot.demo.network import ZONE, Network
from bot.demo.travel import Travel
from bot.domain.events import Audience
from bot.domain.people import DmPolicy
from bot.domain.reminders import Target
from bot.domain.rsvps import Choice
from bot.domain.zones import at_wall, wall
from bot.services import agenda, communities, events, preferences, reminders, rsvps

BEFORE = timedelta(days=46)  # how long ago the story begins
_ROUNDS = 2  # in which people answer


async def fill(network: Network, client: Client, travel: Travel, now: datetime) -> None:
    """Tell the whole story up to `now`; the clock stands at `now - BEFORE` when it begins."""
    await _set_up(network, client)
    story = [moment for happening in HAPPENINGS for moment in _Telling(network, client, happening, now).moments()]
    story += [*_remarks(network, now), *_asking_for_messages(network, client, now), *wishes(network, client, now)]
    due: datetime | None = now - BEFORE
    for moment in sorted(story, key=lambda moment: moment.at):
        before = due is not None and due <= moment.at
        await travel.to(moment.at, directly=not before)
        await moment.do()
        if not moment.quiet:
            await travel.say_what_is_due()
        if before or not moment.quiet:
            due = await client.ask(agenda.next_due)
    await travel.to(now)


async def _set_up(network: Network, client: Client) -> None:
    await client.do(
        communities.set_up,
        network.actor("olga"),
        language="en",
        zone=ZONE,
        announce_channel_id=network.channel("announcements").id,
        organiser_role_ids=[network.role("Organisers").id],
        mentor_role_ids=[network.role("Mentors").id],
        dm_policy=DmPolicy.OPT_IN,
    )


def _remarks(network: Network, now: datetime) -> Iterator[Moment]:
    for remark in REMARKS:
        write = partial(network.write, remark.by, remark.channel, remark.text)
        yield Moment(days_away(now, -remark.days_ago, remark.clock), write)


def _asking_for_messages(network: Network, client: Client, now: datetime) -> Iterator[Moment]:
    for key, days_ago in ASKED_FOR_MESSAGES.items():
        ask = partial(client.do, preferences.allow_messages, network.actor(key))
        yield Moment(days_away(now, -days_ago, "12:00"), ask)
    for key, language in READS.items():
        choose = partial(client.do, preferences.change, network.actor(key), language=language)
        yield Moment(now - BEFORE, choose)


class _Telling:
    """One event's story. Its number is known once it has been created."""

    def __init__(self, network: Network, client: Client, of: Happening, now: datetime) -> None:
        self._network, self._client, self._of, self._now = network, client, of, now
        self._organiser = network.actor(of.by)
        self._channel = network.channel(of.channel)
        self._starts_at = starts_at(of, now)
        self._event_id = 0
        self._after = next((each for each in AFTERMATH if each.of == of.title), None)

    def moments(self) -> Iterator[Moment]:
        of, announced_at = self._of, self._ago(self._of.announced)
        yield Moment(announced_at - timedelta(hours=1), self._create)
        if of.draft:
            return
        yield Moment(announced_at, self._publish, quiet=False)
        yield from self._answers(announced_at)
        if of.own_reminder:
            yield Moment(announced_at + timedelta(minutes=5), self._add_reminder)
        if of.gives_back:
            decline = partial(self._respond, [(of.gives_back, Choice.DECLINED)])
            yield Moment(self._now - timedelta(hours=1), decline, quiet=False)
        if of.moved:
            yield Moment(self._ago(of.moved[0]), self._move, quiet=False)
        if of.cancelled:
            yield Moment(self._ago(of.cancelled[0]), self._cancel, quiet=False)
        if self._after is not None:
            kind = shipped_kinds()[of.kind]
            ends_at = self._starts_at + timedelta(minutes=of.minutes or kind.minutes)
            yield from After(self._network, self._client, self._after, self._organiser, self._number).moments(ends_at)

    def _number(self) -> int:
        return self._event_id

    def _ago(self, days: int) -> datetime:
        """In the morning, and no two events in the same minute."""
        return days_away(self._now, -days, "09:30") + timedelta(minutes=2 * HAPPENINGS.index(self._of))

    def _answers(self, announced_at: datetime) -> Iterator[Moment]:
        """Some at once after the announcement, the others later; the card follows each time."""
        of = self._of
        answers = [(key, Choice.GOING) for key in of.going]
        answers += [(key, Choice.MAYBE) for key in of.maybe] + [(key, Choice.DECLINED) for key in of.declined]
        over = min(self._starts_at, self._ago(of.cancelled[0]) if of.cancelled else self._now)
        pause = (over - timedelta(hours=2) - announced_at) / (_ROUNDS + 1)
        share = -(-len(answers) // _ROUNDS)
        for number in range(_ROUNDS):
            some = answers[number * share : (number + 1) * share]
            yield Moment(announced_at + (number + 1) * pause, partial(self._respond, some), quiet=False)

    async def _create(self) -> None:
        of, kind = self._of, shipped_kinds()[self._of.kind]
        event = await self._client.do(
            events.create,
            self._organiser,
            kind,
            of.title,
            self._starts_at,
            None if of.minutes is None else self._starts_at + timedelta(minutes=of.minutes),
            ZONE,
            summary=of.summary,
            mode=of.mode,
            place=of.place,
            voice_channel_id=self._network.channel(of.voice).id if of.voice else None,
            join_link="" if of.place or of.voice else MEET + of.kind.replace("_", "-"),
            speakers=of.speakers,
            capacity=of.capacity,
            audience=Audience.ROLES if of.roles else Audience.PUBLIC,
            role_ids=frozenset(self._network.role(name).id for name in of.roles),
            channel_id=self._channel.id,
            lead_minutes=kind.reminders if of.reminders is None else of.reminders,
        )
        self._event_id = event.id

    async def _publish(self) -> None:
        open_to_all = self._network.is_open(self._channel)
        await self._client.do(
            events.publish,
            self._organiser,
            self._event_id,
            channel_id=self._channel.id,
            channel_open_to_all=open_to_all,
        )

    async def _respond(self, answers: list[tuple[str, Choice]]) -> None:
        for key, choice in answers:
            actor = self._network.actor(key)
            await self._client.do(rsvps.respond, actor, self._event_id, choice)
            if choice is Choice.GOING and key in self._of.notes:
                await self._client.do(rsvps.note, actor, self._event_id, self._of.notes[key])

    async def _add_reminder(self) -> None:
        minutes, text = self._of.own_reminder or (0, "")
        await self._client.do(reminders.add, self._organiser, self._event_id, minutes, text, Target.GOING)

    async def _move(self) -> None:
        days = (self._of.moved or (0, 0))[1]
        later = at_wall(wall(self._starts_at, ZONE) + timedelta(days=days), ZONE)
        await self._client.do(events.move, self._organiser, self._event_id, later)

    async def _cancel(self) -> None:
        reason = (self._of.cancelled or (0, ""))[1]
        await self._client.do(events.cancel, self._organiser, self._event_id, reason)
