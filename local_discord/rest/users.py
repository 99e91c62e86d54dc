"""The bot itself, other users, and opening a direct message."""

from local_discord import shapes
from local_discord.rest.call import Answer, Call, route
from local_discord.world import Json


@route("GET", "/users/@me")
async def me(call: Call) -> Answer:
    own: Json = shapes.user(call.world.user(call.me))
    return own | {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None}


@route("GET", "/users/{user_id}")
async def user(call: Call) -> Answer:
    return shapes.user(call.world.user(call.id("user_id")))


@route("POST", "/users/@me/channels")
async def open_direct(call: Call) -> Answer:
    other = call.world.user(int(call.body["recipient_id"]))
    return shapes.channel(call.world, call.world.direct_channel(call.me, other.id), call.me)


@route("GET", "/oauth2/applications/@me")
async def application(call: Call) -> Answer:
    return _application(call)


@route("GET", "/applications/@me")
async def application_itself(call: Call) -> Answer:
    return _application(call)


def _application(call: Call) -> Json:
    own = call.world.user(call.me)
    return {
        "id": str(call.me),
        "name": own.name,
        "icon": None,
        "description": "",
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
        "approximate_guild_count": len(call.world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "bot": shapes.user(own),
        "owner": shapes.user(own),
        "team": None,
        "integration_types_config": {"0": {}},
    }


@route("GET", "/gateway")
async def gateway(call: Call) -> Answer:
    return {"url": call.server.gateway.url}


@route("GET", "/gateway/bot")
async def gateway_bot(call: Call) -> Answer:
    left = 1000 - call.server.gateway.identified
    limit = {"total": 1000, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": call.server.gateway.url, "shards": call.server.gateway.shards, "session_start_limit": limit}
