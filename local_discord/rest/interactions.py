"""A bot's answers to interactions. What comes after the first shares its paths with webhooks."""

from local_discord import shapes
from local_discord.interactions import MESSAGE, UPDATE, Interaction
from local_discord.records import Json
from local_discord.rest import webhooks
from local_discord.rest.call import Answer, Call, route


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


def _living(call: Call) -> Interaction | None:
    """The interaction a path speaks of, None where it is a webhook's."""
    if call.id("webhook_id") not in call.world.applications:
        return None
    return call.server.interactions.living(call.id("webhook_id"), call.params["token"])


@route("POST", "/webhooks/{webhook_id}/{token}")
async def write(call: Call) -> Answer:
    living = _living(call)
    if living is not None:
        return shapes.message(call.world, call.server.interactions.follow_up(living, call.body, call.uploads))
    made = webhooks.execute(call)
    return shapes.message(call.world, made) if call.query.get("wait") in ("true", "1", "True") else None


@route("GET", "/webhooks/{webhook_id}/{token}/messages/{message_id}")
async def read(call: Call) -> Answer:
    living = _living(call)
    if living is None:
        return shapes.message(call.world, webhooks.written(call))
    return shapes.message(call.world, call.server.interactions.message_of(living, call.params["message_id"]))


@route("PATCH", "/webhooks/{webhook_id}/{token}/messages/{message_id}")
async def edit(call: Call) -> Answer:
    living = _living(call)
    if living is None:
        return shapes.message(call.world, call.server.messages.edit(webhooks.written(call), call.body, call.uploads))
    edited = call.server.interactions.edit(living, call.params["message_id"], call.body, call.uploads)
    return shapes.message(call.world, edited)


@route("DELETE", "/webhooks/{webhook_id}/{token}/messages/{message_id}")
async def delete(call: Call) -> Answer:
    living = _living(call)
    if living is None:
        call.server.messages.delete(webhooks.written(call))
    else:
        call.server.interactions.delete(living, call.params["message_id"])
    return None
