"""A lane of the outbox: claims what is due, has it said, records what became of it.

Order of things for each item, and what is left when the process dies just after each:
1. it is claimed (committed): nobody takes it until its lease runs out; then it is claimed again;
2. the Messenger has sent it: the same, and Discord recognises the nonce of the second attempt and shows nothing twice.
   When that can no longer be relied on, the item is recorded as missed ("unsure") instead;
3. the outcome is recorded (committed): that is all.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.client import Client
from bot.domain.outbox import Delivery, Dropped, OutboxItem, Retry, Route, Sent
from bot.services import delivery as deliveries
from bot.worker.messenger import Messenger, Meter, late
from bot.worker.pace import Pace

_MARGIN = timedelta(seconds=15)  # what is not begun this long before the lease ends is left to a later claim
_PAUSE = 5.0  # seconds, after the database failed
_log = logging.getLogger(__name__)


class Lane:
    """One of the two ways out: channels (several at once, but in order for each event), or direct messages (paced).

    They never wait for each other.
    """

    def __init__(
        self,
        client: Client,
        messenger: Messenger,
        meter: Meter,
        route: Route,
        *,
        at_once: int,
        pace: Pace | None = None,
    ) -> None:
        self._client, self._messenger, self._meter = client, messenger, meter
        self._route, self._at_once, self._pace = route, at_once, pace
        self._sending: set[asyncio.Task[None]] = set()
        self._last: dict[str, asyncio.Task[None]] = {}  # the latest send of each event, which the next one waits for
        self._filling = asyncio.Lock()
        self._bell = asyncio.Event()
        self._closed = False
        self._death: BaseException | None = None
        self._quiet_until: datetime | None = None

    def ring(self) -> None:
        """There may be something to send."""
        self._bell.set()

    async def run(self) -> None:
        """Send whatever becomes due, until `close`."""
        while not self._closed:
            self._bell.clear()
            try:
                await self._fill(paced=True)
            except Exception:
                _log.exception("the outbox could not be read")
                await asyncio.sleep(_PAUSE)
                continue
            await self._bell.wait()

    async def drain(self) -> int:
        """Send everything that is due now, without the pace; returns how many items were tried."""
        tried = 0
        try:
            while True:
                tried += await self._fill(paced=False)
                if self._sending:
                    await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
                if self._death is not None:  # only what ends a process gets here; errors are caught where they happen
                    raise self._death
                if not self._sending:
                    return tried
        except BaseException:
            await self._cut_off()
            raise

    async def close(self, within: float) -> None:
        """Take nothing more; wait for what is being sent, for at most `within` seconds.

        What is cut off then is still claimed and is taken up when its lease has run out.
        """
        self._closed = True
        self._bell.set()
        if self._sending:
            await asyncio.wait(self._sending, timeout=within)
        await self._cut_off()

    async def _cut_off(self) -> None:
        cut_off = [task for task in self._sending if not task.done()]
        for task in cut_off:
            task.cancel()
        await asyncio.gather(*cut_off, return_exceptions=True)

    async def _fill(self, *, paced: bool) -> int:
        """Claim as much as there is room for and begin to send it; returns how much that was."""
        async with self._filling:
            claimed = 0
            while not self._closed and (room := self._at_once - len(self._sending)) > 0 and not self._resting():
                if paced and self._pace is not None:
                    await self._pace.acquire()
                    room = 1
                items = await self._client.do(deliveries.claim, self._route, room)
                for item in items:
                    self._begin(item)
                claimed += len(items)
                if not items:
                    break
            return claimed

    def _resting(self) -> bool:
        """Discord asked for a pause of this whole lane: direct messages were opened too fast."""
        return self._quiet_until is not None and self._client.clock.now() < self._quiet_until

    def _begin(self, item: OutboxItem) -> None:
        scope = f"{item.community_id}/{item.event_id}/{item.announcement_id}"
        before = self._last.get(scope) if self._route is Route.CHANNEL else None
        task = asyncio.create_task(self._send(item, before))
        self._sending.add(task)
        self._last[scope] = task

        def finished(task: "asyncio.Task[None]") -> None:
            self._sending.discard(task)
            if self._last.get(scope) is task:
                del self._last[scope]
            if not task.cancelled():
                self._death = self._death or task.exception()
            self._bell.set()

        task.add_done_callback(finished)

    async def _send(self, item: OutboxItem, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        delivery = await self._delivered(item)
        self._meter.outbox(type(delivery).__name__.lower())
        if isinstance(delivery, Sent):
            self._meter.lateness(late(self._client.clock.now() - item.due_at))
        elif isinstance(delivery, Retry) and self._route is Route.DIRECT:
            self._quiet_until = self._client.clock.now() + timedelta(seconds=delivery.after_seconds)
        try:
            news = await self._client.do(deliveries.settle, item, delivery)
        except Exception:
            _log.exception("what became of %s could not be recorded; its lease will run out", item.key)
            return
        if news:
            _log.warning("%s could not be delivered: %s", item.key, delivery)
        elif isinstance(delivery, Dropped):
            _log.info("%s is not said any more: %s", item.key, delivery.reason)

    async def _delivered(self, item: OutboxItem) -> Delivery:
        if item.lease_until is not None and self._client.clock.now() > item.lease_until - _MARGIN:
            return Retry(0, "busy")
        try:
            return await self._messenger.deliver(item)
        except Exception as error:
            _log.exception("%s failed and is tried again later", item.key)
            return Retry(0, type(error).__name__, unsure=True)
