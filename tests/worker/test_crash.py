"""The process dies between any two steps; afterwards every fact was said exactly once, or is recorded as missed."""

import pytest

from bot.clock import MovableClock
from tests.worker.doubles import Guillotine
from tests.worker.lives import attendance, event, recording, results, wishes
from tests.worker.lives.life import SILENCE, UNHARMED, Life

LIVES = (event.LIFE, attendance.LIFE, recording.LIFE, wishes.LIFE, results.LIFE)
BOTH = (event.LIFE, results.LIFE)  # at every step a quick restart and a long silence; elsewhere they take turns
lives = pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)


def _deaths(life: Life, every: int) -> list[object]:
    """A death at every so many steps of a life."""
    cases: list[object] = []
    for number, at in enumerate(range(1 + every // 3, life.steps + 1, every)):
        in_turn = (SILENCE,) if number % 2 else (life.quick,)
        for pause in (life.quick, SILENCE) if life in BOTH and every == 1 else in_turn:
            name = f"{life.name}-{at}-{'silence' if pause == SILENCE else 'quick'}"
            cases.append(pytest.param(life, at, pause, id=name))
    return cases


deaths = ("life", "at", "pause")
some = pytest.mark.parametrize(deaths, [case for life in LIVES for case in _deaths(life, max(1, life.steps // 6))])
all_of_them = pytest.mark.parametrize(deaths, [case for life in LIVES for case in _deaths(life, 1)])
every_twelfth = pytest.mark.parametrize(deaths, [case for life in LIVES for case in _deaths(life, 12)])


@lives
async def test_nothing_dies_and_everything_is_said_once(database_url: str, clock: MovableClock, life: Life) -> None:
    """The lives that the other tests interrupt. None has more steps than they interrupt."""
    guillotine = Guillotine()
    await life.lived(database_url, clock, guillotine, UNHARMED)
    assert life.steps - 20 < guillotine.steps <= life.steps


@some
async def test_a_death_costs_nothing(database_url: str, clock: MovableClock, life: Life, at: int, pause: float) -> None:
    """Restarted when the lease has run out, everything is seen exactly once: Discord knows the nonce.

    Restarted when Discord may have forgotten the nonce, what may have been said is recorded as missed.
    """
    await life.lived(database_url, clock, Guillotine(at), pause)


@pytest.mark.slow
@all_of_them
async def test_every_single_step_survives(
    database_url: str, clock: MovableClock, life: Life, at: int, pause: float
) -> None:
    """The same, between every two steps."""
    await life.lived(database_url, clock, Guillotine(at), pause)


@pytest.mark.slow
@every_twelfth
async def test_steps_survive_on_postgresql_too(
    postgres_url: str, clock: MovableClock, life: Life, at: int, pause: float
) -> None:
    await life.lived(postgres_url, clock, Guillotine(at), pause)
