"""Links to material: which ones are taken, who serves them, when two are the same, and how one leads to a minute.

A link is kept and shown as it was given, tracking parameters too: what a service needs of them is not ours to guess.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from bot.domain import details
from bot.domain.refused import Refused

LONGEST = 1000  # characters: leaves room for words beside it in Discord's 2000

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|si|feature|pp|ab_channel")
_YOUTUBE_ID = r"(?P<id>[A-Za-z0-9_-]{11})"
_YOUTUBE_PATH = re.compile(rf"/(?:live|shorts|embed|v)/{_YOUTUBE_ID}/?")
_NO_START = re.compile("/(?:shorts|embed|v)/")  # these begin at the beginning, whatever `t` says
_FILE = re.compile(r"\.(?:mp4|m4v|webm|ogv|mp3|m4a|ogg)$", re.IGNORECASE)
_VIMEO_PATH = re.compile(r"/(?:.*/)?(?P<id>\d{5,12})(?:/[0-9a-f]+)?/?")
_VIMEO_OTHER = re.compile(
    r"/(?:(?:event|showcase|album)/\d+(?:/[0-9a-f]+)?|(?:channels|groups)/\d+)/?"
)  # of many videos
_PEERTUBE_PATH = re.compile(
    r"/(?:w|videos/watch|videos/embed)/(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[1-9A-HJ-NP-Za-km-z]{20,24})/?"
)
_TIMES = frozenset({"t", "start", "time_continue"})


@dataclass(frozen=True, slots=True)
class Provider:
    """Who serves a link. `label` is a name, the same in every language; "" for none that we know."""

    key: str
    label: str


YOUTUBE, VIMEO, PEERTUBE = Provider("youtube", "YouTube"), Provider("vimeo", "Vimeo"), Provider("peertube", "PeerTube")
TEAMS, SHAREPOINT = Provider("teams", "Microsoft Teams"), Provider("sharepoint", "SharePoint")
STREAM, ZOOM, OTHER = Provider("stream", "Microsoft Stream"), Provider("zoom", "Zoom"), Provider("other", "")
_DOMAINS = {
    "youtube.com": YOUTUBE,
    "youtube-nocookie.com": YOUTUBE,
    "youtu.be": YOUTUBE,
    "vimeo.com": VIMEO,
    "teams.microsoft.com": TEAMS,
    "teams.live.com": TEAMS,
    "teams.cloud.microsoft": TEAMS,
    "microsoftstream.com": STREAM,
    "zoom.us": ZOOM,
    "zoom.com": ZOOM,
}


def clean(text: str) -> str:
    """A link as it will be kept, or "" for none. Refused: link.https, link.broken, link.long."""
    cleaned = text.strip()
    if len(cleaned) > LONGEST:
        raise Refused("link.long", limit=LONGEST, length=len(cleaned))
    try:
        return details.link(cleaned, LONGEST)
    except Refused as refused:
        raise Refused(f"link.{refused.key.removeprefix('event.link_')}") from refused


def provider(link: str) -> Provider:
    """Who serves a link, by its host; PeerTube, which anybody can run, by the form of its addresses."""
    parts = _split(link)
    host = f".{_host(parts)}"
    if host == ".sharepoint.com" or host.endswith(".sharepoint.com"):
        return STREAM if "stream.aspx" in parts.path.lower() or "/:v:/" in parts.path else SHAREPOINT
    known = next((service for domain, service in _DOMAINS.items() if host.endswith(f".{domain}")), None)
    return known or (PEERTUBE if _PEERTUBE_PATH.fullmatch(parts.path) else OTHER)


def label(link: str) -> str:
    """A short name for a link: its service, else its host."""
    return provider(link).label or _host(_split(link))


def at_minute(link: str, seconds: int) -> str | None:
    """The link to `seconds` after the beginning of a video; None where the service has no such links.

    YouTube: https://support.google.com/youtube/answer/57741 (`t`). Vimeo: https://help.vimeo.com/hc/en-us/articles/12426199699985
    (`#t=90s`). PeerTube: https://docs.joinpeertube.org/use/watch-video#share-a-video (`start`).
    A file that the browser itself plays: https://www.w3.org/TR/media-frags/#naming-time (`#t=90`).
    """
    parts = _split(link)
    match provider(link):
        case service if service == YOUTUBE and _NO_START.match(parts.path):
            return f"https://www.youtube.com/watch?v={_video(link)}&t={seconds}" if _video(link) else None
        case service if service == YOUTUBE and _video(link):
            return _with_query(parts, "t", str(seconds))
        case service if service == PEERTUBE:
            return _with_query(parts, "start", f"{seconds}s")
        case service if service == VIMEO and _video(link):
            return parts._replace(fragment=f"t={seconds}s").geturl()
        case service if service == OTHER and _FILE.search(parts.path):
            return parts._replace(fragment=f"t={seconds}").geturl()
        case _:
            return None


def same(link: str) -> str:
    """What two links to the same thing have in common: to notice one that is there already, never to be shown."""
    parts, video = _split(link), _video(link)
    if video:
        return f"{provider(link).key}:{video}" + (f"@{_host(parts)}" if provider(link) == PEERTUBE else "")
    query = sorted((name, value) for name, value in _query(parts) if not _TRACKING.fullmatch(name))
    return f"{_host(parts)}{parts.path.rstrip('/')}?{urlencode(query)}"


def probe_at(link: str) -> str:
    """The address that tells whether a link still leads to something: a removed video's own page answers 200."""
    video = _video(link)
    if video and provider(link) == YOUTUBE:
        return "https://www.youtube.com/oembed?" + urlencode({"url": f"https://www.youtube.com/watch?v={video}"})
    if video and provider(link) == VIMEO:
        return "https://vimeo.com/api/oembed.json?" + urlencode({"url": link})
    return _split(link)._replace(fragment="").geturl()


def _video(link: str) -> str:
    parts = _split(link)
    found: re.Match[str] | None = None
    match provider(link):
        case service if service == YOUTUBE:
            if _host(parts) == "youtu.be":
                found = re.fullmatch(rf"/{_YOUTUBE_ID}/?", parts.path)
            elif parts.path.rstrip("/") == "/watch":
                found = re.fullmatch(_YOUTUBE_ID, dict(_query(parts)).get("v", ""))
            else:
                found = _YOUTUBE_PATH.fullmatch(parts.path)
        case service if service == VIMEO:
            found = None if _VIMEO_OTHER.fullmatch(parts.path) else _VIMEO_PATH.fullmatch(parts.path)
        case service if service == PEERTUBE:
            found = _PEERTUBE_PATH.fullmatch(parts.path)
    return found["id"] if found else ""


def _with_query(parts: SplitResult, name: str, value: str) -> str:
    """The rest of the query stays as it was written."""
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0] not in _TIMES]
    return parts._replace(query="&".join([*kept, f"{name}={value}"]), fragment="").geturl()


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    return parse_qsl(parts.query, keep_blank_values=True)


def _split(link: str) -> SplitResult:
    return urlsplit(link)


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").removeprefix("www.")
