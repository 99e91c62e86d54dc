"""Commands a bot registers: everywhere or in one server, all at once or one by one."""

from local_discord import commands
from local_discord.errors import ApiError
from local_discord.records import Application, Json
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import guild_of

_EVERYWHERE, _IN_GUILD = (
    "/applications/{application_id}/commands",
    "/applications/{application_id}/guilds/{guild_id}/commands",
)
_EDITABLE = ("name", "description", "options", "default_member_permissions", "nsfw", "contexts", "integration_types")
_LOCALISED = ("name_localizations", "description_localizations")


def own(call: Call) -> Application:
    if call.application is None or call.id("application_id") != call.application.id:
        raise ApiError(20012)
    return call.application


def _scope(call: Call) -> int | None:
    if "guild_id" not in call.params:
        return None
    guild = call.world.guilds.get(call.id("guild_id"))
    if guild is None or call.me not in guild.members:
        raise ApiError(50001)
    return guild.id


def _one(call: Call) -> Json:
    try:
        return own(call).commands[_scope(call)][call.id("command_id")]
    except KeyError:
        raise ApiError(10063) from None


def _shown(call: Call, command: Json) -> Json:
    """Localisations are left out unless they are asked for."""
    if call.query.get("with_localizations") in ("true", "1", "True"):
        return command
    return commands.without_localisations(command)


@route("GET", _EVERYWHERE)
@route("GET", _IN_GUILD)
async def listed(call: Call) -> Answer:
    return [_shown(call, each) for each in own(call).commands.get(_scope(call), {}).values()]


@route("PUT", _EVERYWHERE)
@route("PUT", _IN_GUILD)
async def overwrite(call: Call) -> Answer:
    return commands.overwrite(call.world, own(call), _scope(call), call.required("items"))


@route("POST", _EVERYWHERE)
@route("POST", _IN_GUILD)
async def create(call: Call) -> Answer:
    """One more; the same name and type again replaces the one that is there."""
    return commands.put(call.world, own(call), _scope(call), call.body)


@route("GET", _EVERYWHERE + "/{command_id}")
@route("GET", _IN_GUILD + "/{command_id}")
async def command(call: Call) -> Answer:
    return _one(call)


@route("PATCH", _EVERYWHERE + "/{command_id}")
@route("PATCH", _IN_GUILD + "/{command_id}")
async def edit(call: Call) -> Answer:
    found = _one(call)
    changed = {key: value for key, value in call.body.items() if key in (*_EDITABLE, *_LOCALISED)}
    return commands.put(call.world, own(call), _scope(call), found | changed, command_id=int(found["id"]))


@route("DELETE", _EVERYWHERE + "/{command_id}")
@route("DELETE", _IN_GUILD + "/{command_id}")
async def delete(call: Call) -> Answer:
    del own(call).commands[_scope(call)][int(_one(call)["id"])]
    return None


@route("GET", _IN_GUILD + "/permissions")
async def permissions_of_all(call: Call) -> Answer:
    """No administrator has changed any here."""
    own(call)
    guild_of(call)
    return []


@route("GET", _IN_GUILD + "/{command_id}/permissions")
async def permissions_of_one(call: Call) -> Answer:
    guild_of(call)
    own(call)
    raise ApiError(10066)
