"""What Nacre needs to be allowed in a channel before it can keep its word there, and what is missing.

Permissions go by the names discord.py gives them; their names in words are the texts `allow.<name>`. Bits:
https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

BITS: Mapping[str, int] = {
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "send_messages_in_threads": 1 << 38,
}


class Purpose(StrEnum):
    """What a channel is used for."""

    EVENTS = "events"  # cards that are edited later, reminders, files, and a word in the event's thread
    ANNOUNCEMENTS = "announcements"  # an organiser's own words at a set time


NEEDED: Mapping[Purpose, tuple[str, ...]] = {
    Purpose.EVENTS: tuple(BITS),
    Purpose.ANNOUNCEMENTS: ("view_channel", "send_messages", "embed_links"),
}

INVITE_PERMISSIONS = sum(BITS.values())  # what the invite link asks for: nothing that no purpose needs


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as Discord has it at this moment. `granted` is None when it does not exist any more."""

    channel_id: int
    purposes: frozenset[Purpose]
    granted: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one channel: it is gone, or permissions are missing in it."""

    channel_id: int
    missing: tuple[str, ...] = ()
    gone: bool = False


def needed(purposes: Iterable[Purpose]) -> tuple[str, ...]:
    """The permissions that these purposes need together, in the order Discord's settings show them."""
    wanted = {name for purpose in purposes for name in NEEDED[purpose]}
    return tuple(name for name in BITS if name in wanted)


def check(places: Iterable[Place]) -> tuple[Finding, ...]:
    """One finding for every channel in which something is missing, in the order given; () means all well.

    A channel that may not be viewed lists everything it needs: allowed in one go, nothing is found missing afterwards.
    """
    findings = []
    for place in places:
        if place.granted is None:
            findings.append(Finding(place.channel_id, gone=True))
            continue
        granted = place.granted if "view_channel" in place.granted else frozenset[str]()
        missing = tuple(name for name in needed(place.purposes) if name not in granted)
        if missing:
            findings.append(Finding(place.channel_id, missing))
    return tuple(findings)
