"""Which commands Discord is told, and when."""

from tests.cogs.world import World


async def test_the_bot_starts(world: World) -> None:
    assert world.bot.is_ready()
    assert world.bot.get_guild(world.guild.id) is not None
