"""Links are looked at now and then. What was seen comes in here; looking happens outside any transaction.

When each is due is kept with the material (`link_due_at`), not on the agenda: nothing can be fetched in a transaction,
and thousands of looks a week are no plan that anybody reads. If the process dies between a look and what it means, the
link is due still.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import link_health, links
from bot.domain.link_health import Health, Probe
from bot.domain.materials import LinkState, Material
from bot.services.materials import telling
from bot.store import materials
from bot.store.database import Connection


@dataclass(frozen=True, slots=True)
class Due:
    """A link to look at: at `address`, which tells more of some services than the link itself."""

    material_id: int
    link: str
    address: str


def due(conn: Connection, now: datetime, limit: int) -> tuple[Due, ...]:
    """Links to look at now, the longest waiting first."""
    found = materials.links_due(conn, now, limit)
    return tuple(Due(one.id, one.link, links.probe_at(one.link)) for one in found)


def seen(conn: Connection, now: datetime, looked: Due, probe: Probe) -> LinkState | None:
    """What a look at a link says of it; None when that link is not there any more.

    Whoever added it is told once when it is dead. A look at a link that was changed meanwhile says nothing.
    """
    before = materials.get(conn, looked.material_id)
    if before is None or before.removed_at is not None or before.link != looked.link:
        return None
    health = link_health.judge(_health(before), probe, now)
    after = replace(
        before,
        link_state=health.state,
        link_failures=health.failures,
        link_failing_since=health.failing_since,
        link_problem=health.problem,
        link_checked_at=now,
        link_due_at=link_health.next_look(health, before.id, now),
    )
    materials.save(conn, after)
    if after.link_state is LinkState.DEAD and before.link_state is not LinkState.DEAD:
        telling.link_died(conn, now, after)
    elif before.link_state is LinkState.DEAD and after.link_state is not LinkState.DEAD:
        telling.link_changed(conn, now, after)
    return after.link_state


def _health(material: Material) -> Health:
    return Health(material.link_state, material.link_failures, material.link_failing_since, material.link_problem)
