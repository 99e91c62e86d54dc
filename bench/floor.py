"""The floor: a bare discord.py bot that only replies. `python -m bench.floor API` with its token in BENCH_TOKEN."""

import os
import sys

import discord

from cogs._endpoint import point_at

ANSWER = "A seat is yours: **Storytelling**, <t:1796302800:F>.\nYour join link is here from <t:1796301900:t>."
CHOICES = [discord.app_commands.Choice(name=f"Storytelling, part {n}", value=str(n)) for n in range(25)]


class Floor(discord.Client):
    """Answers every click and command with a constant, autocomplete with constant choices."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)

    async def on_ready(self) -> None:
        print("ready", file=sys.stderr, flush=True)  # noqa: T201 - what the measuring process waits for

    async def on_interaction(self, interaction: discord.Interaction["Floor"]) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete(CHOICES)
        else:
            await interaction.response.send_message(ANSWER, ephemeral=True)


def main() -> None:
    point_at(sys.argv[1])
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    Floor().run(os.environ["BENCH_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
