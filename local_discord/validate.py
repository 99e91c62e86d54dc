"""Discord's limits on what a bot sends, answered as 50035 with the path of the mistake.

https://docs.discord.com/developers/resources/message#create-message
https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterator

from local_discord.errors import ApiError, invalid
from local_discord.world import COMPONENTS_V2, Json

ROW, BUTTON, TEXT_INPUT, SECTION, TEXT_DISPLAY, CONTAINER, LABEL = 1, 2, 4, 9, 10, 17, 18
SELECTS = frozenset({3, 5, 6, 7, 8})
_TOO_LONG = "BASE_TYPE_MAX_LENGTH"


def message(body: Json, *, files: int = 0, partial: bool = False) -> None:
    """Check a message to be created, or `partial`, edited."""
    flags = body.get("flags") or 0
    content, embeds = body.get("content") or "", body.get("embeds") or []
    components = body.get("components") or []
    _at_most(content, 2000, "content")
    _embeds(embeds)
    if flags & COMPONENTS_V2:
        if content or embeds or body.get("poll"):
            raise invalid("flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Components V2 stand alone")
    elif len(components) > 5:
        raise invalid("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    layout(components, v2=bool(flags & COMPONENTS_V2) or partial)
    if not partial and not (content or embeds or components or files or body.get("poll") or body.get("sticker_ids")):
        raise ApiError(50006)


def _embeds(embeds: list[Json]) -> None:
    if len(embeds) > 10:
        raise invalid("embeds", "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.")
    total = 0
    for number, embed in enumerate(embeds):
        at = f"embeds.{number}"
        total += _at_most(embed.get("title") or "", 256, f"{at}.title")
        total += _at_most(embed.get("description") or "", 4096, f"{at}.description")
        total += _at_most((embed.get("footer") or {}).get("text") or "", 2048, f"{at}.footer.text")
        total += _at_most((embed.get("author") or {}).get("name") or "", 256, f"{at}.author.name")
        for place, each in enumerate(embed.get("fields") or []):
            total += _at_most(each.get("name") or "", 256, f"{at}.fields.{place}.name")
            total += _at_most(each.get("value") or "", 1024, f"{at}.fields.{place}.value")
    if total > 6000:
        raise invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def modal(data: Json) -> None:
    _at_most(data.get("title") or "", 45, "data.title", least=1)
    _at_most(data.get("custom_id") or "", 100, "data.custom_id", least=1)
    components = data.get("components") or []
    if not 1 <= len(components) <= 5:
        raise invalid("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for number, component in enumerate(components):
        if component["type"] == LABEL:
            _at_most(component.get("label") or "", 45, f"data.components.{number}.label", least=1)
            _at_most(component.get("description") or "", 100, f"data.components.{number}.description")
        elif component["type"] not in (ROW, TEXT_DISPLAY):
            raise invalid(f"data.components.{number}.type", "UNION_TYPE_CHOICES", "Not allowed in a modal")
    layout(components, v2=True)


def layout(components: list[Json], *, v2: bool) -> None:
    """Check a tree of components: 40 at most, unique custom ids, rows that hold what a row may hold."""
    seen: set[str] = set()
    every = list(walk(components))
    if len(every) > 40:
        raise invalid("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "At most 40 components")
    if sum(len(each.get("content") or "") for each in every if each["type"] == TEXT_DISPLAY) > 4000:
        raise invalid("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "At most 4000 characters of text")
    for number, component in enumerate(components):
        if not v2 and component["type"] != ROW:
            raise invalid(f"components.{number}.type", "UNION_TYPE_CHOICES", "Value of field must be 1.")
    for component in every:
        _one(component, seen)


def _one(component: Json, seen: set[str]) -> None:
    kind = component["type"]
    if kind == ROW:
        inside = component.get("components") or []
        if not 1 <= len(inside) <= (1 if any(each["type"] != BUTTON for each in inside) else 5):
            raise invalid("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A row holds 5 buttons or 1 select")
    if kind == BUTTON:
        _button(component)
    if kind in SELECTS:
        _select(component)
    custom_id = component.get("custom_id")
    if custom_id is not None:
        _at_most(custom_id, 100, "components.custom_id", least=1)
        if custom_id in seen:
            raise invalid("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        seen.add(custom_id)


def _button(button: Json) -> None:
    _at_most(button.get("label") or "", 80, "components.label")
    if button.get("style") == 5:
        if not button.get("url") or button.get("custom_id"):
            raise invalid("components.url", "BASE_TYPE_REQUIRED", "A link button has a url and no custom id")
        _at_most(button["url"], 512, "components.url")
    elif button.get("style") != 6 and (not button.get("custom_id") or button.get("url")):
        raise invalid("components.custom_id", "BASE_TYPE_REQUIRED", "A button has a custom id and no url")


def _select(select: Json) -> None:
    options = select.get("options") or []
    _at_most(select.get("placeholder") or "", 150, "components.placeholder")
    if select["type"] == 3 and not 1 <= len(options) <= 25:
        raise invalid("components.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
    for option in options:
        _at_most(option.get("label") or "", 100, "components.options.label", least=1)
        _at_most(option.get("value") or "", 100, "components.options.value", least=1)
        _at_most(option.get("description") or "", 100, "components.options.description")
    if len({option.get("value") for option in options}) != len(options):
        raise invalid("components.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values must be unique")
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if least > most or (select["type"] == 3 and most > len(options)):
        raise invalid("components.max_values", "BASE_TYPE_BAD_LENGTH", "min_values ≤ max_values ≤ options")


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component of a tree, nested and accessory ones too."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk([component[key]])


def _at_most(text: str, most: int, path: str, *, least: int = 0) -> int:
    if len(text) > most:
        raise invalid(path, _TOO_LONG, f"Must be {most} or fewer in length.")
    if len(text) < least:
        raise invalid(path, "BASE_TYPE_REQUIRED", "This field is required")
    return len(text)
