"""Files that came with a message or a form, kept so that their addresses answer."""

import mimetypes
import struct
from dataclasses import dataclass

from local_discord.errors import ApiError
from local_discord.records import Json
from local_discord.world import World

MOST_BYTES, MOST_FILES = 10 * 1024 * 1024, 10  # a file's size where no server is boosted


@dataclass(frozen=True)
class Upload:
    number: int
    name: str
    content_type: str
    data: bytes


def keep(world: World, base: str, place: int, upload: Upload, described: Json) -> Json:
    """Keep an upload below the server's address; returns the attachment. 40005 when it is too large."""
    if len(upload.data) > MOST_BYTES:
        raise ApiError(40005)
    name = described.get("filename") or upload.name
    number = world.ids.draw()
    path = f"{place}/{number}/{name}"
    kind = _kind(upload)
    world.files[path] = (upload.data, kind)
    url = f"{base}/attachments/{path}"
    shape: Json = {
        "id": str(number),
        "filename": name,
        "size": len(upload.data),
        "url": url,
        "proxy_url": url,
        "content_type": kind,
    }
    size = _picture_size(upload.data)
    if size is not None:
        shape |= {"width": size[0], "height": size[1]}
    if described.get("description"):
        shape["description"] = described["description"]
    if name.startswith("SPOILER_"):
        shape["flags"] = 1 << 3
    return shape


def _kind(upload: Upload) -> str:
    """A client that sends no type of its own gets the one that the name says, as from Discord."""
    if upload.content_type.startswith("application/octet-stream"):
        return mimetypes.guess_type(upload.name)[0] or upload.content_type
    return upload.content_type


def _picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as PNG and GIF say in their first bytes."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    return None
