"""Quiet hours: a person's own time of day in which Nacre does not write to them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(instant: datetime, zone: str, quiet_from: int | None, quiet_to: int | None) -> bool:
    """Whether an instant is in the quiet hours: minutes after midnight, `quiet_to` not included, over midnight too."""
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return False
    local = instant.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    if quiet_from < quiet_to:
        return quiet_from <= minute < quiet_to
    return minute >= quiet_from or minute < quiet_to


def deliver_at(
    due: datetime, starts_at: datetime | None, zone: str, quiet_from: int | None, quiet_to: int | None
) -> datetime:
    """When something due may be said: at once, or at the end of the quiet hours it falls into.

    When the event it is about starts by then, waiting would make it useless, so it is said at once. All in UTC.
    """
    if quiet_from is None or quiet_to is None or not is_quiet(due, zone, quiet_from, quiet_to):
        return due
    local = due.astimezone(ZoneInfo(zone))
    wraps = quiet_from > quiet_to and local.hour * 60 + local.minute >= quiet_from
    day = local.date() + timedelta(days=1 if wraps else 0)
    end = datetime.combine(day, time(quiet_to // 60, quiet_to % 60), local.tzinfo)
    if end.astimezone(UTC) <= due:  # the end is in autumn's doubled hour, and its first time is over
        end = end.replace(fold=1)
    until = max(due, end.astimezone(UTC))
    return due if starts_at is not None and starts_at <= until else until
