"""A route of Discord's that SimCord does not have: how many members hold each role.

https://docs.discord.com/developers/resources/guild#get-guild-role-member-counts
"""

from collections import Counter

from simcord.http.router import RequestContext, route


def _member_counts(ctx: RequestContext) -> dict[str, int]:
    guild = ctx.backend.get_guild(ctx.int_arg("guild_id"))
    return dict(Counter(str(role_id) for member in guild.members.values() for role_id in member.role_ids))


def teach() -> None:
    """For the whole process; teaching it twice changes nothing."""
    route("GET", "/guilds/{guild_id}/roles/member-counts")(_member_counts)
