"""Who may see an event and who may take part in it: decided here and nowhere else.

What somebody may not see is, to them, as if it did not exist: `Refused("event.unknown")` in the services, no row in a
list, no number in a count.
"""

from collections.abc import Set

from bot.domain.events import Audience, Event, Status
from bot.domain.people import Actor, Community, Duty, duties

_UNPUBLISHED = frozenset({Status.DRAFT, Status.DISCARDED})


def admits(event: Event, role_ids: Set[int]) -> bool:
    """Do these roles open the event? Everybody's do, unless it is restricted to roles."""
    return event.audience is not Audience.ROLES or not event.role_ids.isdisjoint(role_ids)


def is_open_to(event: Event, actor: Actor) -> bool:
    """May the actor see and attend it as a member like any other, whatever else they are trusted with?"""
    return (
        actor.community_id == event.community_id and event.status not in _UNPUBLISHED and admits(event, actor.role_ids)
    )


def organises(actor: Actor, community: Community) -> bool:
    return actor.community_id == community.id and Duty.ORGANISER in duties(actor, community)


def may_see(actor: Actor, event: Event, community: Community) -> bool:
    """Members see what is open to them; the community's organisers see everything, drafts too."""
    return is_open_to(event, actor) or (event.community_id == community.id and organises(actor, community))
