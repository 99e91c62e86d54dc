"""The bot itself: a discord.py client with the least intents, our commands and our one way to answer."""

from __future__ import annotations

import hashlib
import json
import pkgutil
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.ext import commands

import cogs
from bot.client import Client
from bot.domain.kinds import Kinds
from bot.domain.retention import Retention
from bot.services import facts
from cogs._answers import began, ended, respond_to
from cogs._commands import Catalogues
from cogs._forms import Forms, back, submitted
from cogs._items import Presses, pressed
from cogs._limits import forget_seldom
from cogs._text import storable

if TYPE_CHECKING:
    from bot.worker.wake import Worker

Interaction: TypeAlias = "discord.Interaction[NacreBot]"

_log = structlog.get_logger("nacre.bot")
_SYNCED = "commands.hash"


class Meter(Protocol):
    """What the bot counts; `bot.metrics.Metrics` does."""

    def interaction(self, command: str, seconds: float, outcome: str) -> None: ...

    def refused(self, key: str) -> None: ...

    def error(self) -> None: ...


class NacreBot(commands.AutoShardedBot):
    """Answers people. Composed in `bot/app.py`; importing this does nothing."""

    tree: NacreTree

    def __init__(
        self,
        client: Client,
        kinds: Kinds,
        metrics: Meter,
        *,
        shard_count: int | None = None,
        shard_ids: list[int] | None = None,
        extensions: Sequence[str] | None = None,
        retention: Retention | None = None,
        contact: str = "",
        public_url: str = "",
    ) -> None:
        sharding: dict[str, Any] = {"shard_ids": shard_ids} if shard_ids else {}
        super().__init__(
            command_prefix=commands.when_mentioned,  # required, never used: without message intents none arrive
            help_command=None,
            tree_cls=NacreTree,
            intents=discord.Intents(
                guilds=True, voice_states=True
            ),  # who is in the channel of an event; not privileged
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30,  # longer waits are raised, so that the outbox can put the item back
            shard_count=shard_count,
            **sharding,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        forget_seldom(self.http)
        self.nacre = client
        self.kinds = kinds
        self.metrics = metrics
        self.retention = retention or Retention()  # what /privacy promises is what the worker carries out
        self.public_url = public_url  # of our web pages; "" when nobody outside can reach them
        self.contact = contact  # whom /privacy names for questions: an address or a page
        self.worker: Worker | None = None
        self.presses = Presses()
        self.forms = Forms()
        self._extensions = all_extensions() if extensions is None else tuple(extensions)

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Catalogues())
        self.presses.bind("form", "back", back)
        for extension in self._extensions:
            await self.load_extension(extension)
        try:
            await self.sync_commands()
        except (discord.HTTPException, aiohttp.ClientError):  # buttons work all the same; the next start tries again
            _log.exception("commands_not_synced")

    async def sync_commands(self, *, force: bool = False) -> bool:
        """Tell Discord our commands if they changed since we last did (200 creations a day are allowed).

        A crash between the two steps sends the same list once more. Returns whether they were sent.
        """
        payload = [await each.get_translated_payload(self.tree, Catalogues()) for each in self.tree.get_commands()]
        text = json.dumps([self.application_id, payload], sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if not force and await self.nacre.ask(facts.get, _SYNCED) == digest:
            return False
        await self.tree.sync()
        await self.nacre.do(facts.put, _SYNCED, digest)
        _log.info("commands_synced", commands=len(payload))
        return True

    async def add_cog(self, cog: commands.Cog, /, **options: Any) -> None:
        await super().add_cog(cog, **options)
        self.presses.add(cog)
        self.forms.add(cog)

    async def remove_cog(self, name: str, /, **options: Any) -> commands.Cog | None:
        removed = await super().remove_cog(name, **options)
        if removed is not None:
            self.presses.remove(removed)
            self.forms.remove(removed)
        return removed

    async def on_interaction(self, interaction: Interaction) -> None:
        """Clicks and forms come in here, whichever process sent the button or opened the form; commands do not."""
        if interaction.type is discord.InteractionType.component:
            await pressed(interaction)
        elif interaction.type is discord.InteractionType.modal_submit:
            await submitted(interaction)

    async def on_app_command_completion(self, interaction: Interaction, _command: object) -> None:
        ended(interaction, "done")


class NacreTree(app_commands.CommandTree[NacreBot]):
    """The slash commands; every error of theirs is answered in one place."""

    async def interaction_check(self, interaction: discord.Interaction[NacreBot], /) -> bool:
        """Runs first in a command's own task, so what is bound to the log here stays for the whole command."""
        interaction.data = storable(interaction.data)
        if interaction.type is discord.InteractionType.application_command:
            name = interaction.command.qualified_name if interaction.command is not None else "unknown"
            began(interaction, f"/{name}")
        return True

    async def on_error(
        self, interaction: discord.Interaction[NacreBot], error: app_commands.AppCommandError, /
    ) -> None:
        ended(interaction, await respond_to(interaction, error))


def all_extensions() -> tuple[str, ...]:
    """The modules of `cogs` that are extensions: all but those with a leading underscore."""
    names = (module.name for module in pkgutil.iter_modules(cogs.__path__))
    return tuple(sorted(f"cogs.{name}" for name in names if not name.startswith("_")))
