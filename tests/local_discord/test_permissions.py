"""Permissions as Discord computes them."""

from datetime import timedelta

import pytest

from local_discord import permissions as p
from local_discord.world import Member, Overwrite
from tests.local_discord.conftest import Scene


@pytest.fixture
def anna(scene: Scene) -> Member:
    return scene.guild.members[scene.newcomer("Anna").user.id]


def held(scene: Scene, anna: Member) -> int:
    return p.in_channel(scene.discord.world, scene.channel, anna.user_id)


async def test_the_owner_and_administrators_hold_all_whatever_a_channel_says(scene: Scene, anna: Member) -> None:
    scene.channel.overwrites = [Overwrite(scene.guild.id, 0, deny=p.VIEW_CHANNEL)]
    assert p.in_channel(scene.discord.world, scene.channel, scene.olga.id) == p.ALL
    anna.role_ids = {scene.discord.add_role(scene.guild, "Admins", p.ADMINISTRATOR).id}
    assert held(scene, anna) == p.ALL


async def test_roles_allow_over_what_roles_deny_and_members_have_the_last_word(scene: Scene, anna: Member) -> None:
    one, two = (scene.discord.add_role(scene.guild, name) for name in ("one", "two"))
    anna.role_ids = {one.id, two.id}
    everyone = Overwrite(scene.guild.id, 0, deny=p.SEND_MESSAGES)
    scene.channel.overwrites = [everyone]
    assert not held(scene, anna) & p.SEND_MESSAGES
    denied, allowed = Overwrite(one.id, 0, deny=p.SEND_MESSAGES), Overwrite(two.id, 0, allow=p.SEND_MESSAGES)
    scene.channel.overwrites = [allowed, everyone, denied]
    assert held(scene, anna) & p.SEND_MESSAGES
    scene.channel.overwrites.append(Overwrite(anna.user_id, 1, deny=p.SEND_MESSAGES))
    assert not held(scene, anna) & p.SEND_MESSAGES


async def test_without_seeing_one_can_nothing_and_without_sending_no_embeds(scene: Scene, anna: Member) -> None:
    scene.channel.overwrites = [Overwrite(scene.guild.id, 0, deny=p.VIEW_CHANNEL)]
    assert held(scene, anna) == 0
    scene.channel.overwrites = [Overwrite(scene.guild.id, 0, deny=p.SEND_MESSAGES)]
    assert not held(scene, anna) & (p.EMBED_LINKS | p.ATTACH_FILES | p.MENTION_EVERYONE)


async def test_in_threads_only_their_own_permission_to_send_counts(scene: Scene, anna: Member) -> None:
    """SEND_MESSAGES has no effect there."""
    thread = scene.discord.open_thread(scene.channel, 11, "talk", scene.olga.id)
    scene.channel.overwrites = [Overwrite(scene.guild.id, 0, deny=p.SEND_MESSAGES)]
    sending = p.SEND_MESSAGES | p.EMBED_LINKS
    assert p.in_channel(scene.discord.world, thread, anna.user_id) & sending == sending
    scene.channel.overwrites = [Overwrite(scene.guild.id, 0, deny=p.SEND_IN_THREADS)]
    assert not p.in_channel(scene.discord.world, thread, anna.user_id) & sending


async def test_who_is_timed_out_only_reads(scene: Scene, anna: Member) -> None:
    anna.timed_out_until = scene.discord.world.now() + timedelta(minutes=1)
    scene.channel.overwrites = [Overwrite(anna.user_id, 1, allow=p.SEND_MESSAGES)]
    assert held(scene, anna) == p.VIEW_CHANNEL | p.READ_HISTORY
    anna.timed_out_until = scene.discord.world.now() - timedelta(minutes=1)
    assert held(scene, anna) & p.SEND_MESSAGES


async def test_a_stranger_can_nothing(scene: Scene) -> None:
    stranger = scene.discord.add_user("Stranger")
    assert p.in_channel(scene.discord.world, scene.channel, stranger.id) == 0
