"""What a person does by themselves, without a bot's answer: speaks, reacts, votes, joins, is interested."""

from datetime import timedelta

from local_discord import opening, permissions, polls, reactions, scheduled, threads, voice
from local_discord.errors import ApiError
from local_discord.messages import Upload, direct_allowed
from local_discord.records import Channel, Guild, Json, Message, ScheduledEvent, User
from local_discord.server import LocalDiscord


class Acting:
    """A person as a member of servers. Raises ApiError with Discord's code for what they may not do."""

    discord: LocalDiscord
    user: User

    def say(
        self, channel: Channel, text: str = "", *files: tuple[str, bytes, str], reply_to: Message | None = None
    ) -> Message:
        """Send a message; a file is its name, its bytes and its content type."""
        needed = permissions.SEND_MESSAGES | (permissions.ATTACH_FILES if files else 0)
        self._may_write(channel, needed)
        self._wait_ones_turn(channel)
        uploads = tuple(Upload(number, name, kind, data) for number, (name, data, kind) in enumerate(files))
        body: Json = {"content": text}
        if reply_to is not None:
            body["message_reference"] = {"message_id": str(reply_to.id)}
        return self.discord.messages.create(channel, self.user.id, body, uploads)

    def start_typing(self, channel: Channel) -> None:
        self._may_write(channel, permissions.SEND_MESSAGES)
        self.discord.messages.typing(channel, self.user.id)

    def start_thread(self, message: Message, name: str) -> Channel:
        """A public thread that hangs on a message."""
        parent = self.discord.world.channel(message.channel_id)
        permissions.require(self.discord.world, parent, self.user.id, permissions.CREATE_PUBLIC_THREADS)
        return opening.at_message(self.discord.messages, parent, message, self.user.id, {"name": name})

    def post(self, forum: Channel, title: str, text: str, *tag_ids: int) -> Channel:
        """A post in a forum, with its first message."""
        self._may_write(forum, permissions.SEND_MESSAGES)
        self._wait_ones_turn(forum)
        body: Json = {"name": title, "message": {"content": text}, "applied_tags": [str(each) for each in tag_ids]}
        return opening.post(self.discord.messages, forum, self.user.id, body)[0]

    def edit(self, message: Message, text: str) -> Message:
        self._own(message)
        return self.discord.messages.edit(message, {"content": text})

    def delete(self, message: Message) -> None:
        self._own(message)
        self.discord.messages.delete(message)

    def react(self, message: Message, emoji: str) -> None:
        reactions.add(self.discord.world, self._read(message), self.user.id, emoji)

    def take_back(self, message: Message, emoji: str) -> None:
        reactions.remove(self.discord.world, self._read(message), self.user.id, emoji)

    def vote(self, message: Message, *answer_ids: int) -> None:
        """All of this person's votes at once; none takes them back."""
        polls.vote(self.discord.world, self._read(message), self.user, *answer_ids)

    def connect(self, channel: Channel) -> None:
        """Join a voice or stage channel, or move there."""
        voice.join(self.discord.world, channel, self.user.id)

    def disconnect(self, guild: Guild) -> None:
        voice.leave(self.discord.world, guild, self.user.id)

    def be_interested(self, event: ScheduledEvent, *, interested: bool = True) -> None:
        scheduled.be_interested(self.discord.world, event, self.user.id, interested=interested)

    def join_thread(self, thread: Channel) -> None:
        threads.join(self.discord.world, thread, self.user.id)

    def leave_thread(self, thread: Channel) -> None:
        threads.leave(self.discord.world, thread, self.user.id)

    def reads(self, channel: Channel) -> list[Message]:
        """What this person sees in a channel, ephemeral messages for them included."""
        if not permissions.in_channel(self.discord.world, channel, self.user.id) & permissions.VIEW_CHANNEL:
            raise ApiError(50001)
        every = self.discord.world.messages.get(channel.id, {}).values()
        return [each for each in every if each.visible_to in (None, self.user.id)]

    def _wait_ones_turn(self, channel: Channel) -> None:
        """In a slow channel a person writes once in so many seconds; bots and moderators are free of it."""
        world, pause = self.discord.world, timedelta(seconds=channel.slowmode_seconds)
        if permissions.in_channel(world, channel, self.user.id) & permissions.BYPASS_SLOWMODE:
            return
        own = (each for each in reversed(world.messages.get(channel.id, {}).values()) if each.author_id == self.user.id)
        last = next(own, None) if pause else None
        if last is not None and world.now() - last.timestamp < pause:
            raise ApiError(20016)

    def _may_write(self, channel: Channel, needed: int) -> None:
        permissions.require(self.discord.world, channel, self.user.id, needed)
        held = permissions.in_channel(self.discord.world, channel, self.user.id)
        if channel.locked and not held & permissions.MANAGE_THREADS:
            raise ApiError(160005)
        direct_allowed(self.discord.world, channel, self.user.id)

    def _read(self, message: Message) -> Message:
        channel = self.discord.world.channel(message.channel_id)
        permissions.require(self.discord.world, channel, self.user.id, permissions.READ_HISTORY)
        return message

    def _own(self, message: Message) -> None:
        if message.author_id != self.user.id:
            raise ApiError(50005)
