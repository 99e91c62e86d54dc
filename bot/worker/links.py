"""Looks at links that are due, one after the other and with a pause, so that no server is bothered.

Order of things, and what is left when the process dies just after each:
1. what is due is read: nothing happened;
2. a link was looked at: it is due still, and is looked at again;
3. what was seen is recorded: that is all.
"""

import asyncio
import logging
from typing import Protocol

from bot import fetching
from bot.client import Client
from bot.domain.link_health import Probe, of_status
from bot.services.materials import checking
from bot.services.materials.checking import Due

_AT_ONCE = 20
_PAUSE = 2.0  # seconds between two looks
_log = logging.getLogger(__name__)


class Prober(Protocol):
    """What is needed of `fetching.Fetcher`."""

    async def probe(self, url: str) -> int: ...

    async def close(self) -> None: ...


class LinkChecker:
    """A chore of the worker. `pause` is the time between two looks, in seconds."""

    def __init__(self, client: Client, prober: Prober, *, pause: float = _PAUSE) -> None:
        self._client, self._prober, self._pause = client, prober, pause

    async def do(self) -> int:
        """Look at everything that is due; returns how many links that were."""
        looked = 0
        while due := await self._client.ask(checking.due, _AT_ONCE):
            recorded = 0
            for one in due:
                probe = await self._look(one)
                state = await self._client.do(checking.seen, one, probe)
                recorded += state is not None
                _log.debug("link of material %s: %s, %s", one.material_id, probe, state)
                await asyncio.sleep(self._pause)
            looked += len(due)
            if not recorded:  # all of them were changed meanwhile; the next time finds them as they are
                break
        return looked

    async def close(self) -> None:
        await self._prober.close()

    async def _look(self, due: Due) -> Probe:
        try:
            return of_status(await self._prober.probe(due.address))
        except fetching.Barred:
            return Probe.BARRED
        except fetching.NoHost:
            return Probe.NO_HOST
        except fetching.Unreachable:
            return Probe.TROUBLE
        except Exception:
            _log.exception("a look at the link of material %s failed", due.material_id)
            return Probe.BUSY  # a mistake of ours says nothing about the link
