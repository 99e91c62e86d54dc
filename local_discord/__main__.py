"""`python -m local_discord`: a small server with people in it, for any bot. Ctrl-C ends it."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys

from local_discord import permissions
from local_discord.clock import Clock
from local_discord.door import Door
from local_discord.server import LocalDiscord
from local_discord.world import ANNOUNCEMENT, FORUM, STAGE, TEXT, VOICE, Application, Overwrite

_HOW = """\
The local Discord is open: {base}

  Token  {token}
  API    {api}

discord.py:
  import discord, yarl
  discord.http.Route.BASE = "{api}"
  discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("{gateway}")
  client.run("{token}")

discord.js:
  const client = new Client({{ intents, rest: {{ api: "{root}" }} }});
  await client.login("{token}");

Ctrl-C ends it; nothing is kept.
"""


def furnish(discord: LocalDiscord, token: str) -> Application:
    """One server with five people, a few channels and a bot that is welcome to everything."""
    organiser = discord.add_user("Olga Organiser", locale="en-GB", zone="Europe/Warsaw")
    mentor = discord.add_user("Mikko Mentor", locale="fi", zone="Europe/Helsinki")
    anna = discord.add_user("Anna Participant", locale="pl", zone="Europe/Warsaw")
    lars = discord.add_user("Lars Participant", locale="sv-SE", zone="Europe/Stockholm")
    guest = discord.add_user("Gita Guest", locale="en-US", zone="Europe/Riga")
    guild = discord.add_guild("Harbour", organiser)
    mentors = discord.add_role(guild, "Mentors", permissions.MANAGE_EVENTS | permissions.CREATE_EVENTS)
    participants = discord.add_role(guild, "Participants")
    discord.join(guild, mentor, mentors)
    discord.join(guild, anna, participants)
    discord.join(guild, lars, participants)
    discord.join(guild, guest)
    hidden = Overwrite(guild.id, 0, deny=permissions.VIEW_CHANNEL)
    discord.add_channel(guild, "announcements", ANNOUNCEMENT)
    discord.add_channel(guild, "general", TEXT)
    discord.add_channel(guild, "mentors", TEXT, (hidden, Overwrite(mentors.id, 0, allow=permissions.VIEW_CHANNEL)))
    discord.add_channel(guild, "questions", FORUM)
    discord.add_channel(guild, "Meeting room", VOICE)
    discord.add_channel(guild, "Stage", STAGE)
    bot = discord.add_bot("Your bot", token)
    role = discord.add_role(guild, "Bots", permissions.ALL & ~permissions.ADMINISTRATOR)
    for channel in guild.channels.values():
        channel.overwrites.append(Overwrite(bot.id, 1, allow=permissions.VIEW_CHANNEL))
    discord.join(guild, discord.world.users[bot.id], role)
    return bot


async def serve(port: int, token: str, *, strict: bool = False) -> None:
    """Listen until told to stop by Ctrl-C or SIGTERM, and say on standard output where."""
    clock = Clock()
    discord = LocalDiscord(strict=strict, clock=clock.now)
    discord.gateway.privileged_allowed = True
    Door(discord, clock)
    furnish(discord, token)
    await discord.start(port)
    root = discord.api.removesuffix("/v10")
    text = _HOW.format(base=discord.base, api=discord.api, root=root, gateway=discord.gateway.url, token=token)
    sys.stdout.write(text)
    sys.stdout.flush()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # on Windows Ctrl-C raises KeyboardInterrupt instead
            # said outright: a process started in the background begins with SIGINT ignored
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        await stopping.wait()
    finally:
        await discord.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local_discord", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one (default: 8765)")
    parser.add_argument("--token", default="local.discord.token", help="the token your bot logs in with")
    parser.add_argument("--strict", action="store_true", help="limit how fast your bot may ask, as Discord does")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(asked.port, asked.token, strict=asked.strict))


if __name__ == "__main__":
    main()
