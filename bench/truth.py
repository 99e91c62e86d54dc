"""After the storm: was anything lost, counted twice, or sold twice? The database is asked, not the bot."""

from dataclasses import dataclass, field
from random import Random

from sqlalchemy import func, select

from bench.load import Act, Storm, press, unleash
from bench.town import Bot, Town
from bot.store.database import engine_for
from bot.store.schema import event, rsvp
from local_discord.interactions import Interaction
from local_discord.world import Message

_KEPT = {"going": {"going", "waiting", "offered"}, "maybe": {"maybe"}, "declined": {"declined"}}


@dataclass
class Truth:
    storm: Storm
    clicks: int
    forgotten: list[str] = field(default_factory=list)  # acknowledged, and not what the database says
    oversold: list[str] = field(default_factory=list)
    miscounted: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


async def storm(town: Town, bot: Bot, clicks: int, in_flight: int, random: Random, scarce: frozenset[int]) -> Truth:
    """Many clicks of many people on all cards; `scarce`: the message ids of cards with few seats.

    One person clicks once at a time, so that their last acknowledged wish is what must stand.
    """
    wishes: dict[tuple[int, str], str] = {}
    seated: set[tuple[int, str]] = set()

    def acts() -> list[Act]:
        made = []
        for n in range(clicks):
            card = bot.cards[random.randrange(len(bot.cards))]
            weights = (95, 0, 5) if card.id in scarce else (60, 20, 20)
            verb = random.choices(("going", "maybe", "declined"), weights)[0]
            made.append(press(town.people[n % len(town.people)], card, verb))
        return made

    def seen(act: Act, interaction: Interaction) -> None:
        _, event_id, verb = act.data["custom_id"].split(":")[:3]
        wishes[act.user_id, event_id] = verb
        said = interaction.answer.result()["data"].get("content") or ""
        (seated.add if "seat is yours" in said else seated.discard)((act.user_id, event_id))

    truth = Truth(await unleash(town, bot, acts(), in_flight, seen), clicks)
    _look(truth, bot, wishes, seated)
    truth.complaints = bot.process.complaints
    return truth


def _look(truth: Truth, bot: Bot, wishes: dict[tuple[int, str], str], seated: set[tuple[int, str]]) -> None:
    with engine_for(f"sqlite:///{bot.data}/nacre.db", reading=True).begin() as conn:
        ids = {int(event_id) for _, event_id in wishes}
        rows = conn.execute(select(rsvp.c.user_id, rsvp.c.event_id, rsvp.c.choice).where(rsvp.c.event_id.in_(ids)))
        held = {(user_id, str(event_id)): choice for user_id, event_id, choice in rows}
        for key, wish in wishes.items():
            if held.get(key) not in _KEPT[wish] or (key in seated and held[key] != "going"):
                truth.forgotten.append(f"{key} wished {wish}, has {held.get(key)}")
        for found in conn.execute(select(event).where(event.c.id.in_(ids))).mappings():
            counted = dict.fromkeys(("going", "maybe", "declined", "waiting", "offered"), 0)
            grouped = select(rsvp.c.choice, func.count()).where(rsvp.c.event_id == found["id"])
            counted |= dict(conn.execute(grouped.group_by(rsvp.c.choice)).tuples().all())
            if any(found[choice] != n for choice, n in counted.items()):
                truth.miscounted.append(f"event {found['id']}: {counted}")
            if found["capacity"] is not None and counted["going"] + counted["offered"] > found["capacity"]:
                truth.oversold.append(f"event {found['id']}: {counted} of {found['capacity']}")


def scarce_cards(cards: list[Message], number: int) -> frozenset[int]:
    """The last `number` cards are those with few seats."""
    return frozenset(each.id for each in cards[len(cards) - number :])
