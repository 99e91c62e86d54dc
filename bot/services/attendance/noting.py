"""When it can be noted at all that somebody was at an event."""

from datetime import datetime

from bot.domain.attendance import NOTED_FROM
from bot.domain.events import Event, Status
from bot.domain.refused import Refused


def require_takes_place(event: Event) -> None:
    """Refused: event.not_published, event.discarded, event.cancelled."""
    refusals = {Status.DRAFT: "not_published", Status.DISCARDED: "discarded", Status.CANCELLED: "cancelled"}
    if event.status in refusals:
        raise Refused(f"event.{refusals[event.status]}", title=event.title)


def require_begun(event: Event, now: datetime) -> None:
    """As `require_takes_place`, and Refused("attendance.not_yet") sooner than half an hour before the start."""
    require_takes_place(event)
    opens = event.starts_at - NOTED_FROM
    if now < opens:
        raise Refused("attendance.not_yet", title=event.title, opens=opens)
