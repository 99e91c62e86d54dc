"""Least privilege, counted in one place."""

import discord

from bot.domain import permissions


def test_the_integer_is_what_discord_py_computes_from_the_names() -> None:
    """Each bit is the one discord.py knows under that name, so links, preflight and library agree."""
    computed = discord.Permissions(**{permission.name: True for permission in permissions.NEEDED})
    assert permissions.BITS == computed.value == 563_259_191_184_384


def test_nothing_elevated_is_asked_for() -> None:
    """Elevated permissions would need two-factor authentication of the server's owner, and trust we do not need."""
    assert not discord.Permissions(permissions.BITS) & discord.Permissions.elevated()
    assert not discord.Permissions(permissions.BITS).mention_everyone


def test_what_is_missing_is_named() -> None:
    held = permissions.BITS & ~(1 << 38)
    assert [permission.name for permission in permissions.missing(held)] == ["send_messages_in_threads"]
    assert permissions.missing(permissions.BITS) == ()


def test_an_administrator_lacks_nothing() -> None:
    assert permissions.missing(1 << 3) == ()


def test_the_invite_link_carries_the_application_the_scopes_and_the_integer() -> None:
    link = permissions.invite_link(123456789012345678)
    assert link == (
        "https://discord.com/oauth2/authorize?client_id=123456789012345678"
        f"&scope=bot%20applications.commands&permissions={permissions.BITS}"
    )
