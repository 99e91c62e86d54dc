"""Messages: made, changed and removed, and everybody told who may know."""

from dataclasses import replace

from local_discord import files, media, mentions, permissions, polls, references, shapes, threads, validate
from local_discord.errors import ApiError, invalid
from local_discord.files import Upload
from local_discord.records import COMPONENTS_V2, DM, EPHEMERAL, THREADS, Channel, Json, Message
from local_discord.world import World

__all__ = ["Messages", "Upload", "direct_allowed"]

REPLY, PINNED, POLL_RESULT = 19, 6, 46
_SUPPRESS_EMBEDS, _SILENT, _VOICE_MESSAGE = 1 << 2, 1 << 12, 1 << 13
_NONCE_SECONDS = 300
_MOST_PINS = 250


class Messages:
    """Needs to know where attachments are served: `base` is the address of the server's files."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.base = ""
        self._nonces: dict[tuple[int, str], tuple[float, Message]] = {}

    def create(
        self,
        channel: Channel,
        author_id: int,
        body: Json,
        uploads: tuple[Upload, ...] = (),
        *,
        application_id: int | None = None,
        interaction: Json | None = None,
        visible_to: int | None = None,
        type: int = 0,  # noqa: A002 - Discord's own name
        webhook_id: int | None = None,
        author_shape: Json | None = None,
        message_id: int | None = None,
    ) -> Message:
        """A new message; the same nonce by the same author within five minutes returns the earlier one.

        `message_id`: a forum post's first message has the post's own id.
        """
        earlier = self._earlier(author_id, body)
        if earlier is not None:
            return earlier
        reference, target = references.find(self.world, channel, author_id, body.get("message_reference"))
        forward = references.is_forward(reference)
        validate.message(body, files=len(uploads) + forward)
        flags = int(body.get("flags") or 0) & (COMPONENTS_V2 | _SUPPRESS_EMBEDS | _SILENT | _VOICE_MESSAGE)
        message = Message(
            id=message_id or self.world.ids.draw(),
            channel_id=channel.id,
            author_id=author_id,
            timestamp=self.world.now(),
            type=REPLY if type == 0 and reference is not None and not forward else type,
            flags=flags | (EPHEMERAL if visible_to else 0),
            nonce=body.get("nonce"),
            tts=bool(body.get("tts")),
            reference=reference,
            application_id=application_id,
            interaction=interaction,
            visible_to=visible_to,
            webhook_id=webhook_id,
            author_shape=author_shape,
        )
        if forward and target is not None:
            message.snapshots = [references.snapshot(shapes.message(self.world, target))]
        if body.get("poll"):
            message.poll = polls.make(self.world, body["poll"])
        self._fill(channel, message, body, uploads, None if target is None or forward else target.author_id)
        self._keep(channel, message)
        self._remember(author_id, body, message)
        self._tell("MESSAGE_CREATE", channel, message)
        return message

    def _keep(self, channel: Channel, message: Message) -> None:
        self.world.messages.setdefault(channel.id, {})[message.id] = message
        if message.poll is not None and message.visible_to is None:
            self.world.open_polls[message.id] = message
        if message.visible_to is None:
            channel.last_message_id = message.id
            if channel.type in THREADS:
                threads.spoken_in(self.world, channel, message)

    def edit(self, message: Message, body: Json, uploads: tuple[Upload, ...] = ()) -> Message:
        """Change what the body names and leave the rest; all of it when any of it is refused."""
        channel = self.world.channel(message.channel_id)
        if message.id not in self.world.messages.get(channel.id, {}):
            raise ApiError(10008)
        if channel.archived:
            raise ApiError(50083)
        if message.poll is not None:
            raise ApiError(520003)
        validate.message(body | {"flags": message.flags | int(body.get("flags") or 0)}, partial=True)
        self._check_merged(message, body, uploads)
        changed = replace(message, edited_at=self.world.now())
        if "flags" in body:
            asked = int(body["flags"] or 0)
            changed.flags = message.flags & ~_SUPPRESS_EMBEDS | asked & (COMPONENTS_V2 | _SUPPRESS_EMBEDS)
        self._fill(channel, changed, body, uploads)
        vars(message).update(vars(changed))
        self._tell("MESSAGE_UPDATE", channel, message)
        return message

    def _check_merged(self, message: Message, body: Json, uploads: tuple[Upload, ...]) -> None:
        """What stays together with what changes: not empty, and nothing else beside Components V2."""
        text = body.get("content", message.content) or body.get("embeds", message.embeds)
        v2 = (message.flags | int(body.get("flags") or 0)) & COMPONENTS_V2
        if v2 and text:
            raise invalid("flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Components V2 stand alone")
        shown = body.get("components", message.components) or body.get("attachments", message.attachments)
        if not (text or shown or uploads or message.snapshots):
            raise ApiError(50006)

    def changed(self, message: Message) -> None:
        """Something that is no edit changed: a pin, a poll's end, a thread."""
        self._tell("MESSAGE_UPDATE", self.world.channel(message.channel_id), message)

    def typing(self, channel: Channel, user_id: int) -> None:
        """Tell that somebody is writing; Discord shows it for ten seconds."""
        body: Json = {"channel_id": str(channel.id), "user_id": str(user_id)}
        body["timestamp"] = int(self.world.now().timestamp())
        if channel.guild_id is not None:
            body["guild_id"] = str(channel.guild_id)
            body["member"] = shapes.member(self.world, self.world.member(channel.guild_id, user_id))
        self.world.tell("TYPING_START", body, guild_id=channel.guild_id)

    def delete(self, *messages: Message) -> None:
        """Remove one message, or several of one channel at once."""
        channel = self.world.channel(messages[0].channel_id)
        for message in messages:
            del self.world.messages[channel.id][message.id]
            self.world.open_polls.pop(message.id, None)
        body: Json = {"channel_id": str(channel.id)}
        if channel.guild_id is not None:
            body["guild_id"] = str(channel.guild_id)
        if len(messages) > 1:
            body["ids"] = [str(each.id) for each in messages]
            self.world.tell("MESSAGE_DELETE_BULK", body, guild_id=channel.guild_id)
        else:
            body["id"] = str(messages[0].id)
            self.world.tell("MESSAGE_DELETE", body, guild_id=channel.guild_id, only=messages[0].visible_to)

    def pin(self, message: Message, pinner_id: int, *, pinned: bool = True) -> None:
        """Pin or unpin; a pin is said in the channel."""
        channel = self.world.channel(message.channel_id)
        if message.pinned == pinned:
            return
        if pinned and sum(each.pinned for each in self.world.messages[channel.id].values()) >= _MOST_PINS:
            raise ApiError(30003)
        message.pinned = pinned
        message.pinned_at = channel.last_pin_at = self.world.now()
        self.changed(message)
        body: Json = {"channel_id": str(channel.id), "last_pin_timestamp": channel.last_pin_at.isoformat()}
        if channel.guild_id is not None:
            body["guild_id"] = str(channel.guild_id)
        self.world.tell("CHANNEL_PINS_UPDATE", body, guild_id=channel.guild_id)
        if pinned:
            self._say_of(message, channel, pinner_id, PINNED)

    def end_poll(self, message: Message) -> None:
        """No more votes; a message in the same channel says how it ended."""
        poll = polls.of(message)
        if poll.finished:
            raise ApiError(520001)
        poll.finished, poll.expires_at = True, min(poll.expires_at, self.world.now())
        self.world.open_polls.pop(message.id, None)
        self.changed(message)
        channel = self.world.channel(message.channel_id)
        self._say_of(message, channel, message.author_id, POLL_RESULT, polls.result(poll))

    def _say_of(self, message: Message, channel: Channel, author_id: int, kind: int, *embeds: Json) -> None:
        """A message of Discord's own about another; its author needs no permission for it."""
        said = Message(self.world.ids.draw(), channel.id, author_id, self.world.now(), type=kind, embeds=[*embeds])
        said.reference = references.pointing_at(channel, message)
        self._keep(channel, said)
        self._tell("MESSAGE_CREATE", channel, said)

    def tick(self) -> None:
        """End the polls whose time is over."""
        now = self.world.now()
        for message in [each for each in self.world.open_polls.values() if each.poll and each.poll.expires_at <= now]:
            self.end_poll(message)

    def keep_file(self, place: int, name: str, data: bytes, content_type: str) -> Json:
        """A file of no message yet: a form's or a command's. Returns the attachment."""
        return files.keep(self.world, self.base, place, Upload(0, name, content_type, data), {})

    def _fill(
        self,
        channel: Channel,
        message: Message,
        body: Json,
        uploads: tuple[Upload, ...],
        replied_to: int | None = None,
    ) -> None:
        if "attachments" in body or uploads:
            message.attachments = self._attachments(channel, message, body, uploads)
        if "content" in body:
            message.content = body["content"] or ""
        if "embeds" in body:
            message.embeds = [media.embed(message, each) for each in body["embeds"] or []]
        if "components" in body:
            message.components = media.components(message, body["components"] or [])
        if "content" in body or "components" in body:
            mentions.settle(self.world, channel, message, body.get("allowed_mentions"), replied_to)

    def _attachments(self, channel: Channel, message: Message, body: Json, uploads: tuple[Upload, ...]) -> list[Json]:
        described = {str(each["id"]): each for each in body.get("attachments") or []}
        kept = [each for each in message.attachments if each["id"] in described] if "attachments" in body else []
        if len(kept) + len(uploads) > files.MOST_FILES:
            raise ApiError(30015)
        for upload in uploads:
            known = described.get(str(upload.number), {})
            kept.append(files.keep(self.world, self.base, channel.id, upload, known))
        return kept

    def _tell(self, name: str, channel: Channel, message: Message) -> None:
        body = shapes.message(self.world, message)
        if channel.guild_id is not None:
            body["guild_id"] = str(channel.guild_id)
            member = self.world.guild(channel.guild_id).members.get(message.author_id)
            if member is not None and message.webhook_id is None:
                body["member"] = shapes.member(self.world, member, with_user=False)
        self.world.tell(name, body, guild_id=channel.guild_id, only=message.visible_to)

    def _earlier(self, author_id: int, body: Json) -> Message | None:
        nonce = body.get("nonce")
        if nonce is None or not body.get("enforce_nonce"):
            return None
        at, message = self._nonces.get((author_id, str(nonce)), (0.0, None))
        return message if message is not None and self.world.now().timestamp() - at < _NONCE_SECONDS else None

    def _remember(self, author_id: int, body: Json, message: Message) -> None:
        if body.get("nonce") is not None and body.get("enforce_nonce"):
            self._nonces[author_id, str(body["nonce"])] = (self.world.now().timestamp(), message)


def direct_allowed(world: World, channel: Channel, author_id: int) -> None:
    """50007 when the other one takes no messages, 50278 when they share no server."""
    if channel.type != DM:
        return
    permissions.require(world, channel, author_id, permissions.SEND_MESSAGES)
    for other in channel.recipients:
        if other == author_id:
            continue
        if not any(world.mutual_guilds(author_id, other)):
            raise ApiError(50278)
        if not world.user(other).accepts_direct_messages:
            raise ApiError(50007)
