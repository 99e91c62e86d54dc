"""What is to be done now and then beside the agenda, outside any transaction: each as often as it wants itself.

A chore that fails is tried again a while later and stops nobody. If the process dies in one, it begins anew.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

_EVERY = 300.0  # seconds
_log = logging.getLogger(__name__)


class Chore(Protocol):
    async def do(self) -> int:
        """Do what is due now, if anything is; returns how much that was."""
        ...

    async def close(self) -> None: ...


class Chores:
    """All chores of a process, each in a task of its own, so that none waits for another."""

    def __init__(self, chores: Sequence[Chore], *, every: float = _EVERY) -> None:
        self._chores, self._every = tuple(chores), every
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._running = [asyncio.create_task(self._keep_doing(chore)) for chore in self._chores]

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running = []
        for chore in self._chores:
            await chore.close()

    async def run_due(self) -> int:
        """Do everything that is due now, once; returns how much that was."""
        return sum([await chore.do() for chore in self._chores])

    async def _keep_doing(self, chore: Chore) -> None:
        while True:
            try:
                await chore.do()
            except Exception:
                _log.exception("%s failed and is tried again later", type(chore).__name__)
            await asyncio.sleep(self._every)
