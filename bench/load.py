"""People who click and type, as cheaply as can be: what is measured is the bot, not them."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench.process import cpu_of
from bench.town import Bot, Town
from local_discord.interactions import COMPONENT, Interaction
from local_discord.world import Message

PATIENCE = 3.0  # seconds: Discord's own


@dataclass(frozen=True)
class Act:
    """One thing a person does: `kind` and `data` as Discord sends them."""

    user_id: int
    kind: int
    data: dict[str, Any]
    channel_id: int
    message: Message | None = None


@dataclass
class Storm:
    """What came of many acts."""

    seconds: list[float] = field(default_factory=list)  # from each act to its acknowledgement
    lost: int = 0
    doubled: int = 0  # answered twice: refused by Discord as 40060
    lasted: float = 0.0
    bot_cpu: float = 0.0
    server_cpu: float = 0.0
    callbacks: int = 0
    other_calls: int = 0

    @property
    def done(self) -> int:
        return len(self.seconds)

    @property
    def rate(self) -> float:
        return self.done / self.lasted

    def at(self, share: float) -> float:
        """The time within which this share of the acts was acknowledged."""
        ordered = sorted(self.seconds) or [float("nan")]
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


Watch = Callable[[Act, Interaction], None]


async def unleash(town: Town, bot: Bot, acts: Iterable[Act], in_flight: int, seen: Watch | None = None) -> Storm:
    """Do all acts, `in_flight` at a time, each as soon as one before it was acknowledged."""
    storm, rest = Storm(), iter(acts)
    town.discord.exchanges.clear()
    cpu, own, began = bot.process.cpu(), cpu_of(), perf_counter()
    await asyncio.gather(*(_clicker(town, bot, rest, storm, seen) for _ in range(in_flight)))
    storm.lasted = perf_counter() - began
    storm.bot_cpu, storm.server_cpu = bot.process.cpu() - cpu, cpu_of() - own
    for each in town.discord.exchanges:
        if each.route is not None and each.route.endswith("/callback"):
            storm.callbacks += 1
            storm.doubled += each.status not in {200, 204}
        else:
            storm.other_calls += 1
    return storm


async def _clicker(town: Town, bot: Bot, acts: Iterator[Act], storm: Storm, seen: Watch | None) -> None:
    begin, forget = town.discord.interactions.begin, town.discord.interactions.forget
    for act in acts:
        began = perf_counter()
        interaction = begin(act.kind, bot.application, act.user_id, act.channel_id, act.data, act.message)
        try:
            async with asyncio.timeout(PATIENCE):
                await interaction.answer
        except TimeoutError:
            storm.lost += 1
            continue
        storm.seconds.append(perf_counter() - began)
        if seen is not None:
            seen(act, interaction)
        forget(interaction)


def press(user_id: int, card: Message, verb: str) -> Act:
    """A click on one of a card's answers."""
    custom_id, number = _button(card, verb)
    data = {"custom_id": custom_id, "component_type": 2, "id": number}
    return Act(user_id, COMPONENT, data, card.channel_id, card)


def _button(card: Message, verb: str) -> tuple[str, int]:
    for row in card.components:
        for each in row.get("components") or []:
            custom_id = each.get("custom_id", "")
            if custom_id.split(":")[-1] == verb:
                return custom_id, each["id"]
    # a full event's card still takes these answers from whoever has an older one on the screen
    raise LookupError(f"no {verb} on {card.components}")
