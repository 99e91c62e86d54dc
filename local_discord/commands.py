"""Application commands as Discord registers them: ids and defaults added, limits checked.

https://docs.discord.com/developers/interactions/application-commands
"""

import re

from local_discord.errors import ApiError, invalid
from local_discord.world import Application, Json, World

_NAME = re.compile(r"^[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}$")
_ALL_LOCALES = """
    id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja
    zh-TW ko
"""
LOCALES = frozenset(_ALL_LOCALES.split())
CHAT_INPUT = 1
SUBCOMMAND, SUBCOMMAND_GROUP = 1, 2


def overwrite(world: World, application: Application, guild_id: int | None, bodies: list[Json]) -> list[Json]:
    """Replace all commands of a scope; those whose name stays keep their id."""
    before = {(each["name"], each["type"]): each for each in application.commands.get(guild_id, {}).values()}
    for kind in {body.get("type", 1) for body in bodies}:
        if sum(body.get("type", 1) == kind for body in bodies) > most(kind):
            raise ApiError(30032)
    registered: dict[int, Json] = {}
    for number, body in enumerate(bodies):
        check(body, str(number))
        kept = before.get((body["name"], body.get("type", 1)))
        command = _complete(world, application, guild_id, body, int(kept["id"]) if kept else world.ids.draw())
        registered[int(command["id"])] = command
    if len({(each["name"], each["type"]) for each in registered.values()}) != len(registered):
        raise invalid("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Names must be unique")
    application.commands[guild_id] = registered
    return list(registered.values())


def put(
    world: World, application: Application, guild_id: int | None, body: Json, *, command_id: int | None = None
) -> Json:
    """Add one command, or replace the one with this id, or of this name and type."""
    check(body, "")
    scope = application.commands.setdefault(guild_id, {})
    same = [each for each in scope.values() if (each["name"], each["type"]) == (body["name"], body.get("type", 1))]
    known = command_id or (int(same[0]["id"]) if same else None)
    if known is None and sum(each["type"] == body.get("type", 1) for each in scope.values()) >= most(
        body.get("type", 1)
    ):
        raise ApiError(30032)
    command = _complete(world, application, guild_id, body, known or world.ids.draw())
    scope[int(command["id"])] = command
    return command


def most(kind: int) -> int:
    """How many commands of a type a scope may have."""
    return 100 if kind == CHAT_INPUT else 15


def without_localisations(command: Json) -> Json:
    """As it is listed when nobody asked for them, options and choices too."""
    shown = {key: value for key, value in command.items() if not key.endswith("_localizations")}
    for key in ("options", "choices"):
        if shown.get(key):
            shown[key] = [without_localisations(each) for each in shown[key]]
    return shown


def _complete(world: World, application: Application, guild_id: int | None, body: Json, command_id: int) -> Json:
    defaults = {
        "type": CHAT_INPUT,
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "name_localizations": None,
        "description_localizations": None,
        "nsfw": False,
        "contexts": None,
        "integration_types": [0],
    }
    given = {key: value for key, value in body.items() if value is not None}
    if "default_member_permissions" in given:  # clients send a number too, and are sent text
        given["default_member_permissions"] = str(given["default_member_permissions"])
    fixed: Json = {"id": str(command_id), "application_id": str(application.id), "version": str(world.ids.draw())}
    if guild_id is None:
        fixed["dm_permission"] = body.get("dm_permission", True)
    else:
        fixed["guild_id"] = str(guild_id)
    return defaults | given | fixed


def check(body: Json, at: str) -> None:
    """Names, descriptions, locales, option order and the 8000 characters a command may have."""
    _one(body, at, described=body.get("type", 1) == CHAT_INPUT)
    if _size(body) > 8000:
        raise invalid(at, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")


def _one(body: Json, at: str, *, described: bool) -> None:
    name = body.get("name", "")
    if not described:  # of the menus of people and messages: spaces and capitals are welcome
        named = 1 <= len(name) <= 32 and _NAME.match(name.replace(" ", ""))
    else:
        named = _NAME.match(name) and name == name.lower()
    if not named:
        raise invalid(f"{at}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if described and not 1 <= len(body.get("description", "")) <= 100:
        raise invalid(f"{at}.description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    for field in ("name_localizations", "description_localizations"):
        for locale, text in (body.get(field) or {}).items():
            if locale not in LOCALES:
                raise invalid(f"{at}.{field}", "ENUM_TYPE_COERCE", f"{locale} is no locale of Discord")
            if field == "name_localizations" and described and (not _NAME.match(text) or text != text.lower()):
                raise invalid(f"{at}.{field}.{locale}", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
            if len(text) > 100:
                raise invalid(f"{at}.{field}.{locale}", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
    _options(body.get("options") or [], f"{at}.options")


def _options(options: list[Json], at: str) -> None:
    if len(options) > 25:
        raise invalid(at, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    optional_seen = False
    for number, option in enumerate(options):
        _one(option, f"{at}.{number}", described=True)
        if len(option.get("choices") or []) > 25:
            raise invalid(f"{at}.{number}.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
        if option.get("required") and optional_seen:
            raise invalid(f"{at}.{number}", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required ones come first")
        optional_seen |= option["type"] not in (SUBCOMMAND, SUBCOMMAND_GROUP) and not option.get("required")
    if len({option["name"] for option in options}) != len(options):
        raise invalid(at, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option names must be unique")


def _size(body: Json) -> int:
    """The longest localisation of every text counts."""
    texts = 0
    for field in ("name", "description"):
        localised = (body.get(f"{field}_localizations") or {}).values()
        texts += max([len(body.get(field) or ""), *(len(text) for text in localised)])
    choices = sum(len(str(each["name"])) + len(str(each["value"])) for each in body.get("choices") or [])
    return texts + choices + sum(_size(option) for option in body.get("options") or [])


def find(application: Application, guild_id: int | None, path: str) -> tuple[Json, list[Json]]:
    """A command by the words a person types, e.g. "event create": the command and the chain of options below it."""
    first, *rest = path.split()
    command = find_kind(application, guild_id, first, CHAT_INPUT)
    chain, options = [], command["options"]
    for word in rest:
        step = next((each for each in options if each["name"] == word), None)
        if step is None:
            raise LookupError(f"no command /{path} is registered")
        chain.append(step)
        options = step.get("options") or []
    return command, chain


def find_kind(application: Application, guild_id: int | None, name: str, kind: int) -> Json:
    """A command of one kind by its name; a server's own hides the one that is everywhere."""
    scopes = [application.commands.get(guild_id, {}), application.commands.get(None, {})]
    for command in (each for scope in scopes for each in scope.values()):
        if command["name"] == name and command["type"] == kind:
            return command
    raise LookupError(f"no command {name!r} of kind {kind} is registered")
