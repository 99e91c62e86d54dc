"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    name: str
    rounds: int
    acts: tuple[tuple[int, int], ...]  # (in flight, acts in a round)
    commands: int
    storm: int
    people: int
    events: int  # in the large database
    answers: int
    reminders: int
    reminders_over: float  # seconds
    direct: int
    direct_rate: int  # direct messages a second the bot is allowed
    materials: int  # in the archive
    hours: int  # of transcripts in it
    searches: int  # of each kind


FULL = Sizes(
    name="full",
    rounds=5,
    acts=((1, 300), (10, 1_500), (100, 3_000)),
    commands=200,
    storm=100_000,
    people=2_000,
    events=100_000,
    answers=1_000_000,
    reminders=100,
    reminders_over=20,
    direct=10_000,
    direct_rate=80,
    materials=100_000,
    hours=10_000,
    searches=200,
)
QUICK = Sizes(
    name="quick",
    rounds=3,
    acts=((1, 150), (10, 500), (100, 1_000)),
    commands=80,
    storm=4_000,
    people=500,
    events=5_000,
    answers=50_000,
    reminders=20,
    reminders_over=4,
    direct=300,
    direct_rate=60,
    materials=5_000,
    hours=200,
    searches=40,
)
