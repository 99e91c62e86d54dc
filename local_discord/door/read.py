"""What each person has read, and so what is new to them: the unread marks of the page."""

from local_discord.door import views
from local_discord.world import Channel, Json, Message, User, World


class ReadMarks:
    """Up to which message each person has read each channel."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._marks: dict[tuple[int, int], int] = {}  # (person, channel): the last message read
        self._by_all = 0

    def everything(self) -> None:
        """What was said so far is old news to everybody."""
        self._by_all = self._world.ids.draw()

    def up_to_here(self, channel: Channel, user: User) -> None:
        """A person has seen all that a channel holds."""
        # the last of all, for what only this person sees is no channel's last message
        self._marks[user.id, channel.id] = max(self._world.messages.get(channel.id, {}), default=0)

    def unread(self, user: User) -> Json:
        """By channel: how many messages, and how many of them call this person."""
        counts: Json = {}
        for channel in views.shown(self._world, user.id):
            read = max(self._marks.get((user.id, channel.id), 0), self._by_all)
            if (channel.last_message_id or 0) <= read:
                continue
            new = [
                each
                for each in self._world.messages.get(channel.id, {}).values()
                if each.id > read and each.author_id != user.id and each.visible_to in (None, user.id)
            ]
            if new:
                counts[str(channel.id)] = [len(new), sum(self.calls(each, channel, user) for each in new)]
        return counts

    def calls(self, message: Message, channel: Channel, user: User) -> bool:
        """Whether a message is meant for this person above others."""
        if channel.guild_id is None or user.id in message.mention_ids or message.mention_everyone:
            return True
        held = self._world.guild(channel.guild_id).members[user.id].role_ids
        return not held.isdisjoint(message.mention_role_ids)
