"""What is known of rate limits is forgotten when it is old, and not looked through at every message."""

import asyncio

import discord
import pytest

from cogs._limits import forget_seldom

pytestmark = pytest.mark.asyncio


async def test_notes_of_rate_limits_are_looked_through_every_half_minute_at_most() -> None:
    http, now = discord.http.HTTPClient(asyncio.get_running_loop()), 0.0
    forget_seldom(http, lambda: now)
    for channel in range(300):
        http.get_ratelimit(f"old:{channel}")._last_request = float("-inf")
    http.get_ratelimit("new:1")
    assert len(http._buckets) == 301  # nothing was looked through yet
    now = 31.0
    http.get_ratelimit("new:2")
    assert set(http._buckets) == {"new:1", "new:2"}
    for channel in range(300):
        http.get_ratelimit(f"later:{channel}")._last_request = float("-inf")
    assert len(http._buckets) == 302
