"""Log lines: structlog over the standard library, so that discord.py's lines look like ours.

What stays out: tokens, links with something secret in them, and what people wrote. Ids of people and servers are in,
for whoever has to find out what went wrong; how long lines are kept is the operator's to say.
"""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

if TYPE_CHECKING:
    from bot.config import Log

HIDDEN = "[hidden]"

_PATTERNS = (
    # a Discord token: three parts, the first of them an id in base64
    (re.compile(r"[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,40}"), HIDDEN),
    # the token of an interaction or a webhook, in Discord's addresses
    (re.compile(r"(/(?:interactions|webhooks)/\d+/)[\w-]{20,}"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b(Bot|Bearer|Basic) [\w.~+/=-]{16,}"), rf"\1 {HIDDEN}"),
    # user and password of an address, and whatever follows its `?` or `#` (passwords of meetings, signatures)
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s@'\"]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(\bhttps?://[^\s?#'\"<>]*)[?#][^\s'\"<>]*"), rf"\1?{HIDDEN}"),
)

# Below these levels libraries log whole payloads (messages, SQL parameters) or say nothing worth reading
_QUIET = {
    "discord": logging.INFO,
    "aiosqlite": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "asyncio": logging.WARNING,
}


class Redaction:
    """The last processor before rendering: takes secrets out of every text of a line, tracebacks included."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(secret for secret in secrets if len(secret) >= 8)

    def __call__(self, _logger: object, _method: str, line: EventDict) -> EventDict:
        for key, value in line.items():
            line[key] = self._of(value)
        return line

    def _of(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, MutableMapping):
            return {key: self._of(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._of(inner) for inner in value]
        return value if isinstance(value, int | float | None) else self.text(str(value))

    def text(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text


def set_up(log: "Log", secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send every line, ours and the libraries', to `stream` (standard error), from `log.level` on."""
    out = stream or sys.stderr
    console = log.format == "console" or (log.format == "auto" and out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                Redaction(secrets),
                *_rendering(console),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = getattr(logging, log.level.upper())
    root.setLevel(level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, least))
    logging.captureWarnings(True)


def _rendering(console: bool) -> list[Processor]:
    if console:
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    ]
