"""What the worker needs of Discord: one method. And what it tells those who measure."""

from datetime import timedelta
from typing import Protocol

from bot.domain.outbox import Delivery, OutboxItem


class Messenger(Protocol):
    async def deliver(self, item: OutboxItem) -> Delivery:
        """Say one item, under its `nonce`, and tell what became of it. Called outside any transaction.

        What it says comes from `letters.open_letter`. It should end within the item's lease; an exception counts as
        `Retry`, so it must only raise when nothing was said.
        """
        ...


class Meter(Protocol):
    """What is measured; `bot.metrics.Metrics` speaks this."""

    def agenda(self, status: str) -> None:
        """An agenda item was settled: done, missed, dropped, failed."""

    def outbox(self, outcome: str) -> None:
        """An outbox item was tried: sent, retry, undeliverable, dropped."""

    def lateness(self, seconds: float) -> None:
        """Something was said this much after it was due."""


class NoMeter:
    """Measures nothing."""

    def agenda(self, status: str) -> None:
        del status

    def outbox(self, outcome: str) -> None:
        del outcome

    def lateness(self, seconds: float) -> None:
        del seconds


def late(delta: timedelta) -> float:
    return max(0.0, delta.total_seconds())
