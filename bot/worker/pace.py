"""How fast direct messages go out."""

import asyncio
from collections.abc import Awaitable, Callable


class Pace:
    """Lets one pass every `apart` seconds, in the order they came.

    The machine wakes whoever waits a little late. Up to one step of that is made up, so that the lateness of each does
    not slow down all those after it; a longer pause is not.
    """

    def __init__(self, apart: float, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._apart, self._sleep = apart, sleep
        self._next = float("-inf")

    async def acquire(self) -> None:
        """Wait for one's turn."""
        now = asyncio.get_running_loop().time()
        turn = self._next if self._next > now - self._apart else now
        self._next = turn + self._apart
        if turn > now:
            await self._sleep(turn - now)
