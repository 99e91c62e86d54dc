"""What Nacre asks Discord to allow it, and nothing more: the one place that knows.

The invite link, `/setup`'s and `/doctor`'s preflight and the tests all count from here. Bits are from
https://docs.discord.com/developers/topics/permissions (bitwise permission flags).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    """`name` is discord.py's, as in `Permissions.send_messages`; `why` is for operators, in English."""

    name: str
    bit: int
    why: str


NEEDED = (
    Permission("view_channel", 1 << 10, "to see the channels where events are announced"),
    Permission("send_messages", 1 << 11, "to announce events and to remind people"),
    Permission("send_messages_in_threads", 1 << 38, "to remind people in the thread of an event"),
    Permission("create_public_threads", 1 << 35, "to open a thread for each event"),
    Permission("embed_links", 1 << 14, "so that links in an announcement show what they lead to"),
    Permission("attach_files", 1 << 15, "to give people calendar files (.ics)"),
    Permission("read_message_history", 1 << 16, "to find its own announcement again and update it"),
    Permission("send_polls", 1 << 49, "to ask a question as one of Discord's own polls"),
)

BITS = sum(permission.bit for permission in NEEDED)

SCOPES = ("bot", "applications.commands")


def missing(held: int) -> tuple[Permission, ...]:
    """Which of the needed permissions a bit field lacks; Administrator (bit 3) includes them all."""
    if held & (1 << 3):
        return ()
    return tuple(permission for permission in NEEDED if not held & permission.bit)


def invite_link(application_id: int) -> str:
    """The address at which an administrator adds Nacre to a server."""
    scopes = "%20".join(SCOPES)
    return f"https://discord.com/oauth2/authorize?client_id={application_id}&scope={scopes}&permissions={BITS}"
