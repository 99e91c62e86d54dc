"""`/healthz` for whoever restarts it, `/metrics` for Prometheus; with a public address, pages for everybody."""

import errno
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.client import Client
from bot.metrics import Metrics
from bot.stopped import Stopped
from bot.web.certificates import Certificates
from bot.web.health import look

_log = structlog.get_logger("nacre.web")
_POLICY = "Content-Security-Policy"
_HEADERS = {
    "Cache-Control": "no-store",
    _POLICY: "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "Nacre",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Web:
    """The web server. `gateway` says whether Discord is connected; port 0 takes any free one, see `port`.

    Pages for people are there only with a `public_url`: without one nobody could be sent to them.
    """

    def __init__(
        self,
        client: Client,
        metrics: Metrics,
        gateway: Callable[[], bool],
        host: str,
        port: int,
        public_url: str = "",
    ) -> None:
        self._client, self._metrics, self._gateway = client, metrics, gateway
        self.host, self.port, self.public_url = host, port, public_url
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen, in the running loop. Raises Stopped, with words for the operator, when the address is not free."""
        app = web.Application(middlewares=[_plainly], client_max_size=1024)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/metrics", self._numbers)
        if self.public_url:
            Certificates(self._client).add_to(app.router)
        app.on_response_prepare.append(_with_headers)
        # No access log: addresses of visitors are nothing we need to keep
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=2)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
        except OSError as error:
            await runner.cleanup()
            raise Stopped(_why(error, self.host, self.port)) from error
        self._runner = runner
        self.port = runner.addresses[0][1]
        _log.info("web_listening", host=self.host, port=self.port)

    async def stop(self) -> None:
        """Answer what was asked, for two seconds at most, then close. May be called twice, or without a start."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        health = await look(self._client, self._gateway())
        return web.json_response(health.page(), status=200 if health.well else 503)

    async def _numbers(self, _request: web.Request) -> web.Response:
        health = await look(self._client, self._gateway())
        self._metrics.state(health.depth, health.gateway)
        content_type = "text/plain; version=0.0.4; charset=utf-8"
        return web.Response(body=self._metrics.page(), headers={"Content-Type": content_type})


@web.middleware
async def _plainly(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Errors in plain words, without a trace of what is inside."""
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed as error:
        return web.Response(text="Method not allowed\n", status=405, headers={"Allow": error.headers["Allow"]})
    except web.HTTPException as error:
        return web.Response(text=f"{error.reason}\n", status=error.status)
    except Exception:
        _log.exception("page_failed", path=request.match_info.handler.__name__)
        return web.Response(text="Something went wrong\n", status=500)


async def _with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    own = {_POLICY: response.headers[_POLICY]} if _POLICY in response.headers else {}  # a page with a style has its own
    response.headers.update({**_HEADERS, **own})


def _why(error: OSError, host: str, port: int) -> str:
    place = f"{host}, port {port}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"The web server cannot listen on {place}: another program does. Stop that one, or set another [web] port."
        )
    if error.errno == errno.EACCES:
        return f"The web server may not listen on {place}. Set a [web] port from 1024 up."
    return f"The web server cannot listen on {place}: {error.strerror or error}. Check [web] host in the settings."
