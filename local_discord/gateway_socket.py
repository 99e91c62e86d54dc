"""A bot's WebSocket: JSON in the order asked for, compressed as the client wished."""

import asyncio
import json
import zlib

import zstandard
from aiohttp import web

from local_discord.records import Json


class Socket:
    """One compressor for the whole life of a connection, flushed after every message."""

    def __init__(self, ws: web.WebSocketResponse, compress: str | None) -> None:
        self.ws = ws
        self.closed_here = False  # the server ended it, not the client
        self._queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._zlib = zlib.compressobj() if compress == "zlib-stream" else None
        self._zstd = zstandard.ZstdCompressor().compressobj() if compress == "zstd-stream" else None
        self._writer = asyncio.create_task(self._write())

    def send(self, op: int, data: object = None, *, name: str | None = None, sequence: int | None = None) -> None:
        self.send_payload({"op": op, "t": name, "s": sequence, "d": data})

    def send_payload(self, payload: Json) -> None:
        self._queue.put_nowait(payload)

    async def _write(self) -> None:
        while (payload := await self._queue.get()) is not None:
            text = json.dumps(payload)
            try:
                await self._send(text)
            except ConnectionError:
                return

    async def _send(self, text: str) -> None:
        data = text.encode()
        if self._zlib is not None:
            await self.ws.send_bytes(self._zlib.compress(data) + self._zlib.flush(zlib.Z_SYNC_FLUSH))
        elif self._zstd is not None:
            flushed = self._zstd.compress(data) + self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            await self.ws.send_bytes(flushed)
        else:
            await self.ws.send_str(text)

    def stop(self) -> None:
        self._writer.cancel()

    async def close(self, code: int) -> None:
        """Say what is still to be said, then close."""
        self.closed_here = True
        self._queue.put_nowait(None)
        await self._writer
        await self.ws.close(code=code)

    def cut(self) -> None:
        """Break the connection without a word, as a cable does."""
        self.closed_here = True
        transport = self.ws._req.transport if self.ws._req is not None else None
        if transport is not None:
            transport.abort()
