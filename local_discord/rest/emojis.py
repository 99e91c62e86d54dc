"""The emoji of a server.

https://docs.discord.com/developers/resources/emoji
"""

import re

from local_discord import permissions, shapes
from local_discord.errors import ApiError, invalid
from local_discord.records import Guild, Json
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import guild_of

_EMOJIS = "/guilds/{guild_id}/emojis"
_MOST_OF_A_KIND = 50  # still ones, and moving ones
_NAME = re.compile(r"\w{2,32}", re.ASCII)


def named(call: Call) -> str:
    """The name in the body; 50035 unless it is 2 to 32 letters, digits or underscores."""
    name = str(call.body.get("name") or "")
    if not 2 <= len(name) <= 32:
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 32 in length.")
    if not _NAME.fullmatch(name):
        raise invalid("name", "STRING_TYPE_REGEX", "String value did not match validation regex.")
    return name


def drawn(call: Call, roles: tuple[str, ...] = ()) -> Json:
    """A new emoji of the name and image in the body, made by the bot; it is kept by nobody yet."""
    name, image = named(call), str(call.required("image"))
    if not image.startswith("data:image/"):
        raise invalid("image", "BINARY_TYPE_INVALID", "Invalid image data")
    return {
        "id": str(call.world.ids.draw()),
        "name": name,
        "roles": list(roles),
        "require_colons": True,
        "managed": False,
        "animated": image.startswith("data:image/gif"),
        "available": True,
        "user": shapes.user(call.world.user(call.me)),
    }


def _emoji(call: Call, of: Guild) -> Json:
    try:
        return of.emojis[call.id("emoji_id")]
    except KeyError:
        raise ApiError(10014) from None


def _roles(call: Call, of: Guild) -> tuple[str, ...]:
    asked = tuple(str(each) for each in call.body.get("roles") or ())
    if not {int(each) for each in asked} <= of.roles.keys():
        raise ApiError(10011)
    return asked


def _changing(call: Call) -> tuple[Guild, Json]:
    """One's own emoji needs CREATE_GUILD_EXPRESSIONS, others' MANAGE_GUILD_EXPRESSIONS."""
    of = guild_of(call)
    found, held = _emoji(call, of), permissions.in_guild(of, call.me)
    own = found["user"]["id"] == str(call.me) and held & permissions.CREATE_EMOJIS
    if not own and not held & permissions.MANAGE_EMOJIS:
        raise ApiError(50013)
    return of, found


def _tell(call: Call, of: Guild) -> None:
    body: Json = {"guild_id": str(of.id), "emojis": list(of.emojis.values())}
    call.world.tell("GUILD_EMOJIS_UPDATE", body, guild_id=of.id)


@route("GET", _EMOJIS)
async def emojis(call: Call) -> Answer:
    return list(guild_of(call).emojis.values())


@route("GET", _EMOJIS + "/{emoji_id}")
async def emoji(call: Call) -> Answer:
    return _emoji(call, guild_of(call))


@route("POST", _EMOJIS)
async def create(call: Call) -> Answer:
    of = guild_of(call)
    if not permissions.in_guild(of, call.me) & (permissions.CREATE_EMOJIS | permissions.MANAGE_EMOJIS):
        raise ApiError(50013)
    made = drawn(call, _roles(call, of))
    if sum(each["animated"] == made["animated"] for each in of.emojis.values()) >= _MOST_OF_A_KIND:
        raise ApiError(30008)
    of.emojis[int(made["id"])] = made
    _tell(call, of)
    return made


@route("PATCH", _EMOJIS + "/{emoji_id}")
async def edit(call: Call) -> Answer:
    of, found = _changing(call)
    if "name" in call.body:
        found["name"] = named(call)
    if "roles" in call.body:
        found["roles"] = list(_roles(call, of))
    _tell(call, of)
    return found


@route("DELETE", _EMOJIS + "/{emoji_id}")
async def delete(call: Call) -> Answer:
    of, found = _changing(call)
    del of.emojis[int(found["id"])]
    _tell(call, of)
    return None
