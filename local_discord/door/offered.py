"""Which commands of the bots one person is offered in a channel, in their language."""

from local_discord import permissions
from local_discord.records import Application, Channel, Json, User
from local_discord.world import World

_SUBCOMMAND, _GROUP = 1, 2
_USE_COMMANDS = permissions.USE_COMMANDS


def commands(world: World, at: Channel, user: User) -> list[Json]:
    """The commands this person is offered in a channel, in their language; subcommands each as one."""
    offered: list[Json] = []
    for application in world.applications.values():
        if not _present(world, application, at):
            continue
        scopes = [application.commands.get(at.guild_id, {})] if at.guild_id is not None else []
        names: set[tuple[str, int]] = set()
        for scope in [*scopes, application.commands.get(None, {})]:
            for command in scope.values():
                if (command["name"], command["type"]) not in names and _offered(world, command, at, user):
                    names.add((command["name"], command["type"]))
                    offered += _leaves(application, command, user.locale)
    return sorted(offered, key=lambda each: (each["type"], each["shown"]))


def _present(world: World, application: Application, at: Channel) -> bool:
    if at.guild_id is None:
        return application.id in at.recipients
    return application.id in world.guild(at.guild_id).members


def _offered(world: World, command: Json, at: Channel, user: User) -> bool:
    contexts = command.get("contexts")
    context = 0 if at.guild_id is not None else 1
    if contexts is not None and context not in contexts:
        return False
    if at.guild_id is None:
        return contexts is not None or command.get("dm_permission", True) is not False
    held = permissions.in_channel(world, at, user.id)
    if not held & _USE_COMMANDS:
        return False
    needed = command.get("default_member_permissions")
    if needed is None:
        return True
    return held == permissions.ALL if int(needed) == 0 else int(needed) & held == int(needed)


def _leaves(application: Application, command: Json, locale: str) -> list[Json]:
    about = {"application": str(application.id), "by": application.name, "type": command["type"]}
    found: list[Json] = []

    def walk(node: Json, path: str, names: str) -> None:
        path = f"{path} {node['name']}".strip()
        names = f"{names} {_localised(node, 'name', locale)}".strip()
        options = node.get("options") or []
        below = [each for each in options if each["type"] in (_SUBCOMMAND, _GROUP)]
        if not below:
            text = _localised(node, "description", locale)
            shape = {"path": path, "shown": names, "description": text, "id": command["id"]}
            found.append(about | shape | {"options": [_option(each, locale) for each in options]})
        for each in below:
            walk(each, path, names)

    walk(command, "", "")
    return found


def _option(option: Json, locale: str) -> Json:
    kept = ("type", "name", "min_value", "max_value", "min_length", "max_length", "channel_types")
    shape = {key: option[key] for key in kept if option.get(key) is not None}
    choices = option.get("choices") or []
    return shape | {
        "shown": _localised(option, "name", locale),
        "description": _localised(option, "description", locale),
        "required": bool(option.get("required")),
        "autocomplete": bool(option.get("autocomplete")),
        "choices": [{"name": _localised(each, "name", locale), "value": each["value"]} for each in choices],
    }


def _localised(of: Json, field: str, locale: str) -> str:
    return str((of.get(f"{field}_localizations") or {}).get(locale) or of.get(field) or "")
