"""A message's own files inside its embeds and components: `attachment://name` becomes the file's address."""

from local_discord import validate
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
    for component in validate.walk(given):
        if not component.get("id"):
            component["id"] = next(free)
        for key in ("media", "file"):
            if component.get(key):
                component[key] = _address(message, component[key])
        for item in component.get("items") or []:
            item["media"] = _address(message, item["media"])
    return given


def _address(message: Message, given: Json) -> Json:
    url = str(given.get("url", ""))
    if not url.startswith("attachment://"):
        return given | {"proxy_url": url}
    for each in message.attachments:
        if each["filename"] == url.removeprefix("attachment://"):
            return given | {"url": each["url"], "proxy_url": each["url"]}
    raise invalid("components.media.url", "UNKNOWN_ATTACHMENT", "The attachment is not in this message")
