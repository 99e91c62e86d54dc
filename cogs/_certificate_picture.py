"""A certificate in words and as a picture, in one language."""

from __future__ import annotations

import re
from io import BytesIO

import discord

from bot.domain import certificates
from bot.domain.certificates import Confirmed
from bot.domain.events import Event
from bot.pictures.certificate import Words, certificate
from bot.pictures.svg import png_of
from bot.words import count, days, say


def day(language: str, event: Event) -> str:
    return days(language, event.starts_at, event.ends_at, event.zone)


def address(public_url: str, code: str) -> str:
    """Where a code can be checked without Discord; "" when there is no such place."""
    return f"{public_url}/certificate/{certificates.shown(code)}" if public_url else ""


def words_of(language: str, confirmed: Confirmed, issuer: str, public_url: str) -> Words:
    """`issuer` is the server's name."""
    issued, event = confirmed.certificate, confirmed.event
    details = [day(language, event)]
    if issued.minutes:
        details.append(count(language, "certificate.print.minutes", issued.minutes))
    details.append(issuer)
    where = address(public_url, issued.code)
    check = say(language, "certificate.print.at", address=where) if where else say(language, "certificate.print.here")
    return Words(
        heading=say(language, "certificate.print.heading"),
        before_name=say(language, "certificate.print.before_name"),
        name=issued.name,
        before_title=say(language, "certificate.print.before_title"),
        title=event.title,
        details=details,
        foot=[say(language, "certificate.print.code", code=certificates.shown(issued.code)), check],
    )


def alt_of(words: Words) -> str:
    """The same in words, for those who do not see the picture (at most 1024 characters, Discord's limit)."""
    who = f"{words.before_name} {words.name} {words.before_title} {words.title}"
    return " ".join(f"{part}." for part in (words.heading, who, *words.details, *words.foot))[:1024]


def picture(words: Words, event_id: int) -> discord.File:
    """Slow: call it in a thread."""
    png = png_of(certificate(words))
    name = re.sub(r"\W+", "-", words.heading.casefold()).strip("-")
    return discord.File(BytesIO(png), filename=f"{name}-{event_id}.png", description=alt_of(words))
