"""A server with many people in it, on the local Discord, and the bots that are measured there."""

from dataclasses import dataclass, field
from pathlib import Path

from bench.process import Process
from local_discord.server import LocalDiscord
from local_discord.world import Application, Channel, Message

_TOKEN = "MTAwMDAwMDAwMDAwMDAwMDA{}.GAAAAA.abcdefghijklmnopqrstuvwxyz0123456789ab"  # noqa: S105 - opens nothing real


@dataclass
class Bot:
    """A bot under measure. `cards`: the messages people click on; what their buttons are called is in `custom_id`."""

    application: Application
    process: Process
    cards: list[Message] = field(default_factory=list)
    data: Path | None = None

    @property
    def name(self) -> str:
        return self.process.name


class Town:
    """One server, one channel for each bot, and `people` user ids that click."""

    def __init__(self, discord: LocalDiscord, people: int) -> None:
        self.discord = discord
        self.owner = discord.add_user("Olga")
        self.guild = discord.add_guild("Pearls", self.owner)
        self._bots = 0
        self.people: list[int] = []
        for number in range(people):
            user = discord.add_user(f"Guest {number}")
            discord.join(self.guild, user)
            self.people.append(user.id)

    def channel(self, name: str) -> Channel:
        return self.discord.add_channel(self.guild, name)

    def floor(self) -> Bot:
        application, token = self._invite("Floor")
        return Bot(application, Process("floor", "bench.floor", self.discord.api, BENCH_TOKEN=token))

    def nacre(self, name: str, data: Path, **env: str) -> Bot:
        application, token = self._invite(name)
        process = Process(
            name,
            "bench.nacre",
            NACRE_TOKEN=token,
            NACRE_DATA_DIR=str(data),
            NACRE_DISCORD_API=self.discord.api,
            NACRE_WEB__PORT="0",
            NACRE_LOG__FORMAT="json",
            NACRE_PACE_STARTS="false",
            **env,
        )
        return Bot(application, process, data=data)

    def _invite(self, name: str) -> tuple[Application, str]:
        self._bots += 1
        token = _TOKEN.format(self._bots)
        application = self.discord.add_bot(name, token)
        self.discord.join(self.guild, self.discord.world.users[application.id])
        return application, token
