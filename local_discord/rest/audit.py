"""The audit log of a server, read."""

from local_discord import permissions, shapes
from local_discord.records import Json
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import guild_of

_MOST = 100
_LISTS = ("integrations", "webhooks", "guild_scheduled_events", "threads", "application_commands")


@route("GET", "/guilds/{guild_id}/audit-logs")
async def log(call: Call) -> Answer:
    """Newest first; `after` turns that round. The things that entries name are not sent along, but for people."""
    of = guild_of(call, permissions.VIEW_AUDIT_LOG)
    asked, found = call.query, list(reversed(of.audit))
    if "after" in asked:
        found = [each for each in of.audit if int(each["id"]) > int(asked["after"])]
    if "before" in asked:
        found = [each for each in found if int(each["id"]) < int(asked["before"])]
    if "user_id" in asked:
        found = [each for each in found if each["user_id"] == asked["user_id"]]
    if "action_type" in asked:
        found = [each for each in found if each["action_type"] == int(asked["action_type"])]
    found = found[: min(_MOST, int(asked.get("limit", 50)))]
    people = dict.fromkeys(int(each[key]) for each in found for key in ("user_id", "target_id") if each[key])
    users = [shapes.user(call.world.users[each]) for each in people if each in call.world.users]
    body: Json = {"audit_log_entries": found, "users": users, "auto_moderation_rules": []}
    return body | {name: [] for name in _LISTS}
