"""A bot as a process of its own, on a core of its own where there are two: what it costs and how long it takes."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def cores() -> tuple[int, int] | None:
    """The core for the local Discord and the one for the bots; None where they cannot be told apart."""
    if not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2:
        return None
    first, second, *_ = sorted(os.sched_getaffinity(0))
    return first, second


_CORES = cores()


@contextmanager
def _on(core: int | None) -> Iterator[None]:
    """What is started in here inherits the core, all its threads with it."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def settle_here() -> None:
    """Keep this process on the first core."""
    if _CORES is not None:
        os.sched_setaffinity(0, {_CORES[0]})


def cpu_of(pid: int | str = "self") -> float:
    """Seconds of processor time a process took so far; 0 where the system does not say."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICK
    return 0.0


def resident(pid: int | str = "self") -> float:
    """Resident memory of a process in MB; 0 where the system does not say."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


class Process:
    """`python -m module …`, ready when a line of its stderr is "ready", or a log line with that message."""

    def __init__(self, name: str, module: str, *arguments: str, **env: str) -> None:
        self.name = name
        self._command = (sys.executable, "-m", module, *arguments)
        self._env = os.environ | env
        self._running: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._lines: list[str] = []
        self.complaints: list[str] = []  # lines of its log that say error

    async def start(self) -> float:
        """Start it; returns the seconds it took until it was ready."""
        began = perf_counter()
        with _on(_CORES and _CORES[1]):
            self._running = await asyncio.create_subprocess_exec(
                *self._command, env=self._env, stderr=asyncio.subprocess.PIPE
            )
        ready = asyncio.Event()
        self._reading = asyncio.create_task(self._read(ready))
        await ready.wait()
        if self._running.returncode is not None:
            raise RuntimeError(f"{self.name} ended before it was ready:\n{''.join(self._lines[-20:])}")
        return perf_counter() - began

    async def _read(self, ready: asyncio.Event) -> None:
        assert self._running is not None  # noqa: S101 - set before this is started
        assert self._running.stderr is not None  # noqa: S101
        async for raw in self._running.stderr:
            line = raw.decode()
            self._lines = [*self._lines[-50:], line]
            if line.strip() == "ready" or '"message": "ready"' in line:
                ready.set()
            if '"level": "error"' in line or "Traceback" in line:
                self.complaints.append(line)
        await self._running.wait()
        ready.set()

    @property
    def pid(self) -> int:
        assert self._running is not None  # noqa: S101 - asked only of what runs
        return self._running.pid

    def cpu(self) -> float:
        return cpu_of(self.pid)

    def memory(self) -> float:
        """Resident memory in MB; 0 where the system does not say."""
        return resident(self.pid)

    async def calm(self, within: float = 30) -> None:
        """Wait until it has nothing to do by itself: after a start it looks through the past for what is too old."""
        until = perf_counter() + within
        while perf_counter() < until:
            before = self.cpu()
            await asyncio.sleep(0.5)
            if self.cpu() - before <= 2 / _TICK:
                return

    async def stop(self) -> None:
        if self._running is None or self._reading is None:
            return
        with suppress(ProcessLookupError):
            self._running.terminate()
        await self._reading
