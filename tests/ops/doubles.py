"""Parts that write down what is asked of them. They speak the interfaces that `bot/app.py` asks for."""

import asyncio
from collections.abc import Callable

import discord


class Diary(list[str]):
    """What happened, in order."""


class GatewayDouble:
    """Discord, as discord.py offers it: `connect` lasts until `close`."""

    def __init__(self, diary: Diary, *, refuses: Exception | None = None, ready: bool = True) -> None:
        self._diary, self._refuses = diary, refuses
        self._ready, self._closed, self.entered = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.becomes_ready = ready

    async def login(self, token: str) -> None:
        self._diary.append("login")
        self.entered.set()
        if isinstance(self._refuses, discord.LoginFailure | OSError):
            raise self._refuses

    async def connect(self) -> None:
        if self._refuses is not None:
            raise self._refuses
        if self.becomes_ready:
            self._ready.set()
        await self._closed.wait()

    async def wait_until_ready(self) -> None:
        await self._ready.wait()

    async def close(self) -> None:
        self._diary.append("discord closed")
        self._closed.set()


class WorkerDouble:
    def __init__(self, diary: Diary, started: Callable[[], None] = lambda: None) -> None:
        self._diary, self._started = diary, started

    def start(self) -> None:
        self._diary.append("worker started")
        self._started()

    async def stop(self) -> None:
        self._diary.append("worker stopping")
        await asyncio.sleep(0)
        self._diary.append("worker drained")


class WebDouble:
    def __init__(self, diary: Diary, *, fails: Exception | None = None) -> None:
        self._diary, self._fails = diary, fails

    async def start(self) -> None:
        self._diary.append("web started")

    async def stop(self) -> None:
        if self._fails is not None:
            raise self._fails
        self._diary.append("web closed")
