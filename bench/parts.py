"""The parts of a run, in their order. Bots are started when a part first needs them, and stay until the end."""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from bench import measures, saying, truth
from bench.after import after
from bench.archive import archive
from bench.load import unleash
from bench.measures import Acts, Rounds
from bench.report import Report, shown
from bench.seed import Seed
from bench.sizes import Sizes
from bench.town import Bot, Town
from local_discord.limits import Limits
from local_discord.server import LocalDiscord
from local_discord.world import Channel, Message

_OPEN, _SCARCE, _COUNTED = 12, 4, 4  # cards without a limit; with 40 seats; whose card is watched
_SEATS = 40
_IN_A_WEEK = timedelta(days=7)


class Bench:
    """One run. `open` gives it; every part adds rows to its report."""

    def __init__(self, discord: LocalDiscord, folder: Path, sizes: Sizes) -> None:
        self.discord, self.folder, self.sizes = discord, folder, sizes
        self.town = Town(discord, sizes.people)
        self.random = Random(20)  # noqa: S311 - the same clicks in every run
        self.report = Report()
        self.seeds: dict[str, Seed] = {}
        self.started: dict[str, float] = {}
        self.idle: dict[str, float] = {}
        self._bots: dict[str, Bot] = {}

    @staticmethod
    @asynccontextmanager
    async def open(folder: Path, sizes: Sizes) -> AsyncIterator["Bench"]:
        async with LocalDiscord() as discord:
            bench = Bench(discord, folder, sizes)
            try:
                yield bench
            finally:
                for bot in bench._bots.values():
                    await bot.process.stop()

    async def nacre(self) -> Bot:
        return self._bots.get("nacre") or await self._prepare("nacre")

    async def large(self) -> Bot:
        return self._bots.get("large") or await self._prepare("large", self.sizes.events, self.sizes.answers)

    async def floor(self) -> Bot:
        if "floor" not in self._bots:
            like = await self.nacre()
            channel = self.town.channel("floor")
            bot = self._bots["floor"] = self.town.floor()
            for card in like.cards:
                body = {"flags": card.flags, "components": copy.deepcopy(card.components)}
                bot.cards.append(self.discord.messages.create(channel, bot.application.id, body))
            await self._start(bot)
        return self._bots["floor"]

    def stop_at_the_end(self, bot: Bot) -> None:
        self._bots[bot.name] = bot

    async def _prepare(self, name: str, events: int = 0, answers: int = 0) -> Bot:
        """A Nacre whose database has some announced events, and perhaps a long past, before it starts."""
        channel = self.town.channel(name)
        data = self.folder / name
        seed = self.seeds[name] = Seed(data, self.town.guild.id, self.town.owner.id, channel.id)
        start = datetime.now(UTC) + _IN_A_WEEK
        capacities = [None] * _OPEN + [_SEATS] * _SCARCE + [self.sizes.people] * _COUNTED
        for n, capacity in enumerate(capacities):
            seed.publish(f"Pearls {n}", start, capacity=capacity)
        if events:
            seed.past(events, answers, self.town.people)
        bot = self._bots[name] = self.town.nacre(name, data)
        await self._start(bot)
        bot.cards = await cards(self.town, channel, len(capacities))
        return bot

    async def _start(self, bot: Bot) -> None:
        self.started[bot.name] = await bot.process.start()
        self.idle[bot.name] = bot.process.memory()


async def cards(town: Town, channel: Channel, number: int) -> list[Message]:
    """The cards that a bot posts in its channel, in order of their events."""
    posted = town.discord.world.messages.setdefault(channel.id, {})
    await measures.until(town, lambda: len(posted) >= number)
    return sorted(posted.values(), key=measures.event_of)


async def start(bench: Bench) -> None:
    """From the process's start to READY, of which discord.py itself waits two seconds for the servers."""
    await bench.nacre()
    await bench.floor()
    bench.report.compare("start to READY", bench.started["floor"], bench.started["nacre"], "s")


async def clicks(bench: Bench) -> None:
    """RSVP click to acknowledgement."""
    floor, nacre = await bench.floor(), await bench.nacre()
    acts = measures.clicks(bench.town, bench.random)
    for in_flight, number in bench.sizes.acts:
        found = await measures.in_turns(
            bench.town, _on_open_cards(floor, nacre), acts, number, in_flight, bench.sizes.rounds
        )
        _clicks(bench.report, in_flight, found)


def _clicks(report: Report, in_flight: int, found: dict[str, Rounds]) -> None:
    floor, nacre = found["floor"], found["nacre"]
    name = f"RSVP click, {in_flight} in flight"
    crowd = in_flight == 100
    report.compare(f"{name}: p50", floor.p(0.5), nacre.p(0.5), "s")
    report.compare(f"{name}: p99", floor.p(0.99), nacre.p(0.99), "s", most=2 if crowd else None)
    report.compare(f"{name}: per second", floor.rate, nacre.rate, "", least=0.6 if in_flight > 1 else None)
    report.compare(f"{name}: processor time", floor.cpu, nacre.cpu, "s")
    answers, others = nacre.calls
    cells = f"{answers:.3f} + {others:.4f} edits"
    report.add(f"{name}: REST calls", floor="1", nacre=cells, target="1 + edits", met=answers <= 1 and others < 0.1)
    lost, twice = nacre.lost, nacre.doubled
    report.add(f"{name}: lost, doubled", nacre=f"{lost}, {twice}", target="0, 0", met=not lost + twice)
    if crowd:
        report.notes.append(
            f"At 100 in flight the local Discord itself takes {shown(floor.server_cpu, 's')} of its core for a click "
            f"of the floor's and {shown(nacre.server_cpu, 's')} for one of Nacre's."
        )


def _on_open_cards(*bots: Bot) -> list[Bot]:
    """The same bots, clicked only on cards without a limit."""
    return [Bot(bot.application, bot.process, bot.cards[:_OPEN], bot.data) for bot in bots]


async def visible(bench: Bench) -> None:
    """From a click to the card that shows it; a crowd's clicks are shown together."""
    nacre = await bench.nacre()
    people = iter(bench.town.people)
    counted = nacre.cards[-_COUNTED:]
    for in_flight, card in ((1, counted[0]), (10, counted[1]), (100, counted[2])):
        crowd = [next(people) for _ in range(in_flight)]
        seconds = await measures.until_visible(bench.town, nacre, card, crowd)
        bench.report.add(f"click to visible card, {in_flight} at once", nacre=shown(seconds, "s"))


async def commands(bench: Bench) -> None:
    """`/events` and what is offered while an event's name is typed."""
    await _compare_commands(bench, [await bench.floor(), await bench.nacre()], "", bench.sizes.commands)


async def _compare_commands(bench: Bench, bots: list[Bot], suffix: str, number: int) -> None:
    base, other = bots
    kinds: tuple[tuple[str, Acts], ...] = (
        ("/events", measures.upcoming(bench.town)),
        ("autocomplete", measures.typing(bench.town)),
    )
    for name, acts in kinds:
        for in_flight in bench.sizes.crowds:
            # fewer than are to be in flight would never be so many
            acted = max(number, in_flight)
            found = await measures.in_turns(bench.town, bots, acts, acted, in_flight, bench.sizes.rounds)
            one, two = found[base.name], found[other.name]
            title = f"{name}{suffix}, {in_flight} in flight"
            bench.report.compare(f"{title}: p50", one.p(0.5), two.p(0.5), "s")
            bench.report.compare(f"{title}: p99", one.p(0.99), two.p(0.99), "s")
            bench.report.compare(f"{title}: per second", one.rate, two.rate, "")
            if one.lost + two.lost:  # they are in no other figure
                told = f"{one.lost} by {base.name}, {two.lost} by {other.name}"
                bench.report.notes.append(f"{title}: not answered within three seconds: {told}.")


async def large(bench: Bench) -> None:
    """The same with a long past in the database, beside the nearly empty one (which stands in the floor's column)."""
    nacre, large = await bench.nacre(), await bench.large()
    sizes = bench.sizes
    await large.process.calm()
    size = f" [{sizes.events:,} events, {sizes.answers:,} RSVPs; beside the empty database]"
    acts = measures.clicks(bench.town, bench.random)
    bots = _on_open_cards(nacre, large)
    for in_flight, number in sizes.acts[1:]:
        found = await measures.in_turns(bench.town, bots, acts, number, in_flight, sizes.rounds)
        one, two = found["nacre"], found["large"]
        title = f"RSVP click{size}, {in_flight} in flight"
        bench.report.compare(f"{title}: processor time", one.cpu, two.cpu, "s", most=1.1)
        bench.report.compare(f"{title}: p50", one.p(0.5), two.p(0.5), "s")
        bench.report.compare(f"{title}: per second", one.rate, two.rate, "")
    # a search through so many titles takes long: few are enough to see it
    await _compare_commands(bench, [nacre, large], " [large beside empty]", sizes.commands // 10)
    bench.report.compare("start to READY [large beside empty]", bench.started["nacre"], bench.started["large"], "s")
    bench.report.compare("memory [large beside empty]", nacre.process.memory(), large.process.memory(), "MB")


async def storm(bench: Bench) -> None:
    """Many clicks, some on events with few seats; then the database is asked whether all is true."""
    floor, nacre = await bench.floor(), await bench.nacre()
    number = bench.sizes.storm
    await unleash(bench.town, floor, measures.clicks(bench.town, bench.random)(floor, number // 5), 100)
    everything = nacre.cards[: _OPEN + _SCARCE]
    bot = Bot(nacre.application, nacre.process, everything, nacre.data)
    few = truth.scarce_cards(everything, _SCARCE)
    found = await truth.storm(bench.town, bot, number, 100, bench.random, few)
    lost = found.storm.lost + len(found.forgotten)
    name = f"storm of {number:,} clicks"
    cells = f"{lost}, {found.storm.doubled}"
    bench.report.add(f"{name}: lost, doubled", nacre=cells, target="0, 0", met=not lost + found.storm.doubled)
    wrong = found.oversold + found.miscounted
    bench.report.add(f"{name}: events oversold or miscounted", nacre=str(len(wrong)), target="0", met=not wrong)
    answers, others = found.storm.callbacks / number, found.storm.other_calls / number
    bench.report.add(f"{name}: REST calls for a click", nacre=f"{answers:.3f} + {others:.4f} edits and notices")
    bench.report.add(f"{name}: clicks a second", nacre=f"{found.storm.rate:,.0f}")
    bench.report.notes += [f"storm: {each}" for each in [*found.forgotten[:5], *wrong, *found.complaints[:5]]]


async def memory(bench: Bench) -> None:
    """Resident memory when ready, and now: after all that came before."""
    floor, nacre = await bench.floor(), await bench.nacre()
    for name, (one, two) in {
        "memory, idle": (bench.idle["floor"], bench.idle["nacre"]),
        "memory, after the storm": (floor.process.memory(), nacre.process.memory()),
    }.items():
        more = f"+{two - one:.0f} MB"
        bench.report.add(
            name,
            floor=f"{one:.0f} MB",
            nacre=f"{two:.0f} MB",
            ratio=more,
            target="≤ +60 MB",
            met=two - one <= 60,
        )


async def reminders(bench: Bench) -> None:
    """How late reminders are said, while nothing else happens."""
    nacre, sizes = await bench.nacre(), bench.sizes
    late = await saying.lateness(bench.town, nacre, bench.seeds["nacre"], sizes.reminders, sizes.reminders_over)
    worst, middle = late[-1], median(late)
    bench.report.add(f"{sizes.reminders} reminders: median lateness", nacre=shown(middle, "s"))
    bench.report.add(
        f"{sizes.reminders} reminders: worst lateness", nacre=shown(worst, "s"), target="≤ 5 s", met=worst <= 5
    )


async def fan_out(bench: Bench) -> None:
    """A cancellation to thousands of people by direct message, at a pace that stands for one a second."""
    town, sizes, discord = bench.town, bench.sizes, bench.discord
    people = [*town.people]
    while len(people) < sizes.direct:
        user = discord.add_user(f"Far {len(people)}")
        discord.join(town.guild, user)
        people.append(user.id)
    people = people[: sizes.direct]
    channel = town.channel("fan-out")
    seed = Seed(bench.folder / "fan-out", town.guild.id, town.owner.id, channel.id)
    seed.cancel(seed.crowd("Flooded", people))
    bot = town.nacre("fan-out", bench.folder / "fan-out", BENCH_DIRECT_PER_SECOND=str(sizes.direct_rate))
    bench._bots["fan-out"] = bot
    # each direct message is two requests, opening and sending; 50 a second are allowed, here so many times more
    times = 2.5 * sizes.direct_rate / 50
    discord.limits = Limits(strict=True, times=times)
    try:
        found = await saying.fan_out(town, bot, people)
    finally:
        discord.limits = Limits()
    share = found.rate / sizes.direct_rate
    name = f"{sizes.direct:,} direct messages at {sizes.direct_rate} a second"
    bench.report.add(
        f"{name}: share of the allowed rate",
        floor=f"{sizes.direct_rate}/s",
        nacre=f"{found.rate:.1f}/s",
        ratio=f"{share:.2f}",
        target="≥ 0.95",
        met=share >= 0.95,
    )
    unsaid = found.people - found.said
    cells = f"{found.refused}, {unsaid}, {found.twice}"
    wrong = found.refused + unsaid + found.twice
    bench.report.add(f"{name}: 429s, unsaid, twice", nacre=cells, target="0, 0, 0", met=not wrong)
    bench.report.add(f"{name}: processor time each", nacre=shown(found.bot_cpu / max(1, found.said), "s"))
    bench.report.notes.append(
        f"The fan-out runs {sizes.direct_rate} times as fast as the one direct message a second that is promised, "
        f"against Discord's limits {times:g} times as wide, so that it fits the time."
    )


PARTS: dict[str, Callable[[Bench], Awaitable[None]]] = {
    "start": start,
    "visible": visible,  # before the clicks: after so many edits discord.py waits for Discord's limit of a channel
    "clicks": clicks,
    "commands": commands,
    "reminders": reminders,
    "large": large,
    "archive": archive,
    "after": after,
    "fan-out": fan_out,
    "storm": storm,
    "memory": memory,
}
