"""An extension for tests of the foundation: a command, buttons and a form that do what they are told."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.refused import Refused
from cogs._answers import answer, tell
from cogs._autocomplete import option, quietly
from cogs._bot import Interaction, NacreBot
from cogs._forms import Field, Form, Kind, Submission, on_form
from cogs._items import Press, button, custom_id, menu, on, panel

FORM = Form("event", "note", [Field("text", Kind.TEXT, required=True, max_length=300)])


async def _offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    if typed == "crash":
        raise RuntimeError("boom")
    if typed == "refuse":
        raise Refused("event.unknown")
    return [option("x" * 200, str(number)) for number in range(40)]


async def do(interaction: Interaction, how: str) -> None:
    match how:
        case "refuse":
            raise Refused("event.unknown")
        case "speechless":
            raise Refused("probe.no_such_text")
        case "crash":
            raise RuntimeError("boom: a secret of ours")
        case "second":
            await tell(interaction, "first")
            await tell(interaction, "second")
        case "crash_later":
            await tell(interaction, "first")
            raise RuntimeError("boom")
        case "form":
            await FORM.show(interaction, 12, values={"text": "as it was"})
        case "buttons":
            choices = [discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two", value="2")]
            await tell(
                interaction,
                "press",
                view=panel(
                    *(button(verb, custom_id("probe", 7, verb, "x")) for verb in ("fine", "refuse", "crash", "form")),
                    button("gone", custom_id("probe", 7, "gone")),
                    menu("choose", custom_id("probe", 7, "chosen"), choices, max_values=2),
                ),
            )
        case _:
            await tell(interaction, how)


class Probe(commands.Cog):
    @app_commands.command(name="probe", description="for tests")
    @app_commands.autocomplete(how=quietly(_offer))
    async def probe(self, interaction: Interaction, how: str) -> None:
        await do(interaction, how)

    @on("probe", "fine", "refuse", "crash", "form", "chosen")
    async def pressed(self, interaction: Interaction, press: Press) -> None:
        if press.verb in ("fine", "chosen"):
            await tell(interaction, f"{press.id} {press.verb} {press.arg} {','.join(press.values)}")
        else:
            await do(interaction, press.verb)

    @on_form(FORM)
    async def written(self, interaction: Interaction, submission: Submission) -> None:
        if submission["text"] in ("refuse", "crash"):
            await do(interaction, submission["text"])
        await answer(interaction, "rsvp.noted", title=submission["text"])


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Probe())
