"""The real program, but for its clock: each line on standard input is by how many seconds it is moved on.

What runs is `bot.app`'s own composition. `python -m tests.wire.program`.
"""

import asyncio
import sys
import threading
from datetime import UTC, datetime, timedelta

from bot import app, logs
from bot.commands import database
from bot.config import load
from bot.store.database import open_database


class OffsetClock:
    """Real time and what it was moved by."""

    def __init__(self, ahead: float = 0.0) -> None:
        self.ahead = timedelta(seconds=ahead)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def serve() -> None:
    settings = load(None)
    assert settings.token is not None
    stopping = asyncio.Event()
    app.on_signals(stopping)
    clock = OffsetClock(float(sys.argv[1]))
    parts = app.compose(settings, await open_database(settings.database, settings.data_dir), clock)
    threading.Thread(target=_read, args=(clock, parts, asyncio.get_running_loop()), daemon=True).start()
    await parts.live(settings.token.get_secret_value(), stopping)


def _read(clock: OffsetClock, parts: app.Parts, loop: asyncio.AbstractEventLoop) -> None:
    for line in sys.stdin:
        clock.ahead += timedelta(seconds=float(line))
        loop.call_soon_threadsafe(parts.worker.nudge)  # type: ignore[attr-defined]


if __name__ == "__main__":
    found = load(None)
    logs.set_up(found.log, secrets=[])
    database.bring_up_to_date(found)
    asyncio.run(serve())
