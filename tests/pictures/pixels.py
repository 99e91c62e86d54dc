"""Reads a PNG as rows of pixels, for looking at what was drawn (8 bits, red, green, blue, alpha; not interlaced)."""

import struct
import zlib


def size(png: bytes) -> tuple[int, int]:
    """Width and height (PNG specification, IHDR)."""
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def rows(png: bytes) -> list[bytes]:
    """The rows, four bytes a pixel."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert png[24:29] == bytes((8, 6, 0, 0, 0))
    packed, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, (width, height) = zlib.decompress(packed), size(png)
    stride, made, above = width * 4, [], bytes(width * 4)
    for number in range(height):
        start = number * (stride + 1)
        above = _plain(raw[start], raw[start + 1 : start + 1 + stride], above)
        made.append(above)
    return made


def painted(png: bytes, x: range, y: range, paper: bytes = b"\xff\xff\xff\xff") -> int:
    """How many pixels of a part differ from the paper."""
    return sum(row[at * 4 : at * 4 + 4] != paper for row in rows(png)[y.start : y.stop] for at in x)


def _plain(kind: int, line: bytes, above: bytes) -> bytes:
    """Undoes a row's filter (PNG specification, section 9)."""
    made = bytearray(line)
    for at in range(len(made)):
        left, up = made[at - 4] if at >= 4 else 0, above[at]
        corner = above[at - 4] if at >= 4 else 0
        made[at] = (made[at] + (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]) & 255
    return bytes(made)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    near = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return (left, up, corner)[near.index(min(near))]
