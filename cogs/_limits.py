"""What discord.py remembers of Discord's rate limits, forgotten less busily.

It keeps a note for each channel it wrote to, five minutes long. Once there are 256, it looks through all of them at
every new channel: with ten thousand direct messages that is more work than sending them. There is no public way to
change it; checked at import, as an upgrade may move it.
"""

from collections.abc import Callable
from time import monotonic

import discord

if not hasattr(discord.http.HTTPClient, "_try_clear_expired_ratelimits"):  # pragma: no cover
    raise ImportError("this discord.py forgets rate limits in another way; see cogs/_limits.py")

_APART = 30.0  # seconds


def forget_seldom(http: discord.http.HTTPClient, clock: Callable[[], float] = monotonic) -> None:
    """Look for notes that are out of date at most every half minute."""
    look, last = http._try_clear_expired_ratelimits, clock()

    def seldom() -> None:
        nonlocal last
        if clock() - last >= _APART:
            last = clock()
            look()

    setattr(http, "_try_clear_expired_ratelimits", seldom)  # noqa: B010 - a method, to mypy
