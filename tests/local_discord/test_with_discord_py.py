"""Unmodified discord.py takes the local server for Discord."""

import discord
import pytest
from discord import app_commands

from local_discord import permissions
from local_discord.errors import ApiError
from local_discord.faults import Fault
from local_discord.world import Overwrite
from tests.local_discord import specification
from tests.local_discord.conftest import TOKEN, Connect, EchoBot, Scene, until


class Form(discord.ui.Modal, title="About you"):
    name: discord.ui.Label["Form"] = discord.ui.Label(
        text="Name", component=discord.ui.TextInput(custom_id="name", default="Anna")
    )
    level: discord.ui.Label["Form"] = discord.ui.Label(
        text="Level",
        component=discord.ui.RadioGroup(
            custom_id="level",
            options=[
                discord.RadioGroupOption(label="One", value="1"),
                discord.RadioGroupOption(label="Two", value="2"),
            ],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        name, level = self.name.component, self.level.component
        assert isinstance(name, discord.ui.TextInput)
        assert isinstance(level, discord.ui.RadioGroup)
        await interaction.response.send_message(f"{name.value} {level.value}", ephemeral=True)


class Buttons(discord.ui.View):
    @discord.ui.button(label="Form")
    async def form(self, interaction: discord.Interaction, _button: discord.ui.Button["Buttons"]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Change")
    async def change(self, interaction: discord.Interaction, _button: discord.ui.Button["Buttons"]) -> None:
        await interaction.response.edit_message(content="changed")


class Cards(discord.ui.LayoutView):
    box: discord.ui.Container["Cards"] = discord.ui.Container(
        discord.ui.TextDisplay("# Title"),
        discord.ui.Section(discord.ui.TextDisplay("beside"), accessory=discord.ui.Button(label="Press", custom_id="p")),
    )


def bot_with_commands() -> EchoBot:
    bot = EchoBot()
    group = app_commands.Group(name="say", description="Say something")

    @group.command(name="hello", description="Say hello")
    async def hello(interaction: discord.Interaction, who: discord.Member, times: int = 1) -> None:
        await interaction.response.send_message(f"hello {who.display_name} x{times}", view=Buttons(), ephemeral=True)

    @hello.autocomplete("times")
    async def times(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[int]]:
        return [app_commands.Choice(name=f"{current}{n}", value=n) for n in range(3)]

    @group.command(name="later", description="Say it later")
    async def later(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content="now")
        await interaction.followup.send("and more", ephemeral=True)

    @group.command(name="card", description="Show a card")
    async def card(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Cards())

    bot.tree.add_command(group)
    return bot


async def test_a_command_is_registered_typed_completed_and_answered(scene: Scene, connect: Connect) -> None:
    async with connect(bot_with_commands()):
        olga = scene.person()
        reply = await olga.use("say hello", scene.channel, who=scene.olga.id, times=3)
        assert reply.text == "hello Olga x3"
        choices = await olga.complete("say hello", scene.channel, "times", times="1")
        assert [choice["name"] for choice in choices] == ["10", "11", "12"]


async def test_a_button_opens_a_form_and_the_form_is_answered(scene: Scene, connect: Connect) -> None:
    async with connect(bot_with_commands()):
        olga = scene.person()
        reply = await olga.use("say hello", scene.channel, who=scene.olga.id)
        assert reply.message is not None
        form = await olga.press(reply.message, "Form")
        assert form.modal is not None
        assert form.modal["title"] == "About you"
        assert (await olga.submit(form, level="2")).text == "Anna 2"
        await olga.press(reply.message, "Change")
        assert reply.message.content == "changed"


async def test_a_deferred_answer_stays_as_private_as_it_began(scene: Scene, connect: Connect) -> None:
    async with connect(bot_with_commands()):
        stranger = scene.discord.add_user("Stranger")
        scene.discord.join(scene.guild, stranger)
        reply = await scene.person().use("say later", scene.channel)
        assert reply.text == "now"
        assert reply.message is not None
        assert reply.message.visible_to == scene.olga.id
        assert scene.person(stranger).reads(scene.channel) == []


async def test_every_component_of_a_card_gets_a_number(scene: Scene, connect: Connect) -> None:
    async with connect(bot_with_commands()):
        reply = await scene.person().use("say card", scene.channel)
        assert reply.text == "# Title\nbeside"
        assert reply.message is not None
        assert reply.message.components[0]["components"][1]["accessory"]["id"]


async def test_ids_and_permissions_that_were_sent_as_numbers_come_back_as_text(scene: Scene, connect: Connect) -> None:
    """A page's numbers are too short for them; the specification holds the command to it."""
    bot = EchoBot()

    @bot.tree.command(name="choose", description="Choose a channel")
    @app_commands.default_permissions(manage_events=True)
    async def choose(interaction: discord.Interaction) -> None:
        view = discord.ui.View()
        chosen = discord.SelectDefaultValue(id=scene.channel.id, type=discord.SelectDefaultValueType.channel)
        view.add_item(discord.ui.ChannelSelect(default_values=[chosen]))
        await interaction.response.send_message(view=view)

    async with connect(bot):
        reply = await scene.person().use("choose", scene.channel)
    assert reply.message is not None
    (select,) = reply.message.components[0]["components"]
    assert select["default_values"] == [{"id": str(scene.channel.id), "type": "channel"}]


async def test_the_same_nonce_returns_the_earlier_message(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()) as bot:
        channel = bot.get_partial_messageable(scene.channel.id)
        first = await channel.send("once", nonce="same")
        second = await channel.send("once", nonce="same")
        assert first.id == second.id
        assert len(scene.person().reads(scene.channel)) == 1


async def test_files_and_threads(scene: Scene, connect: Connect) -> None:
    """A thread started from a message has the message's own id."""
    async with connect(EchoBot()) as bot:
        channel = bot.get_channel(scene.channel.id)
        assert isinstance(channel, discord.TextChannel)
        message = await channel.send(file=discord.File(__file__, description="this test"))
        assert (await message.attachments[0].read()).startswith(b'"""Unmodified')
        thread = await message.create_thread(name="Talk")
        assert thread.id == message.id
        await thread.send("in the thread")
        with pytest.raises(discord.HTTPException) as caught:
            await message.create_thread(name="Talk")
        assert caught.value.code == 160004


async def test_refusals_carry_discords_codes(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()) as bot:
        channel = bot.get_partial_messageable(scene.channel.id)
        cases = [
            (scene.guild.id, permissions.SEND_MESSAGES, 50013),
            (scene.guild.id, permissions.VIEW_CHANNEL, 50001),
        ]
        for overwritten, denied, code in cases:
            scene.discord.set_overwrites(scene.channel, Overwrite(overwritten, 0, deny=denied))
            with pytest.raises(discord.Forbidden) as caught:
                await channel.send("x")
            assert caught.value.code == code
        with pytest.raises(discord.NotFound) as missing:
            await bot.get_partial_messageable(1).send("x")
        assert missing.value.code == 10003
        scene.olga.accepts_direct_messages = False
        direct = await bot.create_dm(discord.Object(scene.olga.id))
        with pytest.raises(discord.Forbidden) as closed:
            await direct.send("x")
        assert closed.value.code == 50007


async def test_a_form_error_names_the_field(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()) as bot:
        with pytest.raises(discord.HTTPException) as caught:
            await bot.get_partial_messageable(scene.channel.id).send("x" * 2001)
        assert caught.value.code == 50035
        assert "content" in str(caught.value)


@pytest.mark.slow
async def test_a_429_is_waited_for_and_a_500_is_tried_again(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()) as bot:
        scene.discord.faults.plan(Fault("POST", "/messages", status=429, retry_after=0.01))
        scene.discord.faults.plan(Fault("POST", "/messages", status=502))
        await bot.get_partial_messageable(scene.channel.id).send("persistent")
        answers = [each.status for each in scene.discord.exchanges if each.path.endswith("/messages")]
        assert answers == [429, 502, 200]


@pytest.mark.slow
async def test_strict_limits_are_obeyed_without_a_429(scene: Scene, connect: Connect) -> None:
    """discord.py reads the headers and waits by itself; a refused request would count towards a ban."""
    async with connect(EchoBot()) as bot:
        scene.discord.limits.strict = True
        channel = bot.get_partial_messageable(scene.channel.id)
        for number in range(6):
            await channel.send(str(number))
        assert scene.discord.limits.invalid_requests == 0


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()) as bot:
        before = list(scene.discord.gateway.sessions)
        await scene.discord.gateway.drop(4000)
        scene.discord.messages.create(scene.channel, scene.olga.id, {"content": "while you were away"})
        await scene.discord.gateway.connected(TOKEN)
        await until(lambda: any(name == "message" for name, _ in bot.seen))
        assert list(scene.discord.gateway.sessions) == before


@pytest.mark.slow
async def test_a_forgotten_session_begins_anew(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()) as bot:
        await scene.discord.gateway.drop(4000, forget=True)
        await scene.discord.gateway.connected(TOKEN)
        await until(lambda: bot.is_ready() and scene.discord.gateway.identified == 2)


async def test_a_wrong_token_and_a_forbidden_intent_end_the_client(scene: Scene, connect: Connect) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with connect(EchoBot(discord.Intents(members=True))):
            pass
    scene.bot.token = "another"
    with pytest.raises(discord.LoginFailure):
        async with connect(EchoBot()):
            pass


async def test_what_is_not_built_fails_loudly(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()) as bot:
        with pytest.raises(discord.HTTPException) as caught:
            await bot.http.request(discord.http.Route("GET", "/nothing/here"))
        assert caught.value.status == 501


async def test_a_person_cannot_type_a_command_that_is_not_registered(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()):
        with pytest.raises(LookupError):
            await scene.person().use("say hello", scene.channel)


@pytest.mark.slow
async def test_a_bot_that_says_nothing_in_three_seconds_has_failed(scene: Scene, connect: Connect) -> None:
    bot = EchoBot()

    @bot.tree.command(name="silent", description="Says nothing")
    async def silent(_interaction: discord.Interaction) -> None:
        return

    async with connect(bot):
        assert (await scene.person().use("silent", scene.channel)).failed


async def test_what_nobody_may_see_cannot_be_read(scene: Scene) -> None:
    stranger = scene.discord.add_user("Stranger")
    with pytest.raises(ApiError):
        scene.person(stranger).reads(scene.channel)


def test_discords_specification_is_at_hand() -> None:
    """Every other test here holds its exchanges against it when it is."""
    if not specification.at_hand():
        pytest.skip("Discord's openapi.json is not here; set DISCORD_OPENAPI to its path to check against it")
    assert specification.describes("POST", "/channels/{channel_id}/messages")
