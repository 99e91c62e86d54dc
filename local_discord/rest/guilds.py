"""Servers and their roles."""

from dataclasses import replace

from local_discord import guild_shapes, permissions, shapes
from local_discord.errors import ApiError, invalid
from local_discord.records import Guild, Json, Role
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import guild_of, require_above

_MOST_ROLES = 250


@route("GET", "/guilds/{guild_id}")
async def guild(call: Call) -> Answer:
    of = guild_of(call)
    extra = {"approximate_member_count": len(of.members), "approximate_presence_count": len(of.members)}
    return guild_shapes.partial(of) | (extra if call.query.get("with_counts") in ("true", "1") else {})


@route("PATCH", "/guilds/{guild_id}")
async def edit(call: Call) -> Answer:
    of = guild_of(call, permissions.MANAGE_GUILD)
    of.name = str(call.body.get("name") or of.name)
    of.locale = str(call.body.get("preferred_locale") or of.locale)
    of.description = call.body.get("description", of.description)
    if "system_channel_id" in call.body:
        asked = call.body["system_channel_id"]
        of.system_channel_id = int(asked) if asked else None
    call.world.tell("GUILD_UPDATE", guild_shapes.partial(of), guild_id=of.id)
    return guild_shapes.partial(of)


@route("DELETE", "/users/@me/guilds/{guild_id}")
async def leave(call: Call) -> Answer:
    call.server.remove_bot(guild_of(call).id, call.me)
    return None


# --- roles ---


def _role(call: Call, of: Guild) -> Role:
    try:
        return of.roles[call.id("role_id")]
    except KeyError:
        raise ApiError(10011) from None


def _fill(call: Call, of: Guild, role: Role) -> None:
    body = call.body
    if len(str(body.get("name") or "")) > 100:
        raise invalid("name", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
    role.name = str(body.get("name") or role.name)
    if body.get("permissions") is not None:
        asked = int(body["permissions"])
        if asked & ~permissions.in_guild(of, call.me) & ~role.permissions:
            raise ApiError(50013)  # nobody gives what they do not hold
        role.permissions = asked
    colours = body.get("colors") or {}
    role.colour = int(colours.get("primary_color", body.get("color", role.colour)) or 0)
    role.mentionable = bool(body.get("mentionable", role.mentionable))
    role.hoist = bool(body.get("hoist", role.hoist))


def _changed(call: Call, of: Guild, role: Role) -> Json:
    shape = shapes.role(role)
    call.world.tell("GUILD_ROLE_UPDATE", {"guild_id": str(of.id), "role": shape}, guild_id=of.id)
    return shape


@route("GET", "/guilds/{guild_id}/roles")
async def roles(call: Call) -> Answer:
    return [shapes.role(each) for each in guild_of(call).roles.values()]


@route("GET", "/guilds/{guild_id}/roles/member-counts")
async def member_counts(call: Call) -> Answer:
    of = guild_of(call)
    counts = {str(each): sum(each in one.role_ids for one in of.members.values()) for each in of.roles if each != of.id}
    return {key: count for key, count in counts.items() if count}


@route("GET", "/guilds/{guild_id}/roles/{role_id}")
async def role(call: Call) -> Answer:
    return shapes.role(_role(call, guild_of(call)))


@route("POST", "/guilds/{guild_id}/roles")
async def create_role(call: Call) -> Answer:
    of = guild_of(call, permissions.MANAGE_ROLES)
    if len(of.roles) >= _MOST_ROLES:
        raise ApiError(30005)
    made = Role(call.world.ids.draw(), "new role", of.roles[of.id].permissions & permissions.in_guild(of, call.me))
    _fill(call, of, made)
    for each in of.roles.values():  # a new role stands lowest, just above @everyone
        each.position += each.id != of.id
    of.roles[made.id] = made
    call.world.tell("GUILD_ROLE_CREATE", {"guild_id": str(of.id), "role": shapes.role(made)}, guild_id=of.id)
    return shapes.role(made)


@route("PATCH", "/guilds/{guild_id}/roles")
async def move_roles(call: Call) -> Answer:
    of = guild_of(call, permissions.MANAGE_ROLES)
    for each in call.required("items"):
        moved = of.roles.get(int(each["id"]))
        if moved is None:
            raise ApiError(10011)
        require_above(of, call.me, max(moved.position, int(each.get("position") or 0)))
        moved.position = int(each.get("position") or moved.position)
        _changed(call, of, moved)
    return [shapes.role(each) for each in of.roles.values()]


@route("PATCH", "/guilds/{guild_id}/roles/{role_id}")
async def edit_role(call: Call) -> Answer:
    of = guild_of(call, permissions.MANAGE_ROLES)
    found = _role(call, of)
    require_above(of, call.me, found.position)
    changed = replace(found)
    _fill(call, of, changed)
    vars(found).update(vars(changed))
    return _changed(call, of, found)


@route("DELETE", "/guilds/{guild_id}/roles/{role_id}")
async def delete_role(call: Call) -> Answer:
    of = guild_of(call, permissions.MANAGE_ROLES)
    found = _role(call, of)
    if found.id == of.id or found.managed:
        raise ApiError(50028)
    require_above(of, call.me, found.position)
    call.server.delete_role(of, found)
    return None
