"""The page that confirms a certificate: `/certificate`, and `/certificate/{code}` for a link or a code typed there.

It says what the holder had printed, and nothing else: whoever has the code was given it by them. Not for search
engines, without scripts, cookies or anything from elsewhere; the code is in no log.
"""

from base64 import b64encode
from hashlib import sha256
from html import escape

from aiohttp import web

from bot.client import Client
from bot.domain import certificates as rules
from bot.domain.certificates import Confirmed
from bot.services import certificates
from bot.words import count, days, language_of, say

# Dark letters on light ground and the reverse, each at least 7 to 1 (WCAG 1.4.6); sizes follow the reader's own
_STYLE = """
:root { color-scheme: light dark; --ground: #fdfcf9; --ink: #1f2a37; --line: #2f6f73; }
@media (prefers-color-scheme: dark) { :root { --ground: #14191f; --ink: #eef1f4; --line: #7fc4c8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; border-bottom: .25rem solid var(--line); padding-bottom: .5rem; }
dl { margin: 1.5rem 0; } dt { font-weight: 600; } dd { margin: 0 0 1rem; font-size: 1.125rem; }
label { display: block; font-weight: 600; margin-top: 2rem; }
input, button { font: inherit; padding: .625rem .75rem; max-width: 100%; border: .125rem solid var(--line);
  border-radius: .375rem; background: var(--ground); color: var(--ink); }
input { width: 18rem; margin: .25rem .5rem .5rem 0; } button { min-height: 2.75rem; cursor: pointer; }
:focus-visible { outline: .1875rem solid var(--ink); outline-offset: .125rem; }
"""
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class Certificates:
    def __init__(self, client: Client) -> None:
        self._client = client

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/certificate", self._typed)
        router.add_get("/certificate/{code}", self._asked)

    async def _typed(self, request: web.Request) -> web.Response:
        """The form, and what came of what was typed into it."""
        typed = request.query.get("code", "")
        if typed:
            return await self._answer(request, typed, "certificate")
        language = _language(request)
        return _page(language, "", "certificate", 200)

    async def _asked(self, request: web.Request) -> web.Response:
        return await self._answer(request, request.match_info["code"], "../certificate")

    async def _answer(self, request: web.Request, typed: str, action: str) -> web.Response:
        """`action`: where the form is sent to, from this address; a proxy may have put us below another path."""
        found = await self._client.ask(certificates.verify, typed)
        language = _language(request, found)
        body = _confirmed(language, found) if found is not None else _unknown(language)
        return _page(language, body, action, 200 if found is not None else 404)


def _language(request: web.Request, found: Confirmed | None = None) -> str:
    """The browser's languages in their order (nobody means weights), then the one the certificate is in."""
    wished = [part.split(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")]
    return language_of(*wished, found.certificate.language if found is not None else None)


def _confirmed(language: str, found: Confirmed) -> str:
    issued, event = found.certificate, found.event
    rows = [
        ("name", issued.name),
        ("event", event.title),
        ("day", days(language, event.starts_at, event.ends_at, event.zone)),
    ]
    if issued.minutes:
        rows.append(("time", count(language, "certificate.minutes", issued.minutes)))
    rows.append(("code", rules.shown(issued.code)))
    listed = "".join(f"<dt>{_say(language, f'page.{key}')}</dt><dd>{escape(value)}</dd>" for key, value in rows)
    return f'<p role="status">{_say(language, "page.genuine")}</p><dl>{listed}</dl><p>{_say(language, "page.says")}</p>'


def _unknown(language: str) -> str:
    return f'<p role="status">{_say(language, "page.unknown")}</p>'


def _page(language: str, body: str, action: str, status: int) -> web.Response:
    title = _say(language, "page.title")
    text = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex, nofollow"><style>{_STYLE}</style></head>'
        f'<body><main><h1>{title}</h1>{body}<form action="{action}" method="get">'
        f'<label for="code">{_say(language, "page.other")}</label>'
        '<input id="code" name="code" required maxlength="40" autocomplete="off" autocapitalize="characters"'
        f' spellcheck="false"><button>{_say(language, "page.check")}</button></form></main></body></html>'
    )
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=_HEADERS)


def _say(language: str, key: str) -> str:
    return escape(say(language, f"certificate.{key}"))
