"""The REST door: one module per resource, each a few functions of a `Call`, registered by `route`.

Importing this package registers them all; the order matters only where two paths could match one request.
"""

from local_discord.rest import (
    applications,
    audit,
    channels,
    commands,
    emojis,
    events,
    guilds,
    interactions,
    invites,
    members,
    messages,
    polls,
    reactions,
    threads,
    users,
    voice,
    webhooks,
)

__all__ = [
    "applications",
    "audit",
    "channels",
    "commands",
    "emojis",
    "events",
    "guilds",
    "interactions",
    "invites",
    "members",
    "messages",
    "polls",
    "reactions",
    "threads",
    "users",
    "voice",
    "webhooks",
]
