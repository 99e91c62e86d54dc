"""What must be allowed in a channel before Nacre can keep its word there, and what is missing.

Names and bits of permissions are those of `permissions.py`; in words a permission is the text `allow.<name>`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import permissions


class Purpose(StrEnum):
    """What a channel is used for."""

    EVENTS = "events"  # cards that are edited later, reminders, files, and a word in the event's thread
    ANNOUNCEMENTS = "announcements"  # an organiser's own words at a set time
    PRESENCE = "presence"  # a voice or stage channel: who is in it
    POLLS = "polls"  # Discord's own, whose votes are read when they are over


NEEDED: Mapping[Purpose, frozenset[str]] = {
    Purpose.EVENTS: frozenset(permission.name for permission in permissions.NEEDED) - {"send_polls"},
    Purpose.ANNOUNCEMENTS: frozenset({"view_channel", "send_messages", "embed_links"}),
    Purpose.PRESENCE: frozenset({"view_channel"}),
    Purpose.POLLS: frozenset(
        {"view_channel", "send_messages", "send_messages_in_threads", "read_message_history", "send_polls"}
    ),
}


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


def granted(bits: int) -> frozenset[str]:
    """The names of those permissions of ours that a Discord bit field holds."""
    lacking = permissions.missing(bits)
    return frozenset(permission.name for permission in permissions.NEEDED if permission not in lacking)


def needed(purposes: Iterable[Purpose]) -> tuple[str, ...]:
    """The permissions that these purposes need together, in the order in which people read them."""
    wanted = frozenset[str]().union(*(NEEDED[purpose] for purpose in purposes))
    return tuple(permission.name for permission in permissions.NEEDED if permission.name in wanted)


def check(places: Iterable[Place]) -> tuple[Finding, ...]:
    """One finding for every channel in which something is missing, in the order given; () means all well.

    A channel that may not be viewed lists everything it needs: Discord denies the rest there, whatever is allowed, so
    that one visit to the channel's settings is enough.
    """
    findings = []
    for place in places:
        if place.granted is None:
            findings.append(Finding(place.channel_id, gone=True))
            continue
        held = place.granted if "view_channel" in place.granted else frozenset[str]()
        missing = tuple(name for name in needed(place.purposes) if name not in held)
        if missing:
            findings.append(Finding(place.channel_id, missing))
    return tuple(findings)
