"""The asynchronous shell's one door to the synchronous core: a use case, one transaction, the present time."""

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.clock import Clock
from bot.store.database import Connection, Database

P = ParamSpec("P")
R = TypeVar("R")


class Client:
    """`await client.do(rsvps.respond, actor, event_id, choice)` changes something; `await client.ask(…)` reads.

    Both give the use case a connection and the clock's now as its first two arguments.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def do(
        self,
        use_case: Callable[Concatenate[Connection, datetime, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a use case as one transaction, durable when this returns. Raises what the use case raises."""
        return await self.database.write(use_case, self.clock.now(), *args, **kwargs)

    async def ask(
        self, query: Callable[Concatenate[Connection, datetime, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a query on a connection that cannot write."""
        return await self.database.read(query, self.clock.now(), *args, **kwargs)
