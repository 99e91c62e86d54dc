"""Rate limits as Discord has them: a bucket per route and top-level resource, 50 requests a second over all.

https://docs.discord.com/developers/topics/rate-limits. Real Discord publishes no numbers: those here are common ones.
"""

import math
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

# (requests, seconds) by method and route; everything else may do 50 a second
_BUCKETS: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", "/channels/{channel_id}/messages"): (5, 5.0),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): (5, 5.0),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): (5, 1.0),
    ("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"): (1, 0.25),
    ("POST", "/webhooks/{webhook_id}/{token}"): (5, 2.0),
    ("PUT", "/applications/{application_id}/commands"): (2, 20.0),
}
_DEFAULT = (50, 1.0)
_GLOBAL = (50, 1.0)
_MOST_INVALID, _INVALID_SECONDS = 10_000, 600.0


@dataclass
class Verdict:
    """What one request may do, and the headers that say so. `retry_after` is in seconds, None when it may pass."""

    headers: dict[str, str]
    retry_after: float | None = None
    everywhere: bool = False


class Limits:
    """Fixed windows on a monotonic clock. Off unless `strict`: then every request passes, without headers.

    `times`: so many times as much as Discord allows; for measuring at a quicker pace.
    """

    def __init__(self, *, strict: bool = False, times: float = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self.strict = strict
        self.times = times
        self.invalid_requests = 0  # answers of 401, 403 and 429 so far, but for limits shared with others
        self._invalid: deque[float] = deque()
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}

    def note(self, status: int, scope: str | None = None) -> None:
        """Count an answer towards the ban, if it is one that counts; a limit `shared` with others does not."""
        if status in (401, 403) or (status == 429 and scope != "shared"):
            self.invalid_requests += 1
            self._invalid.append(self._clock())

    @property
    def banned(self) -> bool:
        """10,000 invalid requests in ten minutes, and the address hears nothing more for a while."""
        while self._invalid and self._invalid[0] <= self._clock() - _INVALID_SECONDS:
            self._invalid.popleft()
        return self.strict and len(self._invalid) >= _MOST_INVALID

    def take(self, method: str, route: str, resource: str) -> Verdict:
        """Count a request against its bucket and, unless it is an interaction's, against the global limit."""
        if not self.strict:
            return Verdict({})
        allowed, seconds = _BUCKETS.get((method, route), _DEFAULT)
        most, in_all = round(allowed * self.times), round(_GLOBAL[0] * self.times)
        interaction = route.startswith(("/interactions", "/webhooks"))
        left = None if interaction else self._count("global", in_all, _GLOBAL[1])[1]
        if left is not None:
            told = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global", "Retry-After": str(math.ceil(left))}
            return Verdict(told, left, everywhere=True)
        name = f"{method} {route}"
        used, wait, ends = self._count(f"{name} {resource}", most, seconds)
        headers = {
            "X-RateLimit-Bucket": f"{zlib.crc32(name.encode()):08x}",
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, most - used)),
            "X-RateLimit-Reset": f"{time.time() + ends:.3f}",
            "X-RateLimit-Reset-After": f"{ends:.3f}",
        }
        if wait is not None:
            headers |= {"Retry-After": str(math.ceil(wait)), "X-RateLimit-Scope": "user"}
        return Verdict(headers, wait)

    def _count(self, name: str, most: int, seconds: float) -> tuple[int, float | None, float]:
        now = self._clock()
        began, used = self._windows.get(name, (now, 0))
        if now >= began + seconds:
            began, used = now, 0
        ends = began + seconds - now
        if used >= most:
            return used, ends, ends
        self._windows[name] = (began, used + 1)
        return used + 1, None, ends
