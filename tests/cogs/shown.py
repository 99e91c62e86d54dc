"""Messages as people read them, in plain text, for snapshots."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.cogs.world import parts_of

STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link"}


def readable(content: str | None, components: list[Any]) -> str:
    """Content, then every component in order; a row of buttons is one line."""
    return "\n".join([*([content] if content else []), *_lines(components)])


def _lines(components: list[Any]) -> Iterator[str]:
    for part in components:
        match part["type"]:
            case 1:
                yield " ".join(_control(each) for each in part["components"])
            case 10:
                yield part["content"]
            case 14:
                yield "---"
            case 17:
                yield from _lines(part["components"])
            case _:
                yield str(part)


def _control(part: Mapping[str, Any]) -> str:
    where = part.get("custom_id") or part.get("url")
    star = "*" if part.get("style") == 1 else ""
    return f"[{star}{part['label']} | {where}]"


def size(components: list[Any]) -> tuple[int, int]:
    """How many components there are, nested ones too, and how many characters their texts have."""
    parts = parts_of(components)
    return len(parts), sum(len(part["content"]) for part in parts if part.get("type") == 10)
