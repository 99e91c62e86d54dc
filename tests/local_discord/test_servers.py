"""Channels, roles, members, webhooks, commands one by one, the application: what bots do to a server."""

import base64
from datetime import timedelta

import discord
import pytest

from local_discord import commands, permissions
from local_discord.errors import ApiError
from tests.local_discord.conftest import Connect, Listener, Scene, until

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def guild_of(bot: discord.Client) -> discord.Guild:
    (guild,) = bot.guilds
    return guild


async def test_channels_are_made_moved_changed_and_deleted(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        guild = guild_of(bot)
        with pytest.raises(discord.Forbidden):
            await guild.create_text_channel("no")
        scene.allow(permissions.MANAGE_CHANNELS | permissions.MANAGE_ROLES | permissions.MANAGE_GUILD)
        category = await guild.create_category("Towns")
        channel = await guild.create_text_channel("Our Plans", category=category, topic="What we plan")
        assert channel.name == "our-plans"
        voice = await guild.create_voice_channel("hall", user_limit=5)
        stage = await guild.create_stage_channel("stage")
        assert (voice.user_limit, stage.bitrate) == (5, 64000)
        await channel.edit(slowmode_delay=5, nsfw=True)
        await channel.edit(category=None, position=1)
        await channel.set_permissions(guild.get_role(scene.role.id) or guild.default_role, view_channel=True)
        await channel.set_permissions(guild.default_role, view_channel=False)
        assert not scene.newcomer_sees(channel.id)
        await channel.set_permissions(guild.default_role, overwrite=None)
        assert scene.newcomer_sees(channel.id)
        await category.delete()
        await voice.delete()
        await until(lambda: bot.get_channel(voice.id) is None)
        assert {each.name for each in await guild.fetch_channels()} == {"general", "our-plans", "stage"}
        assert (await guild.edit(name="Oysters")).name == "Oysters"


async def test_roles_are_made_and_given_only_below_ones_own(scene: Scene, connect: Connect) -> None:
    scene.allow(permissions.MANAGE_ROLES)
    anna = scene.newcomer("Anna")
    above = scene.discord.add_role(scene.guild, "Above")
    async with connect(Listener()) as bot:
        guild = guild_of(bot)
        role = await guild.create_role(name="Mentors", colour=discord.Colour(0x123456), mentionable=True, hoist=True)
        member = await guild.fetch_member(anna.user.id)
        await member.add_roles(role)
        assert [each.name for each in (await guild.fetch_member(anna.user.id)).roles] == ["@everyone", "Mentors"]
        assert (await guild.role_member_counts())[role] == 1
        await member.remove_roles(role)
        await member.edit(roles=[role])
        with pytest.raises(discord.Forbidden) as caught:
            await member.add_roles(discord.Object(above.id))
        assert caught.value.code == 50013
        with pytest.raises(discord.Forbidden):
            await role.edit(permissions=discord.Permissions(administrator=True))
        await role.edit(name="Guides")
        await role.delete()
        assert scene.guild.members[anna.user.id].role_ids == set()


async def test_members_are_found_renamed_timed_out_kicked_and_banned(scene: Scene, connect: Connect) -> None:
    anna, bob = scene.newcomer("Anna"), scene.newcomer("Bob")
    async with connect(Listener()) as bot:
        guild = guild_of(bot)
        (found,) = await guild.query_members("ann")
        assert found.id == anna.user.id
        with pytest.raises(discord.Forbidden):
            await found.edit(nick="Ania")
        wanted = permissions.MANAGE_NICKNAMES | permissions.MODERATE_MEMBERS
        scene.allow(wanted | permissions.KICK_MEMBERS | permissions.BAN_MEMBERS)
        await found.edit(nick="Ania")
        await found.timeout(timedelta(hours=1))
        assert (await guild.fetch_member(anna.user.id)).display_name == "Ania"
        await found.kick(reason="left the network")
        with pytest.raises(discord.NotFound) as gone:
            await guild.fetch_member(anna.user.id)
        assert gone.value.code == 10007
        await guild.ban(discord.Object(bob.user.id), reason="no ż more")
        assert [(each.user.name, each.reason) async for each in guild.bans()] == [("bob", "no ż more")]
        await guild.unban(discord.Object(bob.user.id))
        with pytest.raises(discord.NotFound) as none:
            await guild.fetch_ban(discord.Object(bob.user.id))
        assert none.value.code == 10026
        with pytest.raises(discord.Forbidden):
            await (await guild.fetch_member(scene.olga.id)).kick()


async def test_the_member_list_is_for_bots_with_the_intent(scene: Scene, connect: Connect) -> None:
    for number in range(3):
        scene.newcomer(f"Guest {number}")
    async with connect(Listener()) as bot:
        with pytest.raises(discord.ClientException):
            _ = [each async for each in guild_of(bot).fetch_members()]
        assert not bot.heard("member_join")
        scene.newcomer("Late")
    scene.discord.gateway.privileged_allowed = True
    async with connect(Listener(discord.Intents(guilds=True, members=True))) as bot:
        guild = guild_of(bot)
        assert guild.member_count == len(guild.members) == 6
        assert len([each async for each in guild.fetch_members()]) == 6
        await guild.chunk()
        scene.newcomer("Later")
        await until(lambda: bool(bot.heard("member_join")))
        assert guild.member_count == 7


async def test_a_webhook_writes_under_its_own_name(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        channel = bot.get_channel(scene.channel.id)
        assert isinstance(channel, discord.TextChannel)
        with pytest.raises(discord.Forbidden):
            await channel.create_webhook(name="News")
        scene.allow(permissions.MANAGE_WEBHOOKS)
        webhook = await channel.create_webhook(name="News")
        message = await webhook.send("read all about it", username="Herald", wait=True)
        assert (message.author.name, message.webhook_id) == ("Herald", webhook.id)
        assert (await message.edit(content="corrected")).content == "corrected"
        await webhook.send("quietly")
        await message.delete()
        assert [each.content for each in scene.person().reads(scene.channel)] == ["quietly"]
        assert (await webhook.edit(name="Olds")).name == "Olds"
        assert [each.name for each in await channel.webhooks()] == ["Olds"]
        await webhook.delete()
        with pytest.raises(discord.NotFound) as gone:
            await webhook.send("too late")
        assert gone.value.code == 10015


async def test_commands_are_added_changed_and_removed_one_by_one(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        app, http = bot.application_id or 0, bot.http
        made = await http.request(_commands(app), json={"name": "hello", "description": "x"})
        again = await http.request(_commands(app), json={"name": "hello", "description": "y"})
        assert again["id"] == made["id"]
        changed = await http.edit_global_command(app, made["id"], {"description": "Again"})
        assert changed["description"] == "Again"
        local = await http.upsert_guild_command(app, scene.guild.id, {"name": "Greet", "type": 2})
        assert [each.name for each in await bot.tree.fetch_commands(guild=scene_object(scene))] == ["Greet"]
        await http.delete_guild_command(app, scene.guild.id, local["id"])
        await http.delete_global_command(app, made["id"])
        assert await bot.tree.fetch_commands() == []
        with pytest.raises(discord.NotFound) as gone:
            await bot.tree.fetch_command(int(made["id"]))
        assert gone.value.code == 10063


def _commands(application_id: int) -> discord.http.Route:
    return discord.http.Route("POST", "/applications/{application_id}/commands", application_id=application_id)


def scene_object(scene: Scene) -> discord.Object:
    return discord.Object(scene.guild.id)


async def test_the_application_and_its_emoji_are_changed(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        info = await bot.application_info()
        info = await info.edit(description="Rings a bell", tags=["bell"])
        assert info.description == "Rings a bell"
        emoji = await bot.create_application_emoji(name="shell", image=PIXEL)
        assert [each.name for each in await bot.fetch_application_emojis()] == ["shell"]
        await emoji.edit(name="pearl")
        await emoji.delete()
        assert [each.name async for each in bot.fetch_guilds()] == ["Pearls"]


async def test_followups_are_read_edited_and_deleted(scene: Scene, connect: Connect) -> None:
    bot = Listener()

    @bot.tree.command(name="talk", description="Say several things")
    async def talk(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("first")
        second = await interaction.followup.send("second", wait=True)
        await second.edit(content="changed")
        third = await interaction.followup.send("third", ephemeral=True, wait=True)
        await third.delete()
        assert (await interaction.original_response()).content == "first"
        await interaction.delete_original_response()
        with pytest.raises(discord.NotFound):
            await interaction.edit_original_response(content="gone")

    async with connect(bot):
        olga = scene.person()
        await olga.use("talk", scene.channel)
        await until(lambda: scene.discord.exchanges[-1].status == 404)
        assert [each.content for each in olga.reads(scene.channel)] == ["changed"]


async def test_an_answer_is_given_once_and_only_of_a_kind_that_fits(scene: Scene, connect: Connect) -> None:
    bot = Listener()
    codes: list[int] = []

    @bot.tree.command(name="twice", description="Answer twice")
    async def twice(interaction: discord.Interaction) -> None:
        for kind in (7, 4, 4):
            body = {"type": kind, "data": {"content": "x"}}
            route = discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
            try:
                await bot.http.request(route, json=body)
            except discord.HTTPException as error:
                codes.append(error.code)

    async with connect(bot):
        assert (await scene.person().use("twice", scene.channel)).text == "x"
        await until(lambda: len(codes) == 2)
        assert codes == [50035, 40060]


def test_what_a_command_may_not_be() -> None:
    """Found by `check`: upper case, bad locales, options out of order, too long in all."""
    option = {"type": 3, "name": "a", "description": "x"}
    good = {"name": "hello", "description": "Say hello", "type": 1}
    commands.check(good, "0")
    for wrong in (
        {"name": "Hello"},
        {"description": ""},
        {"name_localizations": {"et": "tere"}},
        {
            "options": [
                {"type": 3, "name": "a", "description": "x"},
                {"type": 3, "name": "b", "description": "x", "required": True},
            ]
        },
        {"options": [option, option]},
        {"options": [option | {"name": f"o{number}"} for number in range(26)]},
    ):
        with pytest.raises(ApiError):
            commands.check(good | wrong, "0")


async def test_what_is_refused_in_part_is_refused_whole(scene: Scene, connect: Connect) -> None:
    scene.allow(permissions.MANAGE_CHANNELS | permissions.MANAGE_ROLES)
    async with connect(Listener()) as bot:
        channel = bot.get_channel(scene.channel.id)
        assert isinstance(channel, discord.TextChannel)
        with pytest.raises(discord.HTTPException):
            await channel.edit(name="other", topic="x" * 1025)
        role = await guild_of(bot).create_role(name="Mentors")
        with pytest.raises(discord.Forbidden):
            await role.edit(name="Rulers", permissions=discord.Permissions(administrator=True))
    assert scene.channel.name == "general"
    assert scene.guild.roles[role.id].name == "Mentors"
