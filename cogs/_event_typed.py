"""What an organiser typed about an event, turned into what it means; all pure, so that a modal opens at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import details, when, zones
from bot.domain.kinds import Kind, Kinds
from bot.domain.refused import Refused

FORM = "event.create"  # the name under which a person's unfinished event is kept
_NO_LIMIT = ("", "-", "0", "∞")


@dataclass(frozen=True, slots=True)
class Essentials:
    """Kind, title and times of an event to be; `ends_at` None leaves the length to the kind.

    `topic_id` is the topic it is made of, if any.
    """

    kind: Kind
    title: str
    starts_at: datetime
    ends_at: datetime | None
    zone: str
    channel_id: int | None
    topic_id: int | None = None

    def kept(self) -> dict[str, str]:
        """As text, to be kept until the form is sent: instants, as "tomorrow" means another day after midnight."""
        return {
            "kind": self.kind.key,
            "title": self.title,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat() if self.ends_at else "",
            "zone": self.zone,
            "channel": str(self.channel_id or ""),
            "topic": str(self.topic_id or ""),
        }


def essentials(typed: Mapping[str, str], kinds: Kinds, zone: str, now: datetime) -> Essentials:
    """Understand the typed essentials, in `zone` unless another was typed.

    What the service would refuse about them is refused here already: the form that follows cannot correct it.
    Refused("when.…"), Refused("zone.unknown"), Refused("kind.unknown"), Refused("event.title_empty"), ….
    """
    kind = kinds.get(typed.get("kind", ""))
    zone = zones.require(typed["zone"]) if typed.get("zone") else zone
    understood = when.parse(typed.get("when", ""), now, zone)
    starts_at, zone = understood.instant, understood.zone  # a zone typed behind the time is the event's
    ends = typed.get("ends", "").strip()
    ends_at = when.parse_end(ends, starts_at, zone) if ends else None
    details.times(starts_at, ends_at or starts_at + timedelta(minutes=kind.minutes), now)
    return Essentials(
        kind=kind,
        title=details.title(typed.get("title", "")),
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        channel_id=int(typed["channel"]) if typed.get("channel") else None,
        topic_id=int(typed["topic"]) if typed.get("topic") else None,
    )


def from_kept(kept: Mapping[str, str], kinds: Kinds) -> Essentials:
    """The essentials of a form that was kept; Refused("event.form_gone") when they are not in it."""
    if not kept.get("starts_at"):
        raise Refused("event.form_gone")
    return Essentials(
        kind=kinds.get(kept["kind"]),
        title=kept["title"],
        starts_at=datetime.fromisoformat(kept["starts_at"]),
        ends_at=datetime.fromisoformat(kept["ends_at"]) if kept.get("ends_at") else None,
        zone=kept["zone"],
        channel_id=int(kept["channel"]) if kept.get("channel") else None,
        topic_id=int(kept["topic"]) if kept.get("topic") else None,
    )


def seats(typed: str) -> int | None:
    """A number of seats; nothing means no limit. Refused("event.seats_number", typed) otherwise."""
    typed = typed.strip()
    if typed in _NO_LIMIT:
        return None
    if not typed.isascii() or not typed.isdigit() or not 0 < int(typed[:9]) <= 1_000_000:
        raise Refused("event.seats_number", typed=typed[:50])
    return int(typed)
