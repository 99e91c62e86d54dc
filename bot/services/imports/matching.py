"""Whose name is whose. Pure and slow: run it in a thread, outside a transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.imports import Certainty, Draft
from bot.domain.participants import Participant
from bot.domain.participants.names import hints_of, is_full, keys_of, spellings

_ALIKE = 78  # of 100: "A. Kowalska" is like "Anna Kowalska" (87), "Anna Lis" is not like "Anna Nowak" (67)
_SHORTER = 90  # one name is the other's beginning or end
_MOST_GUESSED = 1000  # names that somebody is looked for by resemblance; more is nobody's to page through


@dataclass(frozen=True, slots=True)
class Known:
    """A member, by every name we know of them: display name, nickname, user name."""

    user_id: int
    names: tuple[str, ...]
    answered: bool = False  # said something to the event's invitation: guessed first


def matched(people: Iterable[Participant], members: Sequence[Known]) -> tuple[Draft, ...]:
    """Each person of a list with the member they are, or may be.

    Sure is only who has one full name in common with exactly one member, spelled alike after folding, and is the only
    one of the list to have it. All else is doubtful, with the best guess, or none.
    """
    listed = list(people)
    by_key = _by_key(members)
    exact = [{user for key in keys_of(person.name) for user in by_key.get(key, ())} for person in listed]
    claims = Counter(user for users in exact for user in users)
    guesses = _Guesses(members)
    drafts = []
    for person, users in zip(listed, exact, strict=True):
        if len(users) == 1 and is_full(person.name) and claims[min(users)] == 1:
            drafts.append(Draft(person.name, person.minutes, min(users), Certainty.SURE))
            continue
        guess = guesses.among(users) if users else guesses.like(person.name)
        certainty = Certainty.NONE if guess is None else Certainty.DOUBTFUL
        drafts.append(Draft(person.name, person.minutes, guess, certainty))
    return tuple(drafts)


def _by_key(members: Sequence[Known]) -> Mapping[str, set[int]]:
    by_key: dict[str, set[int]] = {}
    for member in members:
        for key in {key for name in member.names for key in keys_of(name)}:
            by_key.setdefault(key, set()).add(member.user_id)
    return by_key


class _Guesses:
    """The likeliest member for a name that is no member's exactly; those who answered the invitation come first."""

    def __init__(self, members: Sequence[Known]) -> None:
        self._answered = {member.user_id for member in members if member.answered}
        self._left = _MOST_GUESSED
        self._spelled = [
            (key, member.user_id)
            for member in sorted(members, key=lambda each: (not each.answered, each.user_id))
            for key in sorted({key for name in member.names for key in keys_of(name)})
        ]
        self._keys = [key for key, _ in self._spelled]
        self._having: dict[str, list[int]] = {}  # the places of the names that have a word
        for place, key in enumerate(self._keys):
            for word in set(key.split()):
                self._having.setdefault(word, []).append(place)

    def among(self, users: Iterable[int]) -> int:
        return min(users, key=lambda user: (user not in self._answered, user))

    def like(self, name: str) -> int | None:
        if not self._left or not self._keys:
            return None
        self._left -= 1
        from rapidfuzz import fuzz, process

        best: tuple[float, int] | None = None
        for key in sorted({key for hint in hints_of(name) for key in spellings(hint)}):
            found = process.extractOne(key, self._keys, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
            offers = [] if found is None else [(found[1], -found[2])]
            offers += [(_SHORTER, -place) for place in self._shorter_or_longer(set(key.split()))]
            best = max([each for each in (best, *offers) if each is not None], default=None)
        return None if best is None else self._spelled[-best[1]][1]

    def _shorter_or_longer(self, words: set[str]) -> list[int]:
        """The first name that lacks some of these words, or has them all and more: "Anna", "Anna Kowalska"."""
        places = sorted({place for word in words for place in self._having.get(word, ())})
        names = ((place, set(self._keys[place].split())) for place in places)
        return [place for place, other in names if words < other or other < words][:1]
