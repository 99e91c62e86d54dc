"""What the bot says by itself: how late reminders are, and how near a fan-out comes to the allowed rate."""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter

from bench.load import press, unleash
from bench.seed import Seed
from bench.town import Bot, Town
from local_discord.world import DM, Json


async def lateness(town: Town, bot: Bot, seed: Seed, number: int, over: float) -> list[float]:
    """Seconds by which each of `number` reminders, due over `over` seconds, came late. None is left out."""
    begins = datetime.now(UTC) + timedelta(seconds=4)
    due: dict[int, datetime] = {}
    for n in range(number):
        start = begins + timedelta(minutes=10, seconds=over * n / number)
        due[seed.publish(f"Punctual {n}", start, leads=(10,))] = start - timedelta(minutes=10)
    late: dict[int, float] = {}
    all_said = asyncio.Event()

    def teller(name: str, body: Json, *_: object) -> None:
        found = re.search(r"Punctual (\d+)\b", str(body)) if name == "MESSAGE_CREATE" else None
        if found is None or ("10 minutes" not in str(body) and "starts" not in str(body).lower()):
            return
        number_of = int(found[1])
        late_by = (datetime.now(UTC) - list(due.values())[number_of]).total_seconds()
        if late_by > -1 and number_of not in late:  # its card came before that
            late[number_of] = late_by
        if len(late) == number:
            all_said.set()

    town.discord.world.tellers.append(teller)
    try:
        # whatever is written wakes it; one of the two is a change, whatever this person said before
        await unleash(town, bot, [press(town.people[0], bot.cards[0], verb) for verb in ("maybe", "declined")], 1)
        async with asyncio.timeout(over + 40):
            await all_said.wait()
    except TimeoutError:
        late |= {n: float("inf") for n in range(number) if n not in late}
    finally:
        town.discord.world.tellers.remove(teller)
    return sorted(late.values())


@dataclass(frozen=True)
class FanOut:
    people: int
    said: int
    twice: int
    lasted: float
    refused: int  # 429s
    bot_cpu: float

    @property
    def rate(self) -> float:
        return (self.said - 1) / self.lasted


async def fan_out(town: Town, bot: Bot, people: list[int]) -> FanOut:
    """The bot is started with a direct message to each of these people waiting; until all are said."""
    times: dict[int, float] = {}
    twice = 0
    finished = asyncio.Event()

    def teller(name: str, body: Json, *_: object) -> None:
        nonlocal twice
        if name != "MESSAGE_CREATE" or "guild_id" in body or body["author"]["id"] != str(bot.application.id):
            return
        channel = town.discord.world.channel(int(body["channel_id"]))
        if channel.type != DM:
            return
        (other,) = set(channel.recipients) - {bot.application.id}
        twice += other in times
        times.setdefault(other, perf_counter())
        if len(times) == len(people):
            finished.set()

    town.discord.exchanges.clear()
    town.discord.world.tellers.append(teller)
    await bot.process.start()
    cpu = bot.process.cpu()
    try:
        while not finished.is_set():
            said = len(times)
            await asyncio.wait([asyncio.ensure_future(finished.wait())], timeout=20)
            if len(times) == said and not finished.is_set():
                break  # nothing came for twenty seconds
    finally:
        town.discord.world.tellers.remove(teller)
    refused = sum(each.status == 429 for each in town.discord.exchanges)
    lasted = max(times.values(), default=1) - min(times.values(), default=0)
    return FanOut(len(people), len(times), twice, lasted, refused, bot.process.cpu() - cpu)
