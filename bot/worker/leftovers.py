"""Takes away uploaded files that nobody refers to any more, once a day.

If the process dies anywhere here, the rest is found the next time: nothing but the files themselves says what is left.
"""

import asyncio
from datetime import datetime, timedelta

from bot import files
from bot.client import Client
from bot.services import materials

_EVERY = timedelta(days=1)


class Leftovers:
    """A chore of the worker."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._done_at: datetime | None = None

    async def do(self) -> int:
        """Returns how many files were removed."""
        now = self._client.clock.now()
        if self._done_at is not None and now < self._done_at + _EVERY:
            return 0
        folder, wanted = await self._client.ask(materials.files_wanted)
        gone = await asyncio.to_thread(files.sweep, folder, wanted) if folder is not None else 0
        self._done_at = now
        return gone

    async def close(self) -> None:
        """Nothing is open between two times."""
