"""The bot's application, and the emoji it may use everywhere."""

from local_discord import shapes
from local_discord.errors import ApiError, invalid
from local_discord.records import Json
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.commands import own
from local_discord.rest.emojis import drawn

_MOST_EMOJI = 2000
_EMOJIS = "/applications/{application_id}/emojis"


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
async def application(call: Call) -> Answer:
    return _shape(call)


@route("PATCH", "/applications/@me")
async def edit(call: Call) -> Answer:
    of = call.world.applications[call.me]
    description = str(call.body.get("description", of.description) or "")
    if len(description) > 400:
        raise invalid("description", "BASE_TYPE_MAX_LENGTH", "Must be 400 or fewer in length.")
    of.description, of.tags = description, list(call.body.get("tags", of.tags) or [])
    return _shape(call)


def _shape(call: Call) -> Json:
    own_user, of = call.world.user(call.me), call.world.applications[call.me]
    shape: Json = {
        "id": str(call.me),
        "name": own_user.name,
        "icon": None,
        "description": of.description,
        "summary": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "approximate_guild_count": sum(call.me in guild.members for guild in call.world.guilds.values()),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "bot": shapes.user(own_user),
        "owner": shapes.user(own_user),
        "team": None,
        "integration_types_config": {"0": {}},
    }
    return shape | ({"tags": of.tags} if of.tags else {})


# --- emoji ---


def _emoji(call: Call) -> Json:
    try:
        return own(call).emojis[call.id("emoji_id")]
    except KeyError:
        raise ApiError(10014) from None


@route("GET", _EMOJIS)
async def emojis(call: Call) -> Answer:
    return {"items": list(own(call).emojis.values())}


@route("GET", _EMOJIS + "/{emoji_id}")
async def emoji(call: Call) -> Answer:
    return _emoji(call)


@route("POST", _EMOJIS)
async def create_emoji(call: Call) -> Answer:
    of, made = own(call), drawn(call)
    if len(of.emojis) >= _MOST_EMOJI:
        raise ApiError(30008)
    of.emojis[int(made["id"])] = made
    return made


@route("PATCH", _EMOJIS + "/{emoji_id}")
async def rename_emoji(call: Call) -> Answer:
    found = _emoji(call)
    found["name"] = str(call.body.get("name") or found["name"])
    return found


@route("DELETE", _EMOJIS + "/{emoji_id}")
async def delete_emoji(call: Call) -> Answer:
    del own(call).emojis[int(_emoji(call)["id"])]
    return None
