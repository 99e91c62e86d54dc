"""What the answers of a server say about a link: a server that is briefly down is not a dead link.

Nor is one that is down for long surely dead; but after a month of silence its owner hears of it, in words that say so.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.materials import LinkState

WEEKLY = timedelta(days=7)
FIRST_LOOK = timedelta(minutes=10)  # after it was added: a typing error shows while people remember
DAILY = timedelta(days=1)
GONE_FOR = timedelta(days=2)  # "not found" this long after the first "not found": it is gone
UNKNOWN_FOR = timedelta(days=7)  # the same for a host that nobody knows
SILENT_FOR = timedelta(days=30)  # and for one that does not answer, or with errors only
SILENT_LOOKS = 10  # in a row, at least: two looks a month apart say nothing of the time between
_SPREAD = 6 * 60 * 60  # seconds over which links added at once are spread


class Probe(StrEnum):
    """What became of one look at a link."""

    FINE = "fine"  # it answered; or asks to sign in, and what is behind that is not ours to see
    GONE = "gone"  # 404 or 410 (RFC 9110 sections 15.5.5, 15.5.11)
    NO_HOST = "no_host"  # the name system knows no such host
    TROUBLE = "trouble"  # 5xx, too slow, no connection, a broken certificate
    BUSY = "busy"  # 429, or we could not look: it says nothing about the link
    BARRED = "barred"  # it leads where we do not go: inside a network, or to no https


@dataclass(frozen=True, slots=True)
class Health:
    """What is kept of a link. `failing_since` is when it first failed in the way in which it fails now."""

    state: LinkState = LinkState.UNKNOWN
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    problem: str = ""


def of_status(status: int) -> Probe:
    """What an HTTP status (RFC 9110 section 15) means for a link."""
    if status in (404, 410):
        return Probe.GONE
    if status == 429:
        return Probe.BUSY
    return Probe.TROUBLE if status >= 500 else Probe.FINE


def judge(health: Health, probe: Probe, now: datetime) -> Health:
    """The link after one more look. Dead is only what was not found twice, days apart, whose host is unknown for a
    week, or whose server is silent for a month; a dead one recovers as soon as it answers.
    """
    if probe is Probe.BUSY:
        return health
    if probe is Probe.FINE:
        return Health(LinkState.OK)
    failures = health.failures + 1
    if health.state is LinkState.DEAD and probe in (Probe.TROUBLE, Probe.BARRED):
        return replace(health, failures=failures)  # no news: it stays dead of what it died of
    since = health.failing_since if health.problem == probe.value else None
    since = since or now
    patience = {Probe.GONE: GONE_FOR, Probe.NO_HOST: UNKNOWN_FOR, Probe.TROUBLE: SILENT_FOR}.get(probe)
    dead = health.state is LinkState.DEAD or (patience is not None and now - since >= patience)
    if probe is Probe.TROUBLE and failures < SILENT_LOOKS:
        dead = False
    return Health(LinkState.DEAD if dead else LinkState.FAILING, failures, since, probe.value)


def is_silent(state: LinkState, problem: str) -> bool:
    """Whether a link is called dead only because its server has been silent for a month."""
    return state is LinkState.DEAD and problem == Probe.TROUBLE.value


def next_look(health: Health, material_id: int, now: datetime) -> datetime:
    """When to look again: weekly; daily while it fails; spread, so that not all are looked at in the same minute."""
    spread = timedelta(seconds=material_id * 7919 % _SPREAD)
    return now + (DAILY if health.state is LinkState.FAILING else WEEKLY) + spread - timedelta(seconds=_SPREAD / 2)
