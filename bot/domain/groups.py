"""People by the roles they hold, in a report: no group is so small that its numbers are somebody's. Pure."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot.domain.results import FEWEST

MOST_ROLES = 20  # compared in one report
REST = 0  # stands for a role's id: everybody who took part and holds none of them


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did about one event. `measured`: it was noted who was there."""

    event_id: int
    user_id: int
    answered: bool
    going: bool
    there: bool
    measured: bool


@dataclass(frozen=True, slots=True)
class RoleFigures:
    """Of those who hold a role today; all is 0 where it is withheld. Sums over events, but for people and events."""

    role_id: int
    people: int = 0
    events: int = 0  # at which at least one of them was expected
    rsvps: int = 0
    going: int = 0
    attended: int = 0
    expected: int = 0  # said they would come, where it was noted who was there
    came: int = 0  # and did
    withheld: bool = False
    rate_withheld: bool = False  # the no-show rate alone

    @property
    def no_show(self) -> float | None:
        return (self.expected - self.came) / self.expected if self.expected else None


def by_role(parts: Sequence[Part], holders: Mapping[int, AbstractSet[int]]) -> tuple[RoleFigures, ...]:
    """The parts that holders of each role took, and those of the REST: the totals would tell them anyway."""
    took_part = {part.user_id for part in parts}
    rest = took_part.difference(*holders.values())
    groups = {**holders, REST: rest} if rest else holders
    found, expected = [], {}
    for role_id, people in groups.items():
        mine = [part for part in parts if part.user_id in people]
        awaited = [part for part in mine if part.going and part.measured]
        expected[role_id] = len({part.user_id for part in awaited})
        found.append(
            RoleFigures(
                role_id,
                people=len(took_part & people),
                events=len({part.event_id for part in mine if part.going}),
                rsvps=sum(part.answered for part in mine),
                going=sum(part.going for part in mine),
                attended=sum(part.there for part in mine),
                expected=len(awaited),
                came=sum(part.there for part in awaited),
            )
        )
    return withheld(found, expected)


def withheld(groups: Sequence[RoleFigures], expected: Mapping[int, int]) -> tuple[RoleFigures, ...]:
    """Without the numbers of groups that are too small; a no-show rate also goes by how many people were `expected`."""
    small = hidden({group.role_id: group.people for group in groups})
    few = hidden(expected, small)
    return tuple(
        RoleFigures(group.role_id, withheld=True)
        if group.role_id in small
        else replace(group, expected=0, came=0, rate_withheld=True)
        if group.role_id in few
        else group
        for group in groups
    )


def hidden(sizes: Mapping[int, int], already: AbstractSet[int] = frozenset()) -> set[int]:
    """Groups of fewer than five people, and with them so many others that nobody subtracts their way back to them.

    What is hidden follows from the sum of all: so it is never one group alone, nor fewer than five people in all.
    """
    found = {group for group, size in sizes.items() if 0 < size < FEWEST or (size and group in already)}
    others = sorted((size, group) for group, size in sizes.items() if size and group not in found)
    while found and others and (len(found) == 1 or sum(sizes[group] for group in found) < FEWEST):
        found.add(others.pop(0)[1])
    return found | already
