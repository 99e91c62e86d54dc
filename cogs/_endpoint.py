"""Which Discord discord.py talks to: Discord's own unless we say so, before anything connects.

discord.py keeps these addresses in class attributes; there is no public way. The gateway's has to be changed too: after
an invalid session discord.py goes to it and would call Discord. Checked at import, as an upgrade may move them.
"""

import discord
import yarl

for _owner, _name in (
    (discord.http.Route, "BASE"),
    (discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY"),
    (discord.asset.Asset, "BASE"),
):
    if not hasattr(_owner, _name):  # pragma: no cover
        raise ImportError(f"this discord.py has no {_owner.__name__}.{_name}; see cogs/_endpoint.py")


def point_at(api: str) -> None:
    """Talk to another server that speaks Discord's API, e.g. `http://127.0.0.1:8100/api/v10`.

    Its gateway is expected at `/gateway` of the same host, as `local_discord` has it.
    """
    address = yarl.URL(api)
    scheme = "wss" if address.scheme == "https" else "ws"
    discord.http.Route.BASE = api.rstrip("/")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = address.origin().with_scheme(scheme) / "gateway"
    discord.asset.Asset.BASE = str(address.origin())
