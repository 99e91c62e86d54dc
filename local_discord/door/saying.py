"""What people do by themselves at a page: read, say, react, vote, join."""

from typing import TYPE_CHECKING

from local_discord.door.asked import Member, action, channel_of, message_of
from local_discord.errors import ApiError
from local_discord.records import Json, User

if TYPE_CHECKING:
    from local_discord.door.serving import Door

# --- reading ---


@action("history")
async def history(door: "Door", user: User, asked: Json) -> Json:
    before = int(asked["before"]) if asked.get("before") else None
    found = door.history(channel_of(door, user, asked), user, before)
    return {"messages": [door.message(each, user) for each in found], "complete": len(found) < 50}


@action("read")
async def read(door: "Door", user: User, asked: Json) -> Json:
    door.mark_read(channel_of(door, user, asked), user)
    return {}


@action("dismiss")
async def dismiss(door: "Door", user: User, asked: Json) -> Json:
    """Only a message that only this person sees can be put away."""
    message = message_of(door, user, asked)
    if message.visible_to == user.id:
        door.dismissed.add((user.id, message.id))
    return {}


# --- saying ---


@action("send")
async def send(door: "Door", user: User, asked: Json) -> Json:
    kept = [door.uploads[int(each)][0] for each in asked.get("uploads") or []]
    files = [(each.name, each.data, each.content_type) for each in kept]
    channel, text = channel_of(door, user, asked), str(asked.get("content") or "")
    to = message_of(door, user, {**asked, "message": asked["reply_to"]}) if asked.get("reply_to") else None
    return {"id": str(Member(door, user).say(channel, text, *files, reply_to=to).id)}


@action("typing")
async def typing(door: "Door", user: User, asked: Json) -> Json:
    Member(door, user).start_typing(channel_of(door, user, asked))
    return {}


@action("edit")
async def edit(door: "Door", user: User, asked: Json) -> Json:
    Member(door, user).edit(message_of(door, user, asked), str(asked["content"]))
    return {}


@action("delete")
async def delete(door: "Door", user: User, asked: Json) -> Json:
    Member(door, user).delete(message_of(door, user, asked))
    return {}


@action("thread")
async def thread(door: "Door", user: User, asked: Json) -> Json:
    """Start a thread at a message."""
    return {"channel": str(Member(door, user).start_thread(message_of(door, user, asked), str(asked["name"])).id)}


@action("post")
async def post(door: "Door", user: User, asked: Json) -> Json:
    """Start a post in a forum."""
    tags = (int(each) for each in asked.get("tags") or ())
    forum = channel_of(door, user, asked)
    return {"channel": str(Member(door, user).post(forum, str(asked["title"]), str(asked["text"]), *tags).id)}


@action("react")
async def react(door: "Door", user: User, asked: Json) -> Json:
    """Put a reaction, or take one's own back."""
    message, emoji, member = message_of(door, user, asked), str(asked["emoji"]), Member(door, user)
    shown = door.message(message, user).get("reactions") or []
    mine = any(each["me"] and each["emoji"]["name"] == emoji for each in shown)
    (member.take_back if mine else member.react)(message, emoji)
    return {}


@action("vote")
async def vote(door: "Door", user: User, asked: Json) -> Json:
    """All votes in a poll at once; none takes them back."""
    Member(door, user).vote(message_of(door, user, asked), *(int(each) for each in asked["answers"]))
    return {}


@action("interested")
async def interested(door: "Door", user: User, asked: Json) -> Json:
    event_id = int(asked["event"])
    for guild in door.world.guilds.values():
        if event_id in guild.events and user.id in guild.members:
            Member(door, user).be_interested(guild.events[event_id], interested=bool(asked["yes"]))
            return {}
    raise ApiError(10070)


@action("join_voice")
async def join_voice(door: "Door", user: User, asked: Json) -> Json:
    Member(door, user).connect(channel_of(door, user, asked))
    return {}


@action("leave_voice")
async def leave_voice(door: "Door", user: User, asked: Json) -> Json:
    channel = channel_of(door, user, asked)
    Member(door, user).disconnect(door.world.guild(channel.guild_id or 0))
    return {}


@action("direct")
async def direct(door: "Door", user: User, asked: Json) -> Json:
    """Open the direct messages with somebody."""
    other = door.world.user(int(asked["user"]))
    channel = door.world.direct_channel(user.id, other.id)
    door.opened.add(channel.id)
    door.changed()
    return {"channel": str(channel.id)}
