"""Discord's limits on what a bot sends, answered as 50035 with the path of the mistake.

https://docs.discord.com/developers/resources/message#create-message
https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterator

from local_discord import component_rules
from local_discord.component_rules import LABEL, ROW, SELECTS, TEXT_DISPLAY, TEXT_INPUT, at_most
from local_discord.errors import ApiError, invalid
from local_discord.records import COMPONENTS_V2, Json

__all__ = ["LABEL", "ROW", "SELECTS", "TEXT_DISPLAY", "TEXT_INPUT", "layout", "message", "modal", "walk"]

_TOO_LONG = "BASE_TYPE_MAX_LENGTH"


def message(body: Json, *, files: int = 0, partial: bool = False) -> None:
    """Check a message to be created, or `partial`, edited."""
    flags = body.get("flags") or 0
    content, embeds = body.get("content") or "", body.get("embeds") or []
    components = body.get("components") or []
    at_most(content, 2000, "content")
    at_most(str(body.get("nonce") or ""), 25, "nonce")
    _mentions(body)
    _files(body)
    _embeds(embeds)
    if flags & COMPONENTS_V2:
        if content or embeds or body.get("poll"):
            raise invalid("flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Components V2 stand alone")
    elif len(components) > 5:
        raise invalid("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    layout(components, v2=bool(flags & COMPONENTS_V2))
    if not partial and not (content or embeds or components or files or body.get("poll") or body.get("sticker_ids")):
        raise ApiError(50006)


def _embeds(embeds: list[Json]) -> None:
    if len(embeds) > 10:
        raise invalid("embeds", "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.")
    total = 0
    for number, embed in enumerate(embeds):
        at = f"embeds.{number}"
        total += at_most(embed.get("title") or "", 256, f"{at}.title")
        total += at_most(embed.get("description") or "", 4096, f"{at}.description")
        total += at_most((embed.get("footer") or {}).get("text") or "", 2048, f"{at}.footer.text")
        total += at_most((embed.get("author") or {}).get("name") or "", 256, f"{at}.author.name")
        if len(embed.get("fields") or []) > 25:
            raise invalid(f"{at}.fields", "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.")
        for place, each in enumerate(embed.get("fields") or []):
            total += at_most(each.get("name") or "", 256, f"{at}.fields.{place}.name", least=1)
            total += at_most(each.get("value") or "", 1024, f"{at}.fields.{place}.value", least=1)
    if total > 6000:
        raise invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _mentions(body: Json) -> None:
    allowed = body.get("allowed_mentions") or {}
    for kind in ("users", "roles"):
        if allowed.get(kind) and kind in (allowed.get("parse") or []):
            raise invalid("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", f"parse:{kind} and {kind}")
        if len(allowed.get(kind) or []) > 100:
            raise invalid(f"allowed_mentions.{kind}", _TOO_LONG, "Must be 100 or fewer in length.")


def _files(body: Json) -> None:
    for number, each in enumerate(body.get("attachments") or []):
        at_most(each.get("description") or "", 1024, f"attachments.{number}.description")


def modal(data: Json) -> None:
    """Check a form: 1 to 5 labels, texts or rows, each with what may be in it."""
    at_most(data.get("title") or "", 45, "data.title", least=1)
    at_most(data.get("custom_id") or "", 100, "data.custom_id", least=1)
    components = data.get("components") or []
    if not 1 <= len(components) <= 5:
        raise invalid("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for number, component in enumerate(components):
        component_rules.in_modal(component, f"data.components.{number}")
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
        component_rules.one(component)
        custom_id = component.get("custom_id")
        if custom_id is not None:
            at_most(custom_id, 100, "components.custom_id", least=1)
            if custom_id in seen:
                raise invalid(
                    "components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
                )
            seen.add(custom_id)


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component of a tree, nested and accessory ones too."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk([component[key]])
