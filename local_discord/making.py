"""How a world is filled: people, bots, servers, roles, channels; for tests, demos and embedders."""

from local_discord import guild_shapes, permissions, scheduled, shapes, threads, voice
from local_discord.records import (
    TEXT,
    THREADS,
    Application,
    Channel,
    Guild,
    Json,
    Member,
    Overwrite,
    Role,
    User,
)
from local_discord.world import World

# what everybody may do in a new server, as the client makes it: bit by bit, by Discord's own table of permissions
_EVERYONE_BITS = (0, 6, 9, 10, 11, 14, 15, 16, 17, 18, 20, 21, 25, 26, 31, 32, 35, 36, 37, 38, 39, 46, 49, 50)
EVERYONE = sum(1 << bit for bit in _EVERYONE_BITS)


class Making:
    """Everything here tells the gateway what it did."""

    world: World

    def add_user(self, name: str, *, bot: bool = False, locale: str = "en-US", zone: str = "Europe/Warsaw") -> User:
        user = User(self.world.ids.draw(), name, bot, locale, zone)
        self.world.users[user.id] = user
        return user

    def add_bot(self, name: str, token: str) -> Application:
        user = self.add_user(name, bot=True)
        application = Application(user.id, name, token)
        self.world.applications[user.id] = application
        return application

    def add_guild(self, name: str, owner: User, *, locale: str = "en-US") -> Guild:
        guild = Guild(self.world.ids.draw(), name, owner.id, locale=locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE, position=0)
        self.world.guilds[guild.id] = guild
        self.join(guild, owner)
        return guild

    def add_role(self, guild: Guild, name: str, allowed: int = 0) -> Role:
        role = Role(self.world.ids.draw(), name, allowed, position=len(guild.roles))
        guild.roles[role.id] = role
        self.world.tell("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": shapes.role(role)}, guild_id=guild.id)
        return role

    def delete_role(self, guild: Guild, role: Role) -> None:
        """Everybody who held it holds it no longer."""
        del guild.roles[role.id]
        for member in guild.members.values():
            member.role_ids.discard(role.id)
        for channel in guild.channels.values():
            channel.overwrites = [each for each in channel.overwrites if each.id != role.id]
        body: Json = {"guild_id": str(guild.id), "role_id": str(role.id)}
        self.world.tell("GUILD_ROLE_DELETE", body, guild_id=guild.id)

    def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: int = TEXT,
        overwrites: tuple[Overwrite, ...] = (),
        *,
        parent: Channel | None = None,
    ) -> Channel:
        made = Channel(self.world.ids.draw(), kind, name, guild.id, overwrites=[*overwrites])
        made.position, made.parent_id = len(guild.channels), parent.id if parent else None
        return self.put_channel(guild, made)

    def put_channel(self, guild: Guild, made: Channel) -> Channel:
        made.created_at = self.world.now()
        guild.channels[made.id] = made
        self.world.tell("CHANNEL_CREATE", shapes.channel(self.world, made), guild_id=guild.id)
        return made

    def join(self, guild: Guild, user: User, *roles: Role) -> Member:
        """A person, or a bot that was invited, becomes a member."""
        member = Member(user.id, {role.id for role in roles}, joined_at=self.world.now())
        guild.members[user.id] = member
        body = shapes.member(self.world, member) | {"guild_id": str(guild.id)}
        self.world.tell("GUILD_MEMBER_ADD", body, guild_id=guild.id)
        if user.bot:
            whole = guild_shapes.whole(self.world, guild, user.id)
            self.world.tell("GUILD_CREATE", whole, guild_id=guild.id, only=user.id)
        return member

    def invite(self, guild: Guild, application: Application, allowed: int) -> Role:
        """Add a bot as its invitation does: with a role of its own that holds what was asked for."""
        role = self.add_role(guild, application.name, allowed)
        role.managed = True
        self.join(guild, self.world.user(application.id), role)
        return role

    def leave(self, guild: Guild, user: User) -> None:
        """A member goes, by themselves, kicked or banned; a bot learns that it was removed."""
        voice.leave(self.world, guild, user.id)
        del guild.members[user.id]
        for channel in guild.channels.values():
            channel.thread_members.discard(user.id)
        if user.bot:
            self.world.tell("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id, only=user.id)
        body: Json = {"guild_id": str(guild.id), "user": shapes.user(user)}
        self.world.tell("GUILD_MEMBER_REMOVE", body, guild_id=guild.id)

    def remove_bot(self, guild_id: int, user_id: int) -> None:
        self.leave(self.world.guild(guild_id), self.world.user(user_id))

    def set_roles(self, guild: Guild, user: User, *roles: Role) -> None:
        guild.members[user.id].role_ids = {role.id for role in roles}
        self.member_changed(guild, guild.members[user.id])

    def member_changed(self, guild: Guild, member: Member) -> None:
        body = shapes.member(self.world, member) | {"guild_id": str(guild.id)}
        self.world.tell("GUILD_MEMBER_UPDATE", body, guild_id=guild.id)

    def set_overwrites(self, channel: Channel, *overwrites: Overwrite) -> None:
        channel.overwrites = [*overwrites]
        self.channel_changed(channel)

    def channel_changed(self, channel: Channel) -> None:
        name = "THREAD_UPDATE" if channel.type in THREADS else "CHANNEL_UPDATE"
        self.world.tell(name, shapes.channel(self.world, channel), guild_id=channel.guild_id)

    def delete_channel(self, channel_id: int) -> None:
        """With its threads, messages and webhooks, what was to happen in it, and whoever was connected to it."""
        channel = self.world.channel(channel_id)
        guild = self.world.guild(channel.guild_id or 0)
        for state in [each for each in guild.voice.values() if each.channel_id == channel_id]:
            voice.leave(self.world, guild, state.user_id)
        scheduled.lose_place(self.world, guild, channel_id)
        if channel_id in guild.stages:
            voice.close_stage(self.world, guild, guild.stages[channel_id])
        guild.webhooks = {each.id: each for each in guild.webhooks.values() if each.channel_id != channel_id}
        inside = [each for each in guild.channels.values() if each.parent_id == channel_id]
        gone = [channel, *(each for each in inside if each.type in THREADS)]
        for each in reversed(gone):
            self._tell_deleted(each)
            del guild.channels[each.id]
            self.world.messages.pop(each.id, None)
        for each in inside:  # what a category held stays, without it
            if each.type not in THREADS:
                each.parent_id = None
                self.channel_changed(each)

    def _tell_deleted(self, channel: Channel) -> None:
        shape = shapes.channel(self.world, channel)
        if channel.type not in THREADS:
            self.world.tell("CHANNEL_DELETE", shape, guild_id=channel.guild_id)
            return
        body = {key: shape[key] for key in ("id", "guild_id", "parent_id", "type")}
        self.world.tell("THREAD_DELETE", body, guild_id=channel.guild_id)

    def open_thread(
        self, parent: Channel, kind: int, name: str, owner_id: int, *, thread_id: int | None = None
    ) -> Channel:
        """A thread; one started from a message has the message's own id."""
        made = Channel(thread_id or self.world.ids.draw(), kind, name, owner_id=owner_id, thread_members={owner_id})
        made.archive_minutes = parent.archive_minutes
        return threads.open_in(parent, self.world, made)

    def grant(self, guild: Guild, role: Role, allowed: int) -> None:
        """Give a role exactly these permissions."""
        role.permissions = allowed & permissions.ALL
        self.world.tell("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": shapes.role(role)}, guild_id=guild.id)
