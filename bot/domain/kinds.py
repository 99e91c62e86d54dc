"""Kinds of event: data that gives a new event its length, audience and reminders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.events import Audience
from bot.domain.refused import Refused


@dataclass(frozen=True, slots=True)
class Kind:
    key: str
    minutes: int = 60
    audience: Audience = Audience.COMMUNITY
    reminders: tuple[int, ...] = (10_080, 1_440, 60, 10)  # minutes before the start
    recorded: bool = False  # a recording is expected afterwards
    name: str | None = None  # for kinds that a configuration adds; the others have a text `kind.<key>`


class Kinds:
    """The kinds of this installation, in the order in which they are offered."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = dict(kinds)

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def get(self, key: str) -> Kind:
        """The kind of a key; Refused("kind.unknown") when there is none."""
        kind = self._kinds.get(key)
        if kind is None:
            raise Refused("kind.unknown", kind=key)
        return kind
