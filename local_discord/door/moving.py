"""Moving the time from a page."""

from datetime import timedelta
from typing import TYPE_CHECKING

from local_discord.door.asked import Refusal, action
from local_discord.records import Json, User

if TYPE_CHECKING:
    from local_discord.door.serving import Door

_MOST_MINUTES = 60 * 24 * 366


@action("move")
async def move(door: "Door", _user: User, asked: Json) -> Json:
    minutes = int(asked["minutes"])
    if not 0 < minutes <= _MOST_MINUTES:
        raise Refusal("refused.time")
    await door.move(timedelta(minutes=minutes))
    return {}


@action("skip")
async def skip(door: "Door", _user: User, asked: Json) -> Json:
    """One of the embedder's jumps; what it returns, if text, is said to the person."""
    said = await door.skips[asked["key"]].run()
    return {"said": said} if isinstance(said, str) else {}
