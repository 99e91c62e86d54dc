"""Commands a bot registers, and its answers to interactions."""

from local_discord import commands, shapes
from local_discord.errors import ApiError
from local_discord.interactions import MESSAGE, UPDATE
from local_discord.rest.call import Answer, Call, route
from local_discord.world import Application, Json


def _own(call: Call) -> Application:
    if call.application is None or call.id("application_id") != call.application.id:
        raise ApiError(0)
    return call.application


@route("GET", "/applications/{application_id}/commands")
async def global_commands(call: Call) -> Answer:
    return list(_own(call).commands.get(None, {}).values())


@route("PUT", "/applications/{application_id}/commands")
async def overwrite_global(call: Call) -> Answer:
    return commands.overwrite(call.world, _own(call), None, call.body["items"])


@route("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
async def guild_commands(call: Call) -> Answer:
    return list(_own(call).commands.get(call.id("guild_id"), {}).values())


@route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
async def overwrite_guild(call: Call) -> Answer:
    guild = call.world.guild(call.id("guild_id"))
    return commands.overwrite(call.world, _own(call), guild.id, call.body["items"])


@route("POST", "/interactions/{interaction_id}/{token}/callback")
async def callback(call: Call) -> Answer:
    done = call.server.interactions.callback(call.id("interaction_id"), call.params["token"], call.body, call.uploads)
    if call.query.get("with_response") not in ("true", "1"):
        return None
    kind = int(call.body["type"])
    shown = done.original if kind in (MESSAGE, UPDATE) else None
    about: Json = {
        "id": str(done.id),
        "type": done.type,
        "response_message_loading": done.deferred,
        "response_message_ephemeral": done.ephemeral,
        "channel_id": str(done.channel_id),
    }
    if shown is None:
        return {"interaction": about}
    resource: Json = {"type": kind, "message": shapes.message(call.world, shown)}
    return {"interaction": about | {"response_message_id": str(shown.id)}, "resource": resource}


@route("POST", "/webhooks/{application_id}/{token}")
async def follow_up(call: Call) -> Answer:
    living = call.server.interactions.living(call.id("application_id"), call.params["token"])
    return shapes.message(call.world, call.server.interactions.follow_up(living, call.body, call.uploads))


@route("GET", "/webhooks/{application_id}/{token}/messages/{message_id}")
async def answer(call: Call) -> Answer:
    living = call.server.interactions.living(call.id("application_id"), call.params["token"])
    return shapes.message(call.world, call.server.interactions.message_of(living, call.params["message_id"]))


@route("PATCH", "/webhooks/{application_id}/{token}/messages/{message_id}")
async def edit_answer(call: Call) -> Answer:
    interactions = call.server.interactions
    living = interactions.living(call.id("application_id"), call.params["token"])
    if call.params["message_id"] == "@original":
        return shapes.message(call.world, interactions.edit_original(living, call.body, call.uploads))
    found = interactions.message_of(living, call.params["message_id"])
    edited = call.server.messages.edit(found, call.body, call.uploads)
    living.changed.set()
    return shapes.message(call.world, edited)


@route("DELETE", "/webhooks/{application_id}/{token}/messages/{message_id}")
async def delete_answer(call: Call) -> Answer:
    living = call.server.interactions.living(call.id("application_id"), call.params["token"])
    call.server.messages.delete(call.server.interactions.message_of(living, call.params["message_id"]))
    return None
