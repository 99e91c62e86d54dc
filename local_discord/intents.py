"""Gateway intents: which events a bot asked for.

https://docs.discord.com/developers/events/gateway#gateway-intents
"""

GUILDS, MEMBERS, MODERATION, EXPRESSIONS, INTEGRATIONS, WEBHOOKS, INVITES, VOICE, PRESENCES = (1 << n for n in range(9))
MESSAGES, REACTIONS, TYPING, DIRECT, DIRECT_REACTIONS, DIRECT_TYPING, CONTENT, EVENTS = (1 << n for n in range(9, 17))
POLLS, DIRECT_POLLS = 1 << 24, 1 << 25
PRIVILEGED = MEMBERS | PRESENCES | CONTENT
EVERY = (1 << 17) - 1 | 1 << 20 | 1 << 21 | POLLS | DIRECT_POLLS

# an event whose name begins so needs this intent in a server, and that one in a direct message
_NEEDED = (
    ("GUILD_MEMBERS_CHUNK", ~0, 0),
    ("GUILD_MEMBER_", MEMBERS, 0),
    ("GUILD_SCHEDULED_EVENT_", EVENTS, 0),
    ("GUILD_BAN_", MODERATION, 0),
    ("GUILD_EMOJIS_", EXPRESSIONS, 0),
    ("INVITE_", INVITES, 0),
    ("WEBHOOKS_", WEBHOOKS, 0),
    ("VOICE_STATE_", VOICE, 0),
    ("TYPING_", TYPING, DIRECT_TYPING),
    ("MESSAGE_REACTION_", REACTIONS, DIRECT_REACTIONS),
    ("MESSAGE_POLL_", POLLS, DIRECT_POLLS),
    ("MESSAGE_", MESSAGES, DIRECT),
    ("CHANNEL_PINS_", GUILDS, DIRECT),
    ("GUILD_", GUILDS, 0),
    ("CHANNEL_", GUILDS, 0),
    ("THREAD_", GUILDS, 0),
    ("STAGE_", GUILDS, 0),
)


def needed(name: str, *, direct: bool) -> int:
    """Any of these bits lets an event through; events of no intent are for everybody."""
    for beginning, in_guild, in_direct in _NEEDED:
        if name.startswith(beginning):
            return in_direct if direct else in_guild
    return ~0
