"""Direct messages go out at their pace: no faster in the long run, and no slower because a machine wakes late."""

import asyncio

from bot.worker.pace import Pace


class Loop(asyncio.SelectorEventLoop):
    """A loop whose time stands still until somebody sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0

    def time(self) -> float:
        return self.now


def moments(late: float, pauses: dict[int, float], turns: int = 9) -> list[float]:
    """When each turn came, one second apart by plan; before some of them nobody asked for so many seconds."""
    loop = Loop()

    async def sleep(seconds: float) -> None:
        loop.now += seconds + late

    async def run() -> list[float]:
        pace, came = Pace(1.0, sleep=sleep), []
        for turn in range(turns):
            loop.now += pauses.get(turn, 0.0)
            await pace.acquire()
            came.append(round(loop.now - 100.0, 3))
        return came

    try:
        return loop.run_until_complete(run())
    finally:
        loop.close()


def test_turns_are_apart() -> None:
    assert moments(0.0, {}) == [0, 1, 2, 3, 4, 5, 6, 7, 8]


def test_waking_late_does_not_slow_down_the_rest() -> None:
    assert moments(0.2, {}) == [0, 1.2, 2.2, 3.2, 4.2, 5.2, 6.2, 7.2, 8.2]


def test_a_pause_is_not_made_up() -> None:
    assert moments(0.0, {3: 30.0}) == [0, 1, 2, 32, 33, 34, 35, 36, 37]
