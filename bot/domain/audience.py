"""Who may see an event and its materials, and who may take part in it: decided here and nowhere else.

What somebody may not see is, to them, as if it did not exist: `Refused("event.unknown")` in the services, no row in a
list, no number in a count.
"""

from collections.abc import Set

from bot.domain.events import Audience, Event, Reach, Status
from bot.domain.materials import Material, MaterialAudience
from bot.domain.people import Actor, Community, Duty, duties

_UNPUBLISHED = frozenset({Status.DRAFT, Status.DISCARDED})


def admits(event: Event | Reach, role_ids: Set[int]) -> bool:
    """Do these roles open the event? Everybody's do, unless it is restricted to roles."""
    return event.audience is not Audience.ROLES or not event.role_ids.isdisjoint(role_ids)


def is_open_to(event: Event | Reach, actor: Actor) -> bool:
    """May the actor see and attend it as a member like any other, whatever else they are trusted with?"""
    return (
        actor.community_id == event.community_id and event.status not in _UNPUBLISHED and admits(event, actor.role_ids)
    )


def organises(actor: Actor, community: Community) -> bool:
    return actor.community_id == community.id and Duty.ORGANISER in duties(actor, community)


def may_see(actor: Actor, event: Event | Reach, community: Community) -> bool:
    """Members see what is open to them; the community's organisers see everything, drafts too."""
    return is_open_to(event, actor) or (event.community_id == community.id and organises(actor, community))


def hosts(actor: Actor, event: Event, community: Community) -> bool:
    """Is it the actor's own event, and one they may see?"""
    return event.host_id == actor.user_id and may_see(actor, event, community)


def may_add_material(actor: Actor, event: Event | None, community: Community) -> bool:
    """Organisers add to every event and to none; a host adds to their own event."""
    return organises(actor, community) or (event is not None and hosts(actor, event, community))


def may_change_material(actor: Actor, material: Material, event: Event | None, community: Community) -> bool:
    """Organisers change everything of their community; a host what they added to their own event themselves."""
    if material.community_id != community.id:
        return False
    own = material.created_by == actor.user_id and event is not None and event.id == material.event_id
    return organises(actor, community) or (own and event is not None and hosts(actor, event, community))


def may_see_material(actor: Actor, material: Material, event: Event | None, community: Community) -> bool:
    """`event` is the material's own, None when it has none. What was removed is seen by nobody."""
    if material.removed_at is not None or not material.community_id == community.id == actor.community_id:
        return False
    if organises(actor, community):
        return True
    match material.audience:
        case MaterialAudience.EVENT:
            return event is not None and event.id == material.event_id and may_see(actor, event, community)
        case MaterialAudience.ROLES:
            return not material.role_ids.isdisjoint(actor.role_ids)
        case MaterialAudience.COMMUNITY | MaterialAudience.PUBLIC:
            return True


def is_for_some(event: Event | None, material: Material | None) -> bool:
    """Is an event, or a material, for some roles only, so that whoever hears of it must still hold one?"""
    restricted = event is not None and event.audience is Audience.ROLES
    return restricted or (material is not None and material.audience is MaterialAudience.ROLES)


def for_readers_of_its_event(material: Material) -> bool:
    """May it be told of where an event's own announcement is? What is for some roles only goes to those alone."""
    return material.removed_at is None and material.audience is not MaterialAudience.ROLES


def is_public(event: Event) -> bool:
    """May anybody at all know of it, member or not?"""
    hidden = event.status in _UNPUBLISHED or event.status is Status.CANCELLED
    return event.audience is Audience.PUBLIC and not hidden


def is_public_material(material: Material, event: Event | None) -> bool:
    """May anybody at all see it, member or not? `event` is the material's own."""
    if material.removed_at is not None:
        return False
    if material.audience is MaterialAudience.EVENT:
        return event is not None and event.id == material.event_id and is_public(event)
    return material.audience is MaterialAudience.PUBLIC
