"""Threads begun at a message or by themselves, and posts in a forum: the same for bots and for people.

Permission is the caller's to ask for. https://docs.discord.com/developers/resources/channel#start-thread-from-message
"""

from local_discord import permissions, threads, validate
from local_discord.errors import ApiError, invalid
from local_discord.messages import Messages, Upload
from local_discord.records import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUM,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    THREADS,
    Channel,
    Json,
    Message,
)
from local_discord.world import World

THREAD_CREATED = 18
_HAS_THREAD = 1 << 5
_MINUTES = (60, 1440, 4320, 10080)
REQUIRE_TAG = 1 << 4
_MOST_TAGS = 5


def at_message(messages: Messages, parent: Channel, found: Message, starter: int, body: Json) -> Channel:
    """A thread that hangs on a message and shares its id; 160004 when there is one already."""
    if parent.type not in (TEXT, ANNOUNCEMENT):
        raise ApiError(50024)
    if found.thread_id is not None:
        raise ApiError(160004)
    kind = ANNOUNCEMENT_THREAD if parent.type == ANNOUNCEMENT else PUBLIC_THREAD
    made = threads.open_in(parent, messages.world, _draft(parent, starter, body, kind, found.id))
    found.thread_id = made.id
    found.flags |= _HAS_THREAD
    messages.changed(found)
    return made


def by_itself(messages: Messages, parent: Channel, kind: int, starter: int, body: Json) -> Channel:
    """A thread without a message; the channel says that a public one was started."""
    if parent.type not in (TEXT, ANNOUNCEMENT) or kind not in THREADS:
        raise ApiError(50024)
    made = _draft(parent, starter, body, kind, messages.world.ids.draw())
    threads.open_in(parent, messages.world, made)
    if kind != PRIVATE_THREAD:
        messages.create(parent, starter, {"content": made.name}, type=THREAD_CREATED)
    return made


def post(
    messages: Messages, forum: Channel, author: int, body: Json, uploads: tuple[Upload, ...] = ()
) -> tuple[Channel, Message]:
    """A post is a thread and its first message, `body["message"]`, which share one id."""
    if forum.type != FORUM:
        raise ApiError(50024)
    said: Json = body.get("message") or {}
    made = _draft(forum, author, body, PUBLIC_THREAD, messages.world.ids.draw())
    made.applied_tags = applied(messages.world, forum, author, body.get("applied_tags") or [])
    if forum.flags & REQUIRE_TAG and not made.applied_tags:
        raise ApiError(40067)
    validate.message(said, files=len(uploads))  # before anything is made
    threads.open_in(forum, messages.world, made)
    return made, messages.create(made, author, said, uploads, message_id=made.id)


def applied(world: World, forum: Channel, author: int, asked: list[str]) -> tuple[int, ...]:
    """Up to five of a forum's tags; moderated ones need MANAGE_THREADS."""
    known = {each.id: each for each in forum.tags}
    wanted = tuple(dict.fromkeys(int(each) for each in asked))
    if len(wanted) > _MOST_TAGS or not set(wanted) <= known.keys():
        raise invalid("applied_tags", "BASE_TYPE_BAD_LENGTH", "Up to 5 tags of this forum")
    if any(known[each].moderated for each in wanted):
        permissions.require(world, forum, author, permissions.MANAGE_THREADS)
    return wanted


def _draft(parent: Channel, starter: int, body: Json, kind: int, thread_id: int) -> Channel:
    name = str(body.get("name") or "")
    if not 1 <= len(name) <= 100:
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    minutes = int(body.get("auto_archive_duration") or parent.archive_minutes)
    if minutes not in _MINUTES:
        raise invalid("auto_archive_duration", "BASE_TYPE_CHOICES", f"Value must be one of {_MINUTES}.")
    made = Channel(thread_id, kind, name, owner_id=starter, thread_members={starter})
    made.archive_minutes = minutes
    made.slowmode_seconds = int(body.get("rate_limit_per_user") or 0)
    made.invitable = body.get("invitable") is not False
    return made
