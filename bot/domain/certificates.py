"""Certificates of attendance: a name that its holder chose, and a code by which anybody can check it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import Event
from bot.domain.refused import Refused

LONGEST_NAME = 80
# No letter or digit that looks like another (0 O, 1 I L, U V): 12 of 30 are 58 bits, a code a second finds one of a
# million certificates in ten thousand years
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Certificate:
    event_id: int
    user_id: int
    code: str  # as `heard` gives it
    name: str  # as its holder wants it printed
    language: str
    minutes: int | None  # None: there, but nobody measured for how long
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A certificate with the event it is of."""

    certificate: Certificate
    event: Event


def new_code(choose: Callable[[str], str]) -> str:
    """`choose` picks one letter of a text by chance: `secrets.choice`."""
    return "".join(choose(_LETTERS) for _ in range(_LENGTH))


def shown(code: str) -> str:
    """In groups of four, as people read and type it: "K7QF-2MXR-9TBD"."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def heard(typed: str) -> str | None:
    """What somebody typed, whatever its case, spaces and dashes; None for what can be no code."""
    code = "".join(letter for letter in typed if not letter.isspace() and letter not in "-–—_.")
    fits = len(code) == _LENGTH and code.isascii() and set(code.upper()) <= set(_LETTERS)
    return code.upper() if fits else None


def name_of(typed: str) -> str:
    """The name to print. Refused: certificate.name (none, or no letter in it), certificate.name_long."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in typed).split())
    if not any(letter.isalpha() for letter in name):
        raise Refused("certificate.name")
    if len(name) > LONGEST_NAME:
        raise Refused("certificate.name_long", limit=LONGEST_NAME)
    return name
