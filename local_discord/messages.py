"""Messages: made, changed and removed, and everybody told who may know."""

import re
from dataclasses import dataclass

from local_discord import permissions, shapes, validate
from local_discord.errors import ApiError
from local_discord.world import COMPONENTS_V2, DM, EPHEMERAL, Channel, Json, Message, World

_USER, _ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")


@dataclass(frozen=True)
class Upload:
    number: int
    name: str
    content_type: str
    data: bytes


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
    ) -> Message:
        """A new message; the same nonce by the same author within five minutes returns the earlier one."""
        earlier = self._earlier(author_id, body)
        if earlier is not None:
            return earlier
        validate.message(body, files=len(uploads))
        flags = int(body.get("flags") or 0) & (COMPONENTS_V2 | 1 << 2 | 1 << 12)
        message = Message(
            id=self.world.ids.draw(),
            channel_id=channel.id,
            author_id=author_id,
            timestamp=self.world.now(),
            type=type,
            flags=flags | (EPHEMERAL if visible_to else 0),
            nonce=body.get("nonce"),
            tts=bool(body.get("tts")),
            reference=body.get("message_reference"),
            application_id=application_id,
            interaction=interaction,
            visible_to=visible_to,
        )
        self._fill(channel, message, body, uploads)
        self.world.messages.setdefault(channel.id, {})[message.id] = message
        if visible_to is None:
            channel.last_message_id = message.id
            channel.archived = False
        self._remember(author_id, body, message)
        self._tell("MESSAGE_CREATE", channel, message)
        return message

    def edit(self, message: Message, body: Json, uploads: tuple[Upload, ...] = ()) -> Message:
        """Change what the body names and leave the rest."""
        channel = self.world.channel(message.channel_id)
        if channel.archived:
            raise ApiError(50083)
        validate.message(body | {"flags": message.flags | int(body.get("flags") or 0)}, partial=True)
        message.flags |= int(body.get("flags") or 0) & COMPONENTS_V2
        message.edited_at = self.world.now()
        self._fill(channel, message, body, uploads)
        self._tell("MESSAGE_UPDATE", channel, message)
        return message

    def delete(self, message: Message) -> None:
        channel = self.world.channel(message.channel_id)
        del self.world.messages[channel.id][message.id]
        body: Json = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild_id is not None:
            body["guild_id"] = str(channel.guild_id)
        self.world.tell("MESSAGE_DELETE", body, guild_id=channel.guild_id, only=message.visible_to)

    def _fill(self, channel: Channel, message: Message, body: Json, uploads: tuple[Upload, ...]) -> None:
        if "attachments" in body or uploads:
            message.attachments = self._attachments(channel, message, body, uploads)
        if "content" in body:
            message.content = body["content"] or ""
        if "embeds" in body:
            message.embeds = [{"type": "rich"} | embed for embed in body["embeds"] or []]
        if "components" in body:
            message.components = self._components(message, body["components"] or [])
        if "content" in body or "components" in body:
            self._mentions(channel, message, body.get("allowed_mentions"))

    def _attachments(self, channel: Channel, message: Message, body: Json, uploads: tuple[Upload, ...]) -> list[Json]:
        described = {str(each["id"]): each for each in body.get("attachments") or []}
        kept = [each for each in message.attachments if each["id"] in described] if "attachments" in body else []
        for upload in uploads:
            known = described.get(str(upload.number), {})
            name = known.get("filename") or upload.name
            path = f"{channel.id}/{self.world.ids.draw()}/{name}"
            self.world.files[path] = (upload.data, upload.content_type)
            url = f"{self.base}/attachments/{path}"
            shape: Json = {
                "id": path.split("/")[1],
                "filename": name,
                "size": len(upload.data),
                "url": url,
                "proxy_url": url,
                "content_type": upload.content_type,
            }
            kept.append(shape | ({"description": known["description"]} if known.get("description") else {}))
        return kept

    def _components(self, message: Message, components: list[Json]) -> list[Json]:
        """Every component gets a number; `attachment://` addresses become those of the files."""
        urls = {each["filename"]: each["url"] for each in message.attachments}
        for number, component in enumerate(validate.walk(components), start=1):
            component.setdefault("id", number)
            for media in [component.get("media"), component.get("file"), *(component.get("items") or [])]:
                inner = (media or {}).get("media", media) or {}
                if str(inner.get("url", "")).startswith("attachment://"):
                    inner["url"] = inner["proxy_url"] = urls.get(inner["url"].removeprefix("attachment://"), "")
        return components

    def _mentions(self, channel: Channel, message: Message, allowed: Json | None) -> None:
        text = message.content + "\n".join(each.get("content") or "" for each in validate.walk(message.components))
        people = [int(each) for each in dict.fromkeys(_USER.findall(text)) if int(each) in self.world.users]
        roles = [int(each) for each in dict.fromkeys(_ROLE.findall(text))]
        everyone = "@everyone" in text or "@here" in text
        if allowed is not None:
            parse = allowed.get("parse") or []
            named = {int(each) for each in allowed.get("users") or []}
            named_roles = {int(each) for each in allowed.get("roles") or []}
            people = [each for each in people if "users" in parse or each in named]
            roles = [each for each in roles if "roles" in parse or each in named_roles]
            everyone = everyone and "everyone" in parse
        held = permissions.in_channel(self.world, channel, message.author_id)
        message.mention_ids, message.mention_role_ids = tuple(people), tuple(roles)
        message.mention_everyone = everyone and bool(held & permissions.MENTION_EVERYONE)

    def _tell(self, name: str, channel: Channel, message: Message) -> None:
        body = shapes.message(self.world, message)
        if channel.guild_id is not None:
            body["guild_id"] = str(channel.guild_id)
            member = self.world.guild(channel.guild_id).members.get(message.author_id)
            if member is not None:
                body["member"] = shapes.member(self.world, member, with_user=False)
        seen_by_one = message.visible_to
        self.world.tell(name, body, guild_id=channel.guild_id, only=seen_by_one)

    def _earlier(self, author_id: int, body: Json) -> Message | None:
        nonce = body.get("nonce")
        if nonce is None or not body.get("enforce_nonce"):
            return None
        at, message = self._nonces.get((author_id, str(nonce)), (0.0, None))
        return message if message is not None and self.world.now().timestamp() - at < 300 else None

    def _remember(self, author_id: int, body: Json, message: Message) -> None:
        if body.get("nonce") is not None and body.get("enforce_nonce"):
            self._nonces[author_id, str(body["nonce"])] = (self.world.now().timestamp(), message)


def direct_allowed(world: World, channel: Channel, author_id: int) -> None:
    """50007 when the other one takes no messages, 50278 when they share no server."""
    if channel.type != DM:
        return
    for other in channel.recipients:
        if other == author_id:
            continue
        if not any(world.mutual_guilds(author_id, other)):
            raise ApiError(50278)
        if not world.user(other).accepts_direct_messages:
            raise ApiError(50007)
