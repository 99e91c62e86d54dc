"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    name: str
    rounds: int
    acts: tuple[tuple[int, int], ...]  # (in flight, acts in a round)
    commands: int
    crowds: tuple[int, ...]  # how many commands are in flight
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
    attendees: int  # who are asked for feedback at once
    charts: int
    reported: int  # events in a report


FULL = Sizes(
    name="full",
    rounds=5,
    acts=((1, 300), (10, 1_500), (100, 3_000)),
    commands=200,
    crowds=(1, 10, 100),
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
    searches=100,
    attendees=10_000,
    charts=40,
    reported=1_000,
)
QUICK = Sizes(  # five programs that start take a third of the minute
    name="quick",
    rounds=2,
    acts=((1, 80), (10, 300), (100, 500)),
    commands=20,
    crowds=(1, 10),
    storm=1_500,
    people=300,
    events=1_000,
    answers=10_000,
    reminders=10,
    reminders_over=1,
    direct=80,
    direct_rate=80,
    materials=500,
    hours=20,
    searches=8,
    attendees=500,
    charts=5,
    reported=50,
)
