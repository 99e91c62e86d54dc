"""Where an event takes place, as an organiser writes it in one line: a place, a link, or both."""

import re
from dataclasses import dataclass

from bot.domain.events import Mode
from bot.domain.refused import Refused

_LINK = re.compile(r"[<(]?([a-z][a-z0-9+.-]*://[^\s<>]+)>?", re.IGNORECASE)
_BARE_LINK = re.compile(r"(?:^|\s)((?:www\.|(?:[\w-]+\.)+[a-z]{2,}/)[^\s<>]*)", re.IGNORECASE)
_AROUND = " ,;:|–—-"


@dataclass(frozen=True, slots=True)
class Where:
    mode: Mode
    place: str = ""
    link: str = ""


def mode_of(place: str, link: str) -> Mode:
    """What a place and a link make together; online when neither is known yet."""
    if place:
        return Mode.HYBRID if link else Mode.ON_SITE
    return Mode.ONLINE


def understand(text: str) -> Where:
    """Split what was typed into place and link: `Vejle library, https://zoom.us/j/1` is hybrid.

    Refused("where.two_links") for a second link, Refused("where.not_https", link) for one that is not https or has no
    `https://` in front. The word "online" alone is no place.
    """
    links = _LINK.findall(text)
    rest = _LINK.sub(" ", text)
    if len(links) > 1:
        raise Refused("where.two_links")
    bare = _BARE_LINK.search(rest)
    if bare:
        raise Refused("where.not_https", link=bare[1][:100])
    link = links[0].rstrip(".,;)") if links else ""
    if link and not link.lower().startswith("https://"):
        raise Refused("where.not_https", link=link[:100])
    place = " ".join(rest.split()).strip(_AROUND)
    if place.casefold() == "online":
        place = ""
    return Where(mode_of(place, link), place, link)


def written(place: str, link: str) -> str:
    """The line that `understand` takes apart again, to pre-fill a form."""
    return ", ".join(part for part in (place, link) if part)
