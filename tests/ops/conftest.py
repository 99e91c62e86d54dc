"""What tests share that run a whole bot in their own process."""

from collections.abc import Iterator

import discord
import pytest


@pytest.fixture(scope="module")
def own_discord() -> Iterator[None]:
    """discord.py keeps the address of Discord in its classes: what was there is put back."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (
            (discord.http.Route, "BASE"),
            (discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY"),
            (discord.asset.Asset, "BASE"),
            (discord.VoiceClient, "warn_nacl"),
            (discord.VoiceClient, "warn_dave"),
        ):
            patch.setattr(owner, name, getattr(owner, name))
        yield
