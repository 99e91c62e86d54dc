"""Fetching addresses that people gave: only https, only from the public internet, only a little, only for a while.

What a person types must never make Nacre call a service inside the operator's own network. So every host is resolved
here and the connection goes to exactly the addresses that were looked at (a second look by the connector could get
others); an address written as a number is looked at too, and so is every redirect.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot import __version__

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
AGENT = f"Nacre/{__version__} (checks links that people shared)"
MOST_REDIRECTS = 5
MOST_BYTES = 2**20
SECONDS = 20.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
# shared, translated and tunnelling ranges, which `is_global` does not all know or which hide a private address:
# https://www.iana.org/assignments/iana-ipv6-special-registry
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_BARRED = tuple(
    ipaddress.ip_network(each)
    for each in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "2001::/32",
        "::/96",
        "fec0::/10",
    )
)


class Barred(Exception):  # noqa: N818 - it is an answer, not an error
    """The address leads where we do not go: no https, or into a network that is not public."""


class NoHost(Exception):  # noqa: N818
    """There is no such host."""


class Unreachable(Exception):  # noqa: N818
    """It did not answer: no connection, too slow, a broken certificate, too many redirects."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back at the end of the redirects; `body` is cut at what was asked for."""

    status: int
    url: str
    media_type: str
    body: bytes


def is_public(address: IPAddress) -> bool:
    """Whether an address is one of the public internet: no private, loopback, link-local, metadata, multicast or
    reserved one, nor one of those written as IPv6 (mapped, translated by NAT64 or 6to4).
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        inner = _inside(address)
        if inner is not None:
            return is_public(inner)
    if any(address.version == network.version and address in network for network in _BARRED):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if any(address in network for network in _NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour


class Fetcher:
    """One for the process; `close` it at the end. `allowed` and `resolve` are other ones in tests alone."""

    def __init__(
        self,
        *,
        allowed: Callable[[IPAddress], bool] = is_public,
        resolver: AbstractResolver | None = None,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._allowed, self._trust, self._seconds = allowed, trust, seconds
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, *, most: int = MOST_BYTES) -> Fetched:
        """At most `most` bytes of what is there. Raises Barred, NoHost, Unreachable; any status is an answer."""
        return await self._within(url, "GET", most)

    async def probe(self, url: str) -> int:
        """The HTTP status of an address, with as little traffic as the server lets us; raises as `get`.

        HEAD first; where that is refused, GET decides, asking for one byte (RFC 9110 sections 9.3.2 and 14.2).
        """
        status = (await self._within(url, "HEAD", 0)).status
        return status if status < 400 else (await self._within(url, "GET", 0)).status

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _within(self, url: str, method: str, most: int) -> Fetched:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(url, method, most)
        except TimeoutError as error:
            raise Unreachable("too slow") from error
        except aiohttp.ClientConnectorDNSError as error:
            raise _of_name(error) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Unreachable(type(error).__name__) from error

    async def _follow(self, url: str, method: str, most: int) -> Fetched:
        for _ in range(MOST_REDIRECTS + 1):
            fitting = self._require_fitting(url)
            async with self._asked(method, fitting, most) as answer:
                target = answer.headers.get("Location") if answer.status in _REDIRECTS else None
                if target is None:
                    return Fetched(answer.status, url, answer.content_type, await _some(answer, most))
                url = urljoin(url, target)
        raise Unreachable("too many redirects")

    def _require_fitting(self, url: str) -> URL:
        """Before anything is asked: https, a host, no name or password, and no address that is not public.

        The host is the one that the connection takes: "①②⑦.0.0.1" is a number, too, once it is prepared for that.
        """
        try:
            parts, known = urlsplit(url), URL(url)
            host, _ = known.raw_host, parts.port
        except ValueError as error:
            raise Barred("no address") from error
        if parts.scheme != "https" or known.scheme != "https" or not host or "@" in parts.netloc:
            raise Barred("not https to a plain host")
        address = _address(host.rstrip("."))
        if address is not None and not self._allowed(address):
            raise Barred("not a public address")
        return known

    @asynccontextmanager
    async def _asked(self, method: str, url: URL, most: int) -> AsyncIterator[aiohttp.ClientResponse]:
        if self._session is None:
            self._session = self._open()
        ranged = {"Range": f"bytes=0-{max(most, 1) - 1}"} if method == "GET" and not most else {}
        async with self._session.request(method, url, allow_redirects=False, headers=ranged) as answer:
            yield answer

    def _open(self) -> aiohttp.ClientSession:
        resolver = _Careful(self._resolver or aiohttp.ThreadedResolver(), self._allowed)
        connector = aiohttp.TCPConnector(
            resolver=resolver,
            use_dns_cache=False,
            limit=4,
            force_close=True,  # a kept connection would outlive the look at its address
            ssl=self._trust if self._trust is not None else True,
        )
        return aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,  # nothing small becomes large
            max_line_size=8190,
            max_field_size=8190,
        )


class _Careful(AbstractResolver):
    """Resolves by another resolver and passes on only addresses that are allowed; none left means barred."""

    def __init__(self, inner: AbstractResolver, allowed: Callable[[IPAddress], bool]) -> None:
        self._inner, self._allowed = inner, allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        kept = [each for each in found if (address := _address(each["host"])) is not None and self._allowed(address)]
        if not kept:
            raise Barred("not a public address")
        return kept

    async def close(self) -> None:
        await self._inner.close()


def _address(host: str) -> IPAddress | None:
    """The address that a host is written as, in any way that a connection would take; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:  # "127.1", "0x7f000001", "2130706433": inet_aton takes them, and so do resolvers
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _of_name(error: aiohttp.ClientConnectorDNSError) -> Exception:
    cause: Any = error.os_error
    return NoHost() if getattr(cause, "errno", None) in _NO_SUCH_HOST else Unreachable("no answer about the name")


async def _some(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """What was asked for and no byte more; the rest is never read."""
    body = bytearray()
    while len(body) < most:
        part = await answer.content.read(most - len(body))
        if not part:
            break
        body += part
    return bytes(body)
