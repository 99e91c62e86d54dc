"""Fetching what people linked to: nothing inside the operator's network is ever asked, whatever the address says."""

import asyncio
import ipaddress
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from bot.fetching import Barred, Fetcher, IPAddress, NoHost, Unreachable, is_public

INSIDE = (
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",  # the metadata of cloud machines
    "168.63.129.16",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
)
OUTSIDE = ("8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_outside_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


_PRIVATE = st.sampled_from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16"]).map(
    ipaddress.IPv4Network
)


@st.composite
def private_v4(draw: st.DrawFn) -> ipaddress.IPv4Address:
    network = draw(_PRIVATE)
    return network[draw(st.integers(0, network.num_addresses - 1))]


@given(address=private_v4())
def test_a_private_address_is_private_however_it_is_written(address: ipaddress.IPv4Address) -> None:
    """As IPv4, mapped into IPv6 (RFC 4291 section 2.5.5), through NAT64 (RFC 6052) and 6to4 (RFC 3056)."""
    number = int(address)
    forms: list[IPAddress] = [
        address,
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x0064FF9B << 96) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
        ipaddress.IPv6Address(number),
    ]
    assert not any(is_public(form) for form in forms)


@given(address=st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_what_is_public_is_global(address: IPAddress) -> None:
    if is_public(address) and isinstance(address, ipaddress.IPv4Address):
        assert address.is_global
    assert not (is_public(address) and (address.is_loopback or address.is_link_local or address.is_multicast))


# --- a server to ask


class Names(AbstractResolver):
    """Which host has which addresses; every look is remembered."""

    def __init__(self, port: int, addresses: dict[str, list[str]]) -> None:
        self.port, self.addresses = port, addresses
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        known = self.addresses.get(host)
        if known is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if known == ["?"]:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [
            ResolveResult(hostname=host, host=each, port=self.port, family=socket.AF_INET, proto=0, flags=0)
            for each in known
        ]

    async def close(self) -> None: ...


@dataclass
class Site:
    """A server at 127.0.0.1 that speaks for every name of `names`, and what it was asked."""

    port: int
    names: Names
    trust: ssl.SSLContext
    requests: list[str] = field(default_factory=list)
    fetchers: list[Fetcher] = field(default_factory=list)

    def fetcher(self, *, local: bool = True, seconds: float = 5.0) -> Fetcher:
        """`local`: this machine counts as public, so that there is something to fetch."""
        allowed = (lambda address: str(address) == "127.0.0.1" or is_public(address)) if local else is_public
        made = Fetcher(allowed=allowed, resolver=self.names, trust=self.trust, seconds=seconds)
        self.fetchers.append(made)
        return made


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the server's certificate, is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    file = folder / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=example.test"),
            *("-addext", "subjectAltName=DNS:example.test,DNS:*.example.test,IP:127.0.0.1"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    file.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return file


@pytest.fixture
async def site(certificate: Path) -> AsyncIterator[Site]:
    requests: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        requests.append(f"{request.method} {request.host.partition(':')[0]}{request.path_qs}")
        match request.path:
            case "/gone":
                return web.Response(status=404)
            case "/no-head" if request.method == "HEAD":
                return web.Response(status=405)
            case "/large":
                return web.Response(body=b"x" * 5_000_000)
            case "/slow":
                await asyncio.Event().wait()
            case "/to":
                return web.Response(status=302, headers={"Location": request.query["url"]})
            case "/loop":
                return web.Response(status=301, headers={"Location": "/loop"})
        return web.Response(text=f"hello {request.headers['User-Agent']}", headers={"Set-Cookie": "a=b"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving).start()
    port = runner.addresses[0][1]
    made = Site(port, Names(port, {"example.test": ["127.0.0.1"]}), ssl.create_default_context(cafile=str(certificate)))
    made.requests = requests
    yield made
    for fetcher in made.fetchers:
        await fetcher.close()
    await runner.cleanup()


async def test_a_page_is_fetched_under_our_name(site: Site) -> None:
    found = await site.fetcher().get("https://example.test/page")
    assert (found.status, found.media_type) == (200, "text/plain")
    assert found.body.startswith(b"hello Nacre/")


async def test_no_more_is_read_than_was_asked_for(site: Site) -> None:
    assert len((await site.fetcher().get("https://example.test/large", most=1000)).body) == 1000


async def test_a_probe_asks_head_and_then_get(site: Site) -> None:
    fetcher = site.fetcher()
    assert await fetcher.probe("https://example.test/") == 200
    assert await fetcher.probe("https://example.test/no-head") == 200
    assert await fetcher.probe("https://example.test/gone") == 404
    asked = [request.partition("example.test")[0].strip() for request in site.requests]
    assert asked == ["HEAD", "HEAD", "GET", "HEAD", "GET"]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.test/",
        "ftp://example.test/",
        "file:///etc/passwd",
        "https://user@example.test/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://127。0。0。1/",
        "https://①②⑦.0.0.1/",
        "https://１２７.１/",
        "https://127.0.0.1./",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://inside.example.test/",
        "https:///x",
        "https://[",
    ],
)
async def test_where_we_do_not_go_nothing_is_asked(site: Site, url: str) -> None:
    """By the name of a host inside, by its number in any notation, by another scheme."""
    site.names.addresses["inside.example.test"] = ["127.0.0.1", "10.0.0.1"]
    fetcher = site.fetcher(local=False)
    with pytest.raises(Barred):
        await fetcher.get(url)
    with pytest.raises(Barred):
        await fetcher.get(f"https://example.test/to?url={url}")
    assert site.requests == []


@pytest.mark.parametrize(
    "target",
    ["http://example.test/", "https://10.0.0.1/", "https://inside.example.test/", "//[::1]/", "file:///etc/passwd"],
)
async def test_a_redirect_is_looked_at_like_the_first_address(site: Site, target: str) -> None:
    site.names.addresses["inside.example.test"] = ["192.168.0.1"]
    with pytest.raises(Barred):
        await site.fetcher().get(f"https://example.test/to?url={target}")
    assert len(site.requests) == 1


async def test_of_several_addresses_only_the_public_ones_are_used(site: Site) -> None:
    site.names.addresses["example.test"] = ["10.0.0.1", "127.0.0.1"]
    assert (await site.fetcher().get("https://example.test/")).status == 200


async def test_a_name_is_looked_up_again_for_every_request(site: Site) -> None:
    """A name that turns to an address inside after the first look (DNS rebinding) leads nowhere."""
    fetcher = site.fetcher()
    assert await fetcher.probe("https://example.test/") == 200
    site.names.addresses["example.test"] = ["10.0.0.1"]
    with pytest.raises(Barred):
        await fetcher.probe("https://example.test/")


async def test_redirects_end(site: Site) -> None:
    with pytest.raises(Unreachable):
        await site.fetcher().get("https://example.test/loop")
    assert len(site.requests) == 6


async def test_a_relative_redirect_is_followed(site: Site) -> None:
    found = await site.fetcher().get("https://example.test/to?url=/page")
    assert found.url == "https://example.test/page"


async def test_an_unknown_host_and_a_name_system_that_is_down_are_two_things(site: Site) -> None:
    site.names.addresses["later.example.test"] = ["?"]
    with pytest.raises(NoHost):
        await site.fetcher().get("https://nobody.example.test/")
    with pytest.raises(Unreachable):
        await site.fetcher().get("https://later.example.test/")


async def test_what_is_too_slow_or_has_a_wrong_certificate_is_unreachable(site: Site) -> None:
    with pytest.raises(Unreachable):
        await site.fetcher(seconds=0.2).get("https://example.test/slow")
    site.names.addresses["other.test"] = ["127.0.0.1"]
    with pytest.raises(Unreachable):
        await site.fetcher().get("https://other.test/")
