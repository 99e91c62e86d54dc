"""A message's own files inside its embeds and components: `attachment://name` becomes the file's address."""

from local_discord import validate
from local_discord.component_rules import FILE, THUMBNAIL
from local_discord.errors import invalid
from local_discord.records import Json, Message


def embed(message: Message, given: Json) -> Json:
    """An embed as it is shown, with the pictures of its message."""
    for part in ("image", "thumbnail"):
        if given.get(part):
            given = given | {part: _address(message, given[part])}
    return {"type": "rich"} | given


def components(message: Message, given: list[Json]) -> list[Json]:
    """Every component gets a number that no other has, and the addresses of its files."""
    taken = {each["id"] for each in validate.walk(given) if each.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    begin_as_text(given)
    for component in validate.walk(given):
        if not component.get("id"):
            component["id"] = next(free)
        if component["type"] == FILE:
            _file(message, component)
        for part in [component] if component["type"] == THUMBNAIL else component.get("items") or []:
            part["media"] = _media(message, part["media"])
            part.update({"description": None, "spoiler": False} | part)
    return given


def _file(message: Message, component: Json) -> None:
    found = _attachment(message, component["file"]) or {}
    component["file"] = _media(message, component["file"])
    component |= {"name": found.get("filename"), "size": found.get("size"), "spoiler": False} | component


def _media(message: Message, given: Json) -> Json:
    """As it is sent: with an id, an address, and what is known of the file."""
    found = _attachment(message, given) or {}
    about = {key: found[key] for key in ("content_type", "width", "height") if key in found}
    attached = {"attachment_id": found["id"]} if found else {}
    return {"id": found.get("id", str(message.id))} | _address(message, given) | about | attached


def begin_as_text(given: list[Json]) -> None:
    """What selects begin with: clients send the ids as numbers too, and are sent text."""
    for component in validate.walk(given):
        for each in component.get("default_values") or []:
            each["id"] = str(each["id"])


def _address(message: Message, given: Json) -> Json:
    found, url = _attachment(message, given), str(given.get("url", ""))
    if found is None and url.startswith("attachment://"):
        raise invalid("components.media.url", "UNKNOWN_ATTACHMENT", "The attachment is not in this message")
    url = found["url"] if found else url
    return given | {"url": url, "proxy_url": url}


def _attachment(message: Message, given: Json) -> Json | None:
    """The file of this message that a component or an embed shows, by its name or its address."""
    url = str(given.get("url", ""))
    for each in message.attachments:
        if url in (each["url"], f"attachment://{each['filename']}"):
            return each
    return None
