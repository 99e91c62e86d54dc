"""What is measured with a load: clicks, commands, typing. Floor and bots take turns, and medians are kept."""

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import perf_counter

from bench.load import Act, Storm, press, unleash
from bench.town import Bot, Town
from local_discord import commands
from local_discord.interactions import AUTOCOMPLETE, COMMAND
from local_discord.people import text_of
from local_discord.world import Json, Message

Acts = Callable[[Bot, int], Iterable[Act]]  # so many acts towards a bot


@dataclass
class Rounds:
    """The storms a bot went through at one number in flight; each figure is the median over them."""

    storms: list[Storm] = field(default_factory=list)

    def p(self, share: float) -> float:
        return median(each.at(share) for each in self.storms)

    @property
    def rate(self) -> float:
        return median(each.rate for each in self.storms)

    @property
    def cpu(self) -> float:
        """Seconds of the bot's processor time for one act."""
        return sum(each.bot_cpu for each in self.storms) / max(1, sum(each.done for each in self.storms))

    @property
    def server_cpu(self) -> float:
        return sum(each.server_cpu for each in self.storms) / max(1, sum(each.done for each in self.storms))

    @property
    def lost(self) -> int:
        return sum(each.lost for each in self.storms)

    @property
    def doubled(self) -> int:
        return sum(each.doubled for each in self.storms)

    @property
    def calls(self) -> tuple[float, float]:
        """REST calls for one act: answers, and everything else (edits of cards, notices)."""
        done = max(1, sum(each.done for each in self.storms))
        return sum(e.callbacks for e in self.storms) / done, sum(e.other_calls for e in self.storms) / done


async def in_turns(
    town: Town, bots: list[Bot], acts: Acts, number: int, in_flight: int, rounds: int
) -> dict[str, Rounds]:
    """Each bot in turn, `rounds` times, so that whatever else this machine does hits all of them alike."""
    found = {bot.name: Rounds() for bot in bots}
    for bot in bots:
        await unleash(town, bot, acts(bot, min(200, number)), in_flight)  # warm
    for turn in range(rounds):
        for bot in bots[turn % len(bots) :] + bots[: turn % len(bots)]:
            found[bot.name].storms.append(await unleash(town, bot, acts(bot, number), in_flight))
    return found


def clicks(town: Town, random: Random) -> Acts:
    """Half new answers, half changes of mind; nobody clicks twice at once."""

    def acts(bot: Bot, number: int) -> Iterable[Act]:
        for n in range(number):
            card = bot.cards[random.randrange(len(bot.cards))]
            verb = random.choices(("going", "maybe", "declined"), (60, 20, 20))[0]
            yield press(town.people[n % len(town.people)], card, verb)

    return acts


def upcoming(town: Town) -> Acts:
    """`/events`."""
    return lambda bot, number: [_command(town, bot, n, "events", COMMAND, []) for n in range(number)]


def typing(town: Town) -> Acts:
    """Letters typed into `/event show event:`."""

    def act(bot: Bot, n: int) -> Act:
        option = {"name": "event", "type": 3, "value": ("st", "plan", "lodz", "part 1")[n % 4], "focused": True}
        shown = {"name": "show", "type": 1, "options": [option]}
        return _command(town, bot, n, "event", AUTOCOMPLETE, [shown])

    return lambda bot, number: [act(bot, n) for n in range(number)]


def _command(town: Town, bot: Bot, n: int, name: str, kind: int, options: list[Json]) -> Act:
    known = bot.application.commands.get(None)
    command_id = commands.find(bot.application, town.guild.id, name)[0]["id"] if known else "1"
    data = {"id": command_id, "name": name, "type": 1, "options": options}
    return Act(town.people[n % len(town.people)], kind, data, bot.cards[0].channel_id)


async def until_visible(town: Town, bot: Bot, card: Message, people: list[int]) -> float:
    """Seconds from the first of these clicks at once until the card counts them all. The card has seats to count."""
    wanted, happened = _left(card) - len(people), asyncio.Event()

    def teller(name: str, body: Json, *_: object) -> None:
        if name == "MESSAGE_UPDATE" and body["id"] == str(card.id) and _left(card) == wanted:
            happened.set()

    town.discord.world.tellers.append(teller)
    began = perf_counter()
    try:
        await unleash(town, bot, [press(one, card, "going") for one in people], len(people))
        async with asyncio.timeout(30):
            await happened.wait()
    finally:
        town.discord.world.tellers.remove(teller)
    return perf_counter() - began


async def until(town: Town, condition: Callable[[], bool], within: float = 60) -> None:
    """Wait for something to be so in the local Discord."""
    happened = asyncio.Event()

    def teller(*_: object) -> None:
        happened.set()

    town.discord.world.tellers.append(teller)
    try:
        async with asyncio.timeout(within):
            while not condition():
                happened.clear()
                await happened.wait()
    finally:
        town.discord.world.tellers.remove(teller)


def event_of(card: Message) -> int:
    """The id of the event a card announces, as its buttons say it."""
    for row in card.components:
        for each in row.get("components") or []:
            if str(each.get("custom_id", "")).startswith("event:"):
                return int(each["custom_id"].split(":")[1])
    return 0


def _left(card: Message) -> int:
    found = re.search(r"(\d+) of \d+ left", text_of(card))
    if found is None:
        raise LookupError(f"no seats are counted on {text_of(card)!r}")
    return int(found[1])
