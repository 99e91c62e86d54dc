"""What a person does reaches the bot as Discord would tell it."""

import discord
import pytest

from local_discord.errors import ApiError
from local_discord.world import STAGE, VOICE
from tests.local_discord.conftest import Connect, Listener, Scene, until


async def test_a_person_speaks_replies_and_reacts(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        olga = scene.person()
        said = olga.say(scene.channel, "good morning", ("plan.txt", b"words", "text/plain"))
        answer = olga.say(scene.channel, "to myself", reply_to=said)
        olga.react(said, "👍")
        olga.take_back(said, "👍")
        await until(lambda: bool(bot.heard("raw_reaction_remove")))
        first, second = bot.heard("message")
        assert isinstance(first, discord.Message)
        assert isinstance(second, discord.Message)
        assert second.reference is not None
        assert second.reference.message_id == said.id == first.id
        assert second.type is discord.MessageType.reply
        assert [str(each.emoji) for each in bot.heard("raw_reaction_add")] == ["👍"]  # type: ignore[attr-defined]
        assert answer.mention_ids == (scene.olga.id,)


async def test_a_person_joins_moves_and_leaves_voice(scene: Scene, connect: Connect) -> None:
    hall = scene.discord.add_channel(scene.guild, "hall", VOICE)
    stage = scene.discord.add_channel(scene.guild, "stage", STAGE)
    async with connect(Listener()) as bot:
        anna = scene.newcomer("Anna")
        anna.connect(hall)
        anna.connect(stage)
        anna.disconnect(scene.guild)
        await until(lambda: len(bot.heard("voice_state_update")) == 3)
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        assert not guild.voice_channels[0].voice_states
        with pytest.raises(ApiError):
            anna.connect(scene.channel)


async def test_who_was_connected_before_the_bot_came_is_known_to_it(scene: Scene, connect: Connect) -> None:
    hall = scene.discord.add_channel(scene.guild, "hall", VOICE)
    scene.person().connect(hall)
    async with connect(Listener()) as bot:
        voice = bot.get_channel(hall.id)
        assert isinstance(voice, discord.VoiceChannel)
        assert list(voice.voice_states) == [scene.olga.id]


async def test_user_and_message_commands_and_files_in_a_form(scene: Scene, connect: Connect) -> None:
    bot = Listener()

    class Form(discord.ui.Modal, title="A file"):
        file: discord.ui.Label["Form"] = discord.ui.Label(
            text="File", component=discord.ui.FileUpload(custom_id="file", max_values=2)
        )

        async def on_submit(self, interaction: discord.Interaction) -> None:
            upload = self.file.component
            assert isinstance(upload, discord.ui.FileUpload)
            read = [(await each.read()).decode() for each in upload.values]
            await interaction.response.send_message(" ".join(read))

    @bot.tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"hello {member.display_name}")

    @bot.tree.context_menu(name="Repeat")
    async def repeat(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"you said {message.content}")

    @bot.tree.command(name="hand_in", description="Hand in files")
    async def hand_in(interaction: discord.Interaction, first: discord.Attachment) -> None:
        assert await first.read() == b"zero"
        await interaction.response.send_modal(Form())

    async with connect(bot):
        olga = scene.person()
        said = olga.say(scene.channel, "good morning")
        assert (await olga.use_on("Greet", scene.olga, scene.channel)).text == "hello Olga"
        assert (await olga.use_on("Repeat", said, scene.channel)).text == "you said good morning"
        form = await olga.use("hand_in", scene.channel, first=olga.upload("zero.txt", b"zero"))
        files = [olga.upload("a.txt", b"one"), olga.upload("b.txt", b"two")]
        assert (await olga.submit(form, file=files)).text == "one two"


async def test_a_command_of_a_kind_that_is_not_registered_cannot_be_used(scene: Scene, connect: Connect) -> None:
    bot = Listener()

    @bot.tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"hello {member.display_name}")

    async with connect(bot):
        with pytest.raises(LookupError):
            await scene.person().use("Greet", scene.channel)


async def test_in_a_slow_channel_a_person_waits_and_a_moderator_does_not(scene: Scene) -> None:
    scene.channel.slowmode_seconds = 60
    anna = scene.newcomer("Anna")
    anna.say(scene.channel, "one")
    with pytest.raises(ApiError) as caught:
        anna.say(scene.channel, "two")
    assert caught.value.code == 20016
    for _ in range(2):
        scene.person().say(scene.channel, "the owner may")
