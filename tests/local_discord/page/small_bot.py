"""A bot that can do a little of everything a page has to show."""

import asyncio
import io
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from tests.local_discord.conftest import EchoBot

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff"
    "03000006000557bfabd40000000049454e44ae426082"
)
TOWNS = ("Riga", "Cēsis", "Kiel", "Druskininkai")


class Form(discord.ui.Modal, title="About you"):
    name: discord.ui.Label["Form"] = discord.ui.Label(
        text="Name",
        description="As on your badge",
        component=discord.ui.TextInput(custom_id="name", min_length=3, max_length=20),
    )
    level: discord.ui.Label["Form"] = discord.ui.Label(
        text="Level",
        component=discord.ui.RadioGroup(
            custom_id="level",
            options=[
                discord.RadioGroupOption(label="Beginner", value="1"),
                discord.RadioGroupOption(label="Old hand", value="2"),
            ],
        ),
    )
    friend: discord.ui.Label["Form"] = discord.ui.Label(
        text="Friend", component=discord.ui.UserSelect(custom_id="friend", required=False)
    )
    topics: discord.ui.Label["Form"] = discord.ui.Label(
        text="Topics",
        component=discord.ui.CheckboxGroup(
            custom_id="topics",
            min_values=1,
            max_values=2,
            options=[discord.CheckboxGroupOption(label=each, value=each) for each in ("Art", "Music", "Food")],
        ),
    )
    paper: discord.ui.Label["Form"] = discord.ui.Label(
        text="Paper", component=discord.ui.FileUpload(custom_id="paper", required=False)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        name, level, friend, topics, paper = (
            each.component for each in (self.name, self.level, self.friend, self.topics, self.paper)
        )
        assert isinstance(name, discord.ui.TextInput)
        assert isinstance(level, discord.ui.RadioGroup)
        assert isinstance(friend, discord.ui.UserSelect)
        assert isinstance(topics, discord.ui.CheckboxGroup)
        assert isinstance(paper, discord.ui.FileUpload)
        friends = " ".join(each.display_name for each in friend.values)
        files = " ".join([(await each.read()).decode() for each in paper.values])
        said = f"{name.value}|{level.value}|{friends}|{','.join(topics.values)}|{files}"
        await interaction.response.send_message(said, ephemeral=True)


class Choices(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Form", style=discord.ButtonStyle.primary)
    async def form(self, interaction: discord.Interaction, _button: discord.ui.Button["Choices"]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Change")
    async def change(self, interaction: discord.Interaction, _button: discord.ui.Button["Choices"]) -> None:
        await interaction.response.edit_message(content="changed")

    @discord.ui.button(label="Silence", style=discord.ButtonStyle.danger)
    async def silence(self, interaction: discord.Interaction, _button: discord.ui.Button["Choices"]) -> None:
        """Never answered."""

    @discord.ui.select(
        placeholder="A town", options=[discord.SelectOption(label=each, description="by the sea") for each in TOWNS]
    )
    async def town(self, interaction: discord.Interaction, select: discord.ui.Select["Choices"]) -> None:
        await interaction.response.send_message(f"chosen: {select.values[0]}", ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, placeholder="Some people", min_values=1, max_values=3)
    async def people(self, interaction: discord.Interaction, select: discord.ui.UserSelect["Choices"]) -> None:
        names = " and ".join(each.display_name for each in select.values)
        await interaction.response.send_message(f"chosen: {names}", ephemeral=True)


class Card(discord.ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        going = discord.ui.Button[Any](label="Going", style=discord.ButtonStyle.success, custom_id="going")
        site = discord.ui.Button[Any](label="Website", url="https://example.org/")
        more = discord.ui.Button[Any](label="More", custom_id="more")
        going.callback = more.callback = self.answer  # type: ignore[method-assign]
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay("# Storytelling\nStarts <t:1793700000:F>, <t:1793700000:R>\n- one\n- two"),
                discord.ui.Separator(),
                discord.ui.Section(discord.ui.TextDisplay("**12 seats**"), accessory=more),
                discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://sea.png", description="The sea")),
                discord.ui.File("attachment://plan.txt"),
                discord.ui.ActionRow(going, site),
                accent_colour=0x2F9E44,
            )
        )

    async def answer(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("See you there", ephemeral=True)


class SmallBot(EchoBot):
    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()  # lets `/say later` answer
        group = app_commands.Group(name="say", description="Say something")
        for command in (self._hello(), self._later(), self._card(), self._embed(), self._poll(), self._direct()):
            group.add_command(command)
        self.tree.add_command(group)
        self.tree.add_command(app_commands.ContextMenu(name="Count letters", callback=_count))
        self.tree.add_command(app_commands.ContextMenu(name="Greet", callback=_greet))

    def _hello(self) -> Any:
        @app_commands.command(name="hello", description="Say hello to somebody")
        @app_commands.describe(who="Whom to greet", town="Where from", times="How often")
        async def hello(
            interaction: discord.Interaction,
            who: discord.Member,
            town: str,
            times: app_commands.Range[int, 1, 9] = 1,
        ) -> None:
            text = f"hello {who.display_name} of {town} x{times}"
            await interaction.response.send_message(text, view=Choices(), ephemeral=True)

        @hello.autocomplete("town")
        async def towns(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            found = [each for each in TOWNS if current.lower() in each.lower()]
            return [app_commands.Choice(name=each, value=each.upper()) for each in found]

        return hello

    def _later(self) -> Any:
        @app_commands.command(name="later", description="Say it later")
        async def later(interaction: discord.Interaction) -> None:
            await interaction.response.defer()
            await self.go_on.wait()
            await interaction.edit_original_response(content="now at last")

        return later

    def _card(self) -> Any:
        @app_commands.command(name="card", description="Show a card")
        async def card(interaction: discord.Interaction) -> None:
            files = [discord.File(io.BytesIO(PIXEL), "sea.png"), discord.File(io.BytesIO(b"the plan"), "plan.txt")]
            await interaction.response.send_message(view=Card(), files=files)

        return card

    def _embed(self) -> Any:
        @app_commands.command(name="embed", description="Show an embed")
        async def embed(interaction: discord.Interaction) -> None:
            shown = discord.Embed(title="An embed", description="Said **well**", colour=0xCC3344)
            shown.add_field(name="Where", value="Riga").set_footer(text="the end")
            file = discord.File(io.BytesIO(PIXEL), "dot.png", description="A red dot")
            await interaction.response.send_message(embed=shown, file=file)

        return embed

    def _poll(self) -> Any:
        @app_commands.command(name="poll", description="Ask everybody")
        async def poll(interaction: discord.Interaction) -> None:
            asked = discord.Poll("Tea or coffee?", duration=timedelta(hours=2))
            asked.add_answer(text="Tea").add_answer(text="Coffee")
            await interaction.response.send_message(poll=asked)

        return poll

    def _direct(self) -> Any:
        @app_commands.command(name="direct", description="Write to me")
        async def direct(interaction: discord.Interaction) -> None:
            await interaction.user.send("between us: <t:1793700000:f>")
            await interaction.response.send_message("written", ephemeral=True)

        return direct


async def _count(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"{len(message.content)} letters", ephemeral=True)


async def _greet(interaction: discord.Interaction, member: discord.Member) -> None:
    await interaction.response.send_message(f"greetings to {member.display_name}", ephemeral=True)
