"""Keeps a world in a file from one day to the next: everything that `World` holds, as JSON.

Open interactions, connected bots and faults on demand are not kept: whoever comes back connects again.
"""

import base64
import json
import os
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from local_discord import records
from local_discord.world import World

_KEPT = ("users", "guilds", "direct", "messages", "applications", "files")
_KINDS = {name: kind for name, kind in vars(records).items() if is_dataclass(kind) and isinstance(kind, type)}
_FORM = 1
_FILE = re.compile(r"^http://127\.0\.0\.1:\d+/attachments/")


class NotKept(ValueError):  # noqa: N818 - it is an answer, not an error
    """The file was not written by this version of `save`."""


def save(world: World, path: Path) -> None:
    """Write the world into a file. A process that dies in between leaves the file as it was."""
    kept = {name: _packed(getattr(world, name)) for name in _KEPT}
    text = json.dumps({"form": _FORM, "now": world.now().isoformat(), **kept}, ensure_ascii=False)
    unfinished = path.with_name(path.name + ".new")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def saved_at(path: Path) -> datetime | None:
    """What the world's clock showed when it was saved; None where nothing is kept. Raises NotKept."""
    return datetime.fromisoformat(_read(path)["now"]) if path.exists() else None


def restore(world: World, path: Path) -> None:
    """Fill an empty world with what was kept. Its clock must be past `saved_at`: ids go on rising. Raises NotKept."""
    kept = _read(path)
    try:
        for name in _KEPT:
            setattr(world, name, _unpacked(kept[name]))
    except (KeyError, TypeError, ValueError) as error:
        raise NotKept(f"{path} is not what this version keeps") from error
    every = (message for channel in world.messages.values() for message in channel.values())
    world.open_polls = {each.id: each for each in every if each.poll is not None and not each.poll.finished}


def move_files(world: World, base: str) -> None:
    """The server listens at this address from now on: what messages show of files is found there."""
    for channel in world.messages.values():
        for message in channel.values():
            for name in ("attachments", "embeds", "components"):
                setattr(message, name, _moved(getattr(message, name), base))


def _moved(value: Any, base: str) -> Any:
    if isinstance(value, str):
        return _FILE.sub(f"{base}/attachments/", value)
    if isinstance(value, list):
        return [_moved(each, base) for each in value]
    if isinstance(value, dict):
        return {key: _moved(each, base) for key, each in value.items()}
    return value


def _read(path: Path) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotKept(f"{path} cannot be read") from error
    if not isinstance(kept, dict) or kept.get("form") != _FORM:
        raise NotKept(f"{path} is not what this version keeps")
    return kept


def _packed(value: Any) -> Any:
    """JSON as it is; everything else as `{"": its kind, …}`, for no field of Discord's has an empty name."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [_packed(each) for each in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _packed(each) for key, each in value.items()}
    kind = type(value).__name__
    if kind in _KINDS:
        return {"": kind} | {each.name: _packed(getattr(value, each.name)) for each in fields(value)}
    return {"": kind, "of": _PACKED[kind](value)}


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("")
    if kind in _KINDS:
        return _KINDS[kind](**{key: _unpacked(each) for key, each in value.items() if key})
    if kind is not None:
        return _UNPACKED[kind](value["of"])
    return {key: _unpacked(each) for key, each in value.items()}


_PACKED: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.isoformat,
    "bytes": lambda of: base64.b64encode(of).decode(),
    "dict": lambda of: [[key, _packed(each)] for key, each in of.items()],
    "tuple": lambda of: [_packed(each) for each in of],
    "set": lambda of: [_packed(each) for each in of],
}
_UNPACKED: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "bytes": base64.b64decode,
    "dict": lambda of: {key: _unpacked(each) for key, each in of},
    "tuple": lambda of: tuple(_unpacked(each) for each in of),
    "set": lambda of: {_unpacked(each) for each in of},
}
