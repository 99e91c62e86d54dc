"""Messages and what hangs on them: reactions, pins, polls, replies, files."""

import io
from datetime import timedelta

import discord
import pytest

from local_discord import permissions
from local_discord.clock import Clock
from local_discord.errors import ApiError
from local_discord.world import ANNOUNCEMENT
from tests.local_discord.conftest import Connect, Listener, Scene, until


async def text_channel(bot: discord.Client, scene: Scene) -> discord.TextChannel:
    channel = bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_reactions_are_put_counted_and_taken_away(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        message = await channel.send("vote with your hands")
        await message.add_reaction("👍")
        scene.person().react(scene.discord.world.message(channel.id, message.id), "👍")
        message = await channel.fetch_message(message.id)
        (reaction,) = message.reactions
        assert (reaction.count, reaction.me) == (2, True)
        assert {each.name async for each in reaction.users()} == {"olga", "echo"}
        await message.remove_reaction("👍", discord.Object(bot.application_id or 0))
        with pytest.raises(discord.Forbidden):
            await message.clear_reaction("👍")
        scene.allow(permissions.MANAGE_MESSAGES)
        await message.clear_reaction("👍")
        assert (await channel.fetch_message(message.id)).reactions == []
        with pytest.raises(discord.HTTPException) as caught:
            await message.add_reaction("nothing")
        assert caught.value.code == 10014


async def test_pins_need_their_own_permission_and_are_listed_latest_first(scene: Scene, connect: Connect) -> None:
    """MANAGE_MESSAGES has not been enough since 2026-02."""
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        first, second = await channel.send("one"), await channel.send("two")
        with pytest.raises(discord.Forbidden):
            await first.pin()
        scene.allow(permissions.PIN_MESSAGES)
        await first.pin()
        await second.pin()
        assert [each.content async for each in channel.pins()] == ["two", "one"]
        assert [each.type async for each in channel.history(limit=1)] == [discord.MessageType.pins_add]
        await first.unpin()
        assert [each.content async for each in channel.pins()] == ["two"]


async def test_a_poll_is_voted_in_and_ends_with_a_result(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        poll = discord.Poll("Where?", timedelta(hours=1))
        poll.add_answer(text="Kiel").add_answer(text="Cēsis", emoji="🏰")
        message = await channel.send(poll=poll)
        posted = scene.discord.world.message(channel.id, message.id)
        olga = scene.person()
        olga.vote(posted, 1)
        olga.vote(posted, 2)
        with pytest.raises(ApiError):
            olga.vote(posted, 1, 2)
        await until(lambda: len(bot.heard("raw_poll_vote_add")) == 2)
        answers = (await channel.fetch_message(message.id)).poll
        assert answers is not None
        assert [each.vote_count for each in answers.answers] == [0, 1]
        assert [each.name async for each in answers.answers[1].voters()] == ["olga"]
        await answers.end()
        (result,) = [each async for each in channel.history(limit=1)]
        assert result.type is discord.MessageType.poll_result
        assert "victor_answer_text" in {each.name for each in result.embeds[0].fields}
        with pytest.raises(ApiError) as closed:
            olga.vote(posted, 1)
        assert closed.value.code == 520001


async def test_a_poll_ends_when_its_time_is_over(scene: Scene) -> None:
    clock = Clock()
    scene.discord.world.now = clock.now
    body = {"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "yes"}}], "duration": 1}}
    posted = scene.discord.messages.create(scene.channel, scene.olga.id, body)
    clock.move(timedelta(minutes=61))
    scene.discord.tick()
    assert posted.poll is not None
    assert posted.poll.finished
    assert scene.person().reads(scene.channel)[-1].type == 46


async def test_a_poll_cannot_be_edited_and_keeps_to_its_limits(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        poll = discord.Poll("?", timedelta(hours=1)).add_answer(text="yes")
        message = await channel.send(poll=poll)
        with pytest.raises(discord.HTTPException) as caught:
            await message.edit(content="other")
        assert caught.value.code == 520003
        with pytest.raises(discord.HTTPException) as too_long:
            await channel.send(poll=discord.Poll("?", timedelta(days=40)).add_answer(text="yes"))
        assert too_long.value.code == 50035


async def test_replies_and_forwards_point_at_a_message(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        other = scene.discord.add_channel(scene.guild, "other")
        first = await channel.send("first")
        answer = await first.reply("second", mention_author=False)
        assert answer.type is discord.MessageType.reply
        assert answer.reference is not None
        assert isinstance(answer.reference.resolved, discord.Message)
        assert not answer.mentions
        copy = await first.forward(bot.get_partial_messageable(other.id))
        assert copy.message_snapshots[0].content == "first"
        await first.delete()
        with pytest.raises(discord.HTTPException) as caught:
            await channel.send("third", reference=first.to_reference())
        assert caught.value.code == 50035
        alone = await channel.send("third", reference=first.to_reference(fail_if_not_exists=False))
        assert alone.reference is None


async def test_too_large_and_too_many_files_are_refused(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        with pytest.raises(discord.HTTPException) as too_large:
            await channel.send(file=discord.File(io.BytesIO(bytes(10 * 1024 * 1024 + 1)), "large.bin"))
        assert (too_large.value.status, too_large.value.code) == (413, 40005)
        message = await channel.send(files=[discord.File(io.BytesIO(b"x"), f"{n}.txt") for n in range(10)])
        assert len(message.attachments) == 10
        with pytest.raises(discord.HTTPException) as too_many:
            await message.add_files(discord.File(io.BytesIO(b"x"), "11.txt"))
        assert too_many.value.code == 30015
        kept = await message.edit(attachments=message.attachments[:1])
        assert [each.filename for each in kept.attachments] == ["0.txt"]


async def test_what_a_card_shows_of_files_has_all_that_the_specification_wants(scene: Scene, connect: Connect) -> None:
    class Card(discord.ui.LayoutView):
        gallery: discord.ui.MediaGallery["Card"] = discord.ui.MediaGallery(
            discord.MediaGalleryItem("attachment://plan.txt"), discord.MediaGalleryItem("https://example.org/sea.png")
        )
        file: discord.ui.File["Card"] = discord.ui.File("attachment://plan.txt")
        section: discord.ui.Section["Card"] = discord.ui.Section(
            discord.ui.TextDisplay("beside"), accessory=discord.ui.Thumbnail("attachment://plan.txt")
        )

    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        message = await channel.send(view=Card(), file=discord.File(io.BytesIO(b"plan"), "plan.txt"))
        posted = scene.discord.world.message(channel.id, message.id)
        (file,) = (each for each in posted.components if each["type"] == 13)
        assert (file["name"], file["size"]) == ("plan.txt", 4)
        await message.edit(view=discord.ui.LayoutView.from_message(message))
        assert posted.components[0]["items"][0]["media"]["attachment_id"] == posted.attachments[0]["id"]


async def test_history_is_read_around_before_and_after(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        said = [scene.person().say(scene.channel, str(number)) for number in range(6)]
        middle = discord.Object(said[3].id)
        assert [each.content async for each in channel.history(before=middle, limit=2)] == ["2", "1"]
        assert [each.content async for each in channel.history(after=middle)] == ["4", "5"]
        assert [each.content async for each in channel.history(around=middle, limit=3)] == ["4", "3", "2"]


async def test_many_are_deleted_at_once(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        said = [await channel.send(str(number)) for number in range(3)]
        with pytest.raises(discord.Forbidden):
            await channel.delete_messages(said)
        scene.allow(permissions.MANAGE_MESSAGES)
        await channel.delete_messages(said)
        assert scene.person().reads(scene.channel) == []
        await until(lambda: bool(bot.heard("raw_bulk_message_delete")))


async def test_an_announcement_reaches_those_who_follow_once(scene: Scene, connect: Connect) -> None:
    scene.allow(permissions.MANAGE_WEBHOOKS)
    news = scene.discord.add_channel(scene.guild, "news", ANNOUNCEMENT)
    async with connect(Listener()) as bot:
        channel = bot.get_channel(news.id)
        assert isinstance(channel, discord.TextChannel)
        await channel.follow(destination=await text_channel(bot, scene))
        message = await channel.send("come all")
        await message.publish()
        assert [each.content for each in scene.person().reads(scene.channel)] == ["come all"]
        with pytest.raises(discord.HTTPException) as caught:
            await message.publish()
        assert caught.value.code == 40033


async def test_flags_silence_a_message_and_hide_its_embeds(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        message = await channel.send("quiet", silent=True, embed=discord.Embed(title="x"))
        assert message.flags.suppress_notifications
        assert (await message.edit(suppress=True)).flags.suppress_embeds


async def test_typing_is_told(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        await channel._state.http.send_typing(channel.id)
        await until(lambda: bool(bot.heard("raw_typing")))


async def test_a_poll_ends_though_its_author_has_left(scene: Scene) -> None:
    clock = Clock()
    scene.discord.world.now = clock.now
    body = {"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "yes"}}], "duration": 1}}
    scene.discord.messages.create(scene.channel, scene.bot.id, body)
    scene.discord.remove_bot(scene.guild.id, scene.bot.id)
    clock.move(timedelta(minutes=61))
    scene.discord.tick()
    assert scene.person().reads(scene.channel)[-1].type == 46


async def test_a_refused_change_leaves_a_message_as_it_was_and_one_that_is_gone_takes_none(scene: Scene) -> None:
    messages = scene.discord.messages
    said = messages.create(scene.channel, scene.bot.id, {"content": "as it was"})
    with pytest.raises(ApiError):
        messages.edit(said, {"content": "otherwise", "embeds": [{"image": {"url": "attachment://nothing.png"}}]})
    assert (said.content, said.edited_at) == ("as it was", None)
    messages.delete(said)
    with pytest.raises(ApiError) as caught:
        messages.edit(said, {"content": "otherwise"})
    assert caught.value.code == 10008
