"""What of the world's news one bot's shard is told, and how much of it.

https://docs.discord.com/developers/events/gateway#message-content-intent
"""

from dataclasses import dataclass

from local_discord import intents, permissions, shapes
from local_discord.errors import ApiError
from local_discord.records import DM, Json
from local_discord.world import World


@dataclass(frozen=True)
class Listener:
    """A bot's shard: number and total; and what it asked to hear."""

    world: World
    user_id: int
    intents: int
    shard: tuple[int, int]

    def serves(self, guild_id: int) -> bool:
        """Whether a server is this shard's: (guild_id >> 22) % total."""
        return (guild_id >> 22) % self.shard[1] == self.shard[0]

    def is_in(self, guild_id: int) -> bool:
        guild = self.world.guilds.get(guild_id)
        return guild is not None and self.user_id in guild.members and self.serves(guild_id)

    def hears(self, name: str, body: Json, guild_id: int | None, only: int | None) -> bool:
        """Whether this shard is told; `only`: the one user who may know."""
        if name == "INTERACTION_CREATE":
            mine = body["application_id"] == str(self.user_id)
            return mine and (self.shard[0] == 0 if guild_id is None else self.is_in(guild_id))
        if name in ("GUILD_CREATE", "GUILD_DELETE"):
            return only == self.user_id and self.serves(guild_id or 0)
        if only is not None and only != self.user_id:
            return False
        return self._hears_direct(name, body) if guild_id is None else self._hears_in_guild(name, body, guild_id)

    def _hears_in_guild(self, name: str, body: Json, guild_id: int) -> bool:
        wanted = bool(self.intents & intents.needed(name, direct=False)) or self._itself(name, body)
        if not wanted or not self.is_in(guild_id):
            return False
        if name == "THREAD_MEMBERS_UPDATE" and not self.intents & intents.MEMBERS and not self._concerned(body):
            return False
        place = self._place(name, body)
        return place is None or self._sees(place)

    def _itself(self, name: str, body: Json) -> bool:
        """A bot is told of its own membership's changes without the members intent."""
        return name == "GUILD_MEMBER_UPDATE" and body["user"]["id"] == str(self.user_id)

    def _concerned(self, body: Json) -> bool:
        mine = str(self.user_id)
        return mine in body["removed_member_ids"] or any(each["user_id"] == mine for each in body["added_members"])

    @staticmethod
    def _place(name: str, body: Json) -> int | None:
        """The channel one has to see to be told; a bot knows of every channel and of who is in which voice channel."""
        if name.startswith("THREAD_"):
            return int(body["id"])
        if name.startswith(("VOICE_STATE_", "WEBHOOKS_", "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE")):
            return None
        return int(body["channel_id"]) if body.get("channel_id") else None

    def _hears_direct(self, name: str, body: Json) -> bool:
        channel = self.world.direct.get(int(body.get("channel_id") or 0))
        wanted = bool(self.intents & intents.needed(name, direct=True))
        return channel is not None and self.user_id in channel.recipients and self.shard[0] == 0 and wanted

    def _sees(self, channel_id: int) -> bool:
        try:
            held = permissions.in_channel(self.world, self.world.channel(channel_id), self.user_id)
        except ApiError:
            return False
        return bool(held & permissions.VIEW_CHANNEL)

    def told(self, name: str, body: Json) -> Json:
        """The body as this bot gets it: its own thread membership added, others' words left out without the intent."""
        if name == "THREAD_CREATE" and "member" not in body:
            thread = self.world.channel(int(body["id"]))
            if self.user_id in thread.thread_members:
                return body | {"member": shapes.thread_member(thread, self.user_id)}
        if name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not self._reads(body):
            censored = body | {"content": "", "embeds": [], "attachments": [], "components": []}
            return {key: value for key, value in censored.items() if key not in ("poll", "message_snapshots")}
        return body

    def _reads(self, body: Json) -> bool:
        mine = str(self.user_id)
        mentioned = any(person["id"] == mine for person in body["mentions"])
        own = body["author"]["id"] == mine or body.get("channel_type") == DM
        return bool(self.intents & intents.CONTENT) or own or mentioned
