"""The page's own files, and who may have them: this machine's browsers, and scripts that were served from here."""

from pathlib import Path

from aiohttp import web

PAGE = Path(__file__).parents[1] / "page"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


async def serve(request: web.Request) -> web.StreamResponse:
    """The page at `/` and its modules below `/page/`: they run nothing and load nothing from elsewhere."""
    host = _local_host(request)
    path = PAGE / (request.match_info.get("name") or "index.html")
    kind = _TYPES.get(path.suffix)
    if path.parent != PAGE or kind is None or not path.is_file():
        raise web.HTTPNotFound
    headers = {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
            f"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=headers)


def _local_host(request: web.Request) -> str:
    """The Host asked for, when it is this machine's: a name elsewhere that leads here is turned away."""
    host = request.headers.get("Host", "")
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    if name not in _LOOPBACK:
        raise web.HTTPForbidden(text="this page is for this machine only")
    return host


def require_own_page(request: web.Request) -> None:
    """Only the page served from here may act: a browser says truly where a script comes from."""
    host = _local_host(request)
    if request.headers.get("Origin") != f"http://{host}":
        raise web.HTTPForbidden(text="only the page served here may do this")
