"""Emoji as the API names them, and how many people put which on a message."""

from local_discord.errors import ApiError
from local_discord.records import Json, Message


def emoji_of(name: str) -> Json:
    """`👍`, or `name:id` of an emoji of a server."""
    word, _, snowflake = name.rpartition(":")
    if word and snowflake.isdigit():
        return {"id": snowflake, "name": word, "animated": False}
    if not name or name.isascii():
        raise ApiError(10014)
    return {"id": None, "name": name}


def counts(message: Message, reader: int | None) -> list[Json]:
    """The reactions a message shows; `reader` sees which are their own."""
    return [
        {
            "emoji": emoji_of(name),
            "count": len(people),
            "count_details": {"burst": 0, "normal": len(people)},
            "burst_colors": [],
            "me_burst": False,
            "me": reader in people,
            "burst_me": False,
            "burst_count": 0,
        }
        for name, people in message.reactions.items()
    ]
