"""Is Nacre well? The rules, and the words for operators."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.client import Client
from bot.services import delivery

_ANSWERS_WITHIN = 3.0  # seconds
AGENDA_LAG = 60  # seconds: what is due is carried out at once, so one that waits keeps failing
OUTBOX_LAG = 1800  # seconds: direct messages are paced on purpose, so that many of them take a while

_log = structlog.get_logger("nacre.web")


@dataclass(frozen=True, slots=True)
class Health:
    """`depth` is None when the database did not answer."""

    depth: Mapping[str, int] | None
    gateway: bool
    problems: tuple[str, ...] = field(default=())

    @property
    def well(self) -> bool:
        return not self.problems

    def page(self) -> dict[str, object]:
        """What /healthz shows, as JSON."""
        return {
            "status": "ok" if self.well else "unwell",
            "problems": list(self.problems),
            "database": "ok" if self.depth is not None else "silent",
            "gateway": "connected" if self.gateway else "not connected",
            **(self.depth or {}),
        }


async def look(client: Client, gateway: bool) -> Health:
    """Ask the database, and judge. Never raises: a database that fails is a problem to report."""
    try:
        async with asyncio.timeout(_ANSWERS_WITHIN):
            depth = await client.ask(delivery.depth)
    except Exception as error:
        _log.warning("database_silent", error=type(error).__name__)
        return Health(None, gateway, ("database: it does not answer", *_gateway(gateway)))
    return Health(depth, gateway, (*_gateway(gateway), *_lag(depth)))


def _gateway(connected: bool) -> tuple[str, ...]:
    return () if connected else ("gateway: not connected to Discord",)


def _lag(depth: Mapping[str, int]) -> tuple[str, ...]:
    limits = {"agenda": AGENDA_LAG, "outbox": OUTBOX_LAG}
    return tuple(
        f"{name}: {depth[f'{name}_due']} due, the oldest for {lag} seconds"
        for name, limit in limits.items()
        if (lag := depth[f"{name}_lag_seconds"]) > limit
    )
