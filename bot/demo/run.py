"""`nacre demo`: runs the demonstration until Ctrl-C, and takes it down in order.

One process, one loop: the local Discord, the bot connected to it over sockets of this machine, and the page. With a
folder to keep, the bot's database and the local Discord's world survive side by side; a process that is killed loses
the last seconds of the world, at most.
"""

import asyncio
import locale
import os
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from bot import logs
from bot.app import hear_no_more, on_signals
from bot.config import Log
from bot.demo.composition import Demo, opened
from bot.demo.network import TOKEN
from bot.stopped import Stopped
from bot.words import language_of

_REAL_BOTS = "nacre.db"
_MEMORY = "/dev/shm"  # noqa: S108 - a folder of its own is made in it, for this user alone
_SAVED_EVERY = 5.0  # seconds


def run(port: int, keep: Path | None, *, headless: bool) -> None:
    """Run until Ctrl-C or SIGTERM. Raises Stopped when the folder to keep cannot be used."""
    logs.set_up(Log(level="warning"))
    with _folder(keep) as folder:
        asyncio.run(_serve(port, folder, kept=keep is not None, headless=headless))
        hear_no_more()
    typer.echo(f"Bye. Everything is kept in {keep}." if keep else "Bye. Nothing of it is left.")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="nacre-demo-", dir=_fast()) as folder:
            yield Path(folder)
        return
    if (keep / _REAL_BOTS).exists():
        raise Stopped(f"{keep} holds the data of a bot that is no demonstration. Choose another folder for --keep.")
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stopped(f"The folder {keep} cannot be used: {error}") from error
    yield keep


def _fast() -> str | None:
    """In memory where there is such a folder: what is thrown away need not wait for a disk (a second of the start)."""
    return _MEMORY if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) else None


async def _serve(port: int, folder: Path, *, kept: bool, headless: bool) -> None:
    stopping, leaving = asyncio.Event(), asyncio.Event()
    on_signals(stopping)
    async with opened(port, folder, language_of(locale.getlocale()[0])) as demo:
        told = asyncio.create_task(stopping.wait())
        living = asyncio.create_task(demo.parts.live(TOKEN, leaving))
        working = asyncio.create_task(_work(demo, port, kept=kept, headless=headless))
        try:
            done, _ = await asyncio.wait((told, working, living), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (told, working):  # before the bot leaves: what fills the network in needs it
                task.cancel()
            await asyncio.wait((told, working))
            leaving.set()
            await asyncio.wait((living,))
            if kept:
                demo.save()
        if working in done:
            working.result()
        living.result()


async def _work(demo: Demo, port: int, *, kept: bool, headless: bool) -> None:
    """Begin, say so, and from then on keep what changes."""
    await demo.start()
    _welcome(demo.discord.base, port, headless=headless)
    while True:
        await asyncio.sleep(_SAVED_EVERY)
        if kept:
            demo.save()


def _welcome(address: str, port: int, *, headless: bool) -> None:
    if port and not address.endswith(f":{port}"):
        typer.echo(f"Port {port} is taken, so a free one was chosen.")
    typer.echo(f"Nacre is at work in a network of its own: {address}/\nCtrl-C ends it.")
    if not headless and _has_windows():
        # beside everything else: some browsers are waited for, and the page is served from here
        threading.Thread(target=_browse, args=(address,), daemon=True).start()


def _has_windows() -> bool:
    """On a server there may be a browser for the terminal alone, which would take the terminal over."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)


def _browse(address: str) -> None:
    with suppress(webbrowser.Error):
        webbrowser.open(address)
