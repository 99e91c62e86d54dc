"""Discord's markup as plain text, for places that do not render it."""

import re
from datetime import UTC, datetime, timedelta

from bot.domain.zones import wall

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP = re.compile(r"<t:(-?\d{1,11})(?::[tTdDfFsSR])?>", re.ASCII)
_PLAIN = (
    (re.compile(r"<a?:(\w{2,32}):\d+>", re.ASCII), r":\1:"),  # an emoji of the server
    (re.compile(r"<(?:@[!&]?|#)\d+>", re.ASCII), ""),  # a mention: nobody is named outside Discord
    (re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>]{1,500})\)"), r"\1 (\2)"),
    (re.compile(r"<(https?://[^\s<>]{1,500})>"), r"\1"),
    (re.compile(r"^(?:#{1,3}|-#|>{1,3}) ", re.MULTILINE), ""),
    (re.compile(r"\*\*|__|~~|\|\||`"), ""),
)
# What no calendar may hold (RFC 5545 section 3.3.11 excludes controls), and what some programs take for a line's end
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def plain(text: str, zone: str) -> str:
    """Text without Discord's markup; its timestamps are written on the wall clock of a zone."""
    text = _STAMP.sub(lambda found: _written(int(found[1]), zone), clean(text))
    for pattern, instead in _PLAIN:
        text = pattern.sub(instead, text)
    return text.strip()


def clean(text: str) -> str:
    """Text whose only control characters are line ends (\\n) and tabs, and that UTF-8 can hold."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _written(seconds: int, zone: str) -> str:
    try:
        return f"{wall(_EPOCH + timedelta(seconds=seconds), zone):%Y-%m-%d %H:%M} ({zone})"
    except OverflowError:
        return ""
