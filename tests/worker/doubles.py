"""A Discord in miniature behind the Messenger's real interface: it shows what a reader would see, and when it dies."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.client import Client
from bot.domain.letters import Letter
from bot.domain.outbox import Counted, Delivery, Dropped, OutboxItem, Sent
from bot.services import letters

VOTES = (2, 1)  # of every poll that is read
NONCE_HOLDS = timedelta(minutes=3)  # as long as Discord is relied on to recognise one, and a little more


class Killed(BaseException):
    """The process died on this line."""


@dataclass
class Guillotine:
    """Dies at the n-th step it is shown; counts the steps when it is not set."""

    at: int | None = None
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise Killed


class MortalClient(Client):
    """A client whose process may die before or after each transaction."""

    guillotine: Guillotine

    async def do(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self.guillotine.step()
        result = await super().do(use_case, *args, **kwargs)
        self.guillotine.step()
        return result


@dataclass
class Discord:
    """What is in the channels and in people's direct messages. It outlives every process."""

    messages: dict[int, OutboxItem] = field(default_factory=dict)
    mentioned: list[tuple[str, int]] = field(default_factory=list)  # (fact, user)
    posts: list[str] = field(default_factory=list)  # keys, once for every message a reader sees
    edits: Counter[str] = field(default_factory=Counter)
    nonces: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def post(self, item: OutboxItem, letter: Letter, now: datetime) -> int:
        known = self.nonces.get(item.nonce)
        if known is not None and now - known[1] < NONCE_HOLDS:
            return known[0]
        message_id = 9000 + len(self.messages)
        self.messages[message_id] = item
        self.nonces[item.nonce] = (message_id, now)
        self.posts.append(item.key)
        self.mentioned += [(item.fact, user_id) for user_id in letter.mention_user_ids]
        return message_id


class MessengerDouble:
    """Opens the letter and posts or edits; it may die before and after that, and answer as a test wishes."""

    def __init__(self, client: Client, discord: Discord, guillotine: Guillotine | None = None) -> None:
        self.client, self.discord = client, discord
        self.guillotine = guillotine or Guillotine()
        self.answers: dict[str, Delivery] = {}  # by key: instead of sending
        self.letters: list[Letter] = []

    async def deliver(self, item: OutboxItem) -> Delivery:
        letter = await self.client.ask(letters.open_letter, item.id)
        if isinstance(letter, Dropped):
            return letter
        if item.key in self.answers:
            return self.answers[item.key]
        self.letters.append(letter)
        self.guillotine.step()
        if item.saying == "poll_results":
            return Counted(VOTES)
        channel_id = item.user_id if letter.channel_id is None else letter.channel_id
        card = letter.card
        if item.saying == "card" and card is not None and card.message_id is not None:
            self.discord.edits[item.key] += 1
            message_id = card.message_id
        elif item.message_id is not None:
            self.discord.edits[item.key] += 1
            message_id = item.message_id
        elif letter.silent:
            message_id = 0
        else:
            message_id = self.discord.post(item, letter, self.client.clock.now())
        self.guillotine.step()
        return Sent(channel_id or 0, message_id)
