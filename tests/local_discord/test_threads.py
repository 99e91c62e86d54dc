"""Threads, private ones, forum posts, and when they are put away."""

from datetime import timedelta

import discord
import pytest

from local_discord import permissions
from local_discord.clock import Clock
from local_discord.errors import ApiError
from local_discord.world import FORUM
from tests.local_discord.conftest import Connect, Listener, Scene, until


async def text_channel(bot: discord.Client, scene: Scene) -> discord.TextChannel:
    channel = bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_private_thread_is_seen_by_its_members_only(scene: Scene, connect: Connect) -> None:
    anna = scene.newcomer("Anna")
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        thread = await channel.create_thread(name="quiet", type=discord.ChannelType.private_thread, invitable=False)
        made = scene.discord.world.channel(thread.id)
        with pytest.raises(Exception, match="50001"):
            anna.reads(made)
        await thread.add_user(discord.Object(anna.user.id))
        anna.say(made, "here I am")
        assert {each.id for each in await thread.fetch_members()} == {bot.application_id, anna.user.id}
        await thread.remove_user(discord.Object(anna.user.id))
        with pytest.raises(Exception, match="50001"):
            anna.say(made, "and gone")


async def test_a_bot_that_is_brought_into_a_thread_learns_of_it(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        olga = scene.person()
        made = scene.discord.open_thread(scene.channel, 12, "bring them", scene.olga.id)
        assert not bot.heard("thread_join")
        olga.say(made, f"<@{bot.application_id}> come")
        await until(lambda: bool(bot.heard("thread_join")))


async def test_an_archived_thread_takes_no_changes_until_it_is_brought_back(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = await text_channel(bot, scene)
        thread = await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
        said = await thread.send("words")
        await thread.edit(archived=True)
        for change in (said.edit(content="other"), said.add_reaction("👍"), said.delete(), thread.edit(name="new")):
            with pytest.raises(discord.HTTPException) as caught:
                await change
            assert caught.value.code == 50083
        assert [each.id async for each in channel.archived_threads()] == [thread.id]
        await thread.send("awake again")
        assert not scene.discord.world.channel(thread.id).archived
        scene.allow(permissions.MANAGE_THREADS)
        await thread.edit(locked=True)
        olga = scene.newcomer("Anna")
        with pytest.raises(Exception, match="160005"):
            olga.say(scene.discord.world.channel(thread.id), "too late")


async def test_a_thread_is_put_away_when_nobody_speaks(scene: Scene) -> None:
    clock = Clock()
    scene.discord.world.now = scene.discord.world.ids._now = clock.now
    thread = scene.discord.open_thread(scene.channel, 11, "talk", scene.olga.id)
    scene.person().say(thread, "words")
    clock.move(timedelta(days=2))
    scene.discord.tick()
    assert not thread.archived
    clock.move(timedelta(days=2))
    scene.discord.tick()
    assert thread.archived


async def test_a_forum_post_has_tags_and_a_first_message(scene: Scene, connect: Connect) -> None:
    scene.allow(permissions.MANAGE_CHANNELS | permissions.MANAGE_THREADS)
    async with connect(Listener()) as bot:
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        tags = [discord.ForumTag(name="2026"), discord.ForumTag(name="Staff", moderated=True, emoji="🔒")]
        forum = await guild.create_forum("Recordings", topic="Look here", available_tags=tags)
        assert forum.name == "recordings"
        year = forum.available_tags[0]
        post = await forum.create_thread(name="Storytelling", content="the link", applied_tags=[year])
        assert post.message.id == post.thread.id
        assert [each.name for each in post.thread.applied_tags] == ["2026"]
        await post.thread.edit(pinned=True)
        await forum.edit(require_tag=True)
        with pytest.raises(discord.HTTPException) as caught:
            await forum.create_thread(name="No tag", content="words")
        assert caught.value.code == 40067
        with pytest.raises(discord.HTTPException) as direct:
            await bot.get_partial_messageable(forum.id).send("words")
        assert direct.value.code == 40058
        assert len(await guild.active_threads()) == 1


async def test_a_member_of_the_parent_sees_public_threads_in_guild_create(scene: Scene, connect: Connect) -> None:
    scene.discord.open_thread(scene.channel, 11, "open", scene.olga.id)
    scene.discord.open_thread(scene.channel, 12, "closed", scene.olga.id)
    async with connect(Listener()) as bot:
        assert [each.name for each in bot.guilds[0].threads] == ["open"]


async def test_a_forum_made_by_hand_is_a_forum_to_the_bot(scene: Scene, connect: Connect) -> None:
    scene.discord.add_channel(scene.guild, "questions", FORUM)
    async with connect(Listener()) as bot:
        assert [each.name for each in bot.guilds[0].forums] == ["questions"]


async def test_in_a_locked_thread_only_who_looks_after_threads_writes(scene: Scene) -> None:
    thread = scene.discord.open_thread(scene.channel, 11, "talk", scene.olga.id)
    thread.locked = True
    scene.person().say(thread, "the owner may")
    with pytest.raises(ApiError) as caught:
        scene.newcomer("Anna").say(thread, "and I?")
    assert caught.value.code == 160005
