"""All that is needed to say one outbox item, and whether there is still something to say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.announcements import Announcement
from bot.domain.events import Card, Event, Registration, Seats, Status
from bot.domain.feedback import Survey
from bot.domain.materials import Material
from bot.domain.outbox import OutboxItem, Saying
from bot.domain.people import Community, Preferences
from bot.domain.polls import Poll
from bot.domain.pulses import Pulse
from bot.domain.reminders import AIMED, Reminder, Target
from bot.domain.results import Results
from bot.domain.rsvps import Choice, Rsvp
from bot.domain.topics import Topic

HOLDERS = (Choice.GOING, Choice.OFFERED, Choice.WAITING)  # they hold a seat, or wait for one
COMERS = (Choice.GOING, Choice.MAYBE)
REGISTERED = (*COMERS, Choice.OFFERED, Choice.WAITING)  # they wanted to come, seat or none

_CONCERNED: dict[Saying, tuple[Choice, ...]] = {
    Saying.OFFER: (Choice.OFFERED,),
    Saying.PROMOTED: (Choice.GOING,),
    Saying.MOVED: HOLDERS,
    Saying.CANCELLED: HOLDERS,
    Saying.MISSED_RECORDING: REGISTERED,
}
_UNSEEN = (Status.DRAFT, Status.DISCARDED)
_OVER = (Status.ENDED, Status.ARCHIVED)
_OF_MATERIAL = frozenset({Saying.RECORDING, Saying.MISSED_RECORDING, Saying.CHASE, Saying.DEAD_LINK})
_OF_FEEDBACK = frozenset({Saying.FEEDBACK, Saying.FEEDBACK_NUDGE, Saying.YOU_SAID})
AFTERWARDS = _OF_MATERIAL | _OF_FEEDBACK  # what is said when an event is over
_WITHOUT_ANSWER = (_OF_MATERIAL | _OF_FEEDBACK) - {
    Saying.MISSED_RECORDING
}  # to people whether or not they ever answered


@dataclass(frozen=True, slots=True)
class Letter:
    """One outbox item with everything its renderer needs, as things stand now.

    `preferences` and `rsvp` are those of the person it is for. In a channel, `mention_user_ids` and `mention_role_id`
    are to be notified; nobody else is. `late_by` is how much later than due it is said.
    """

    item: OutboxItem
    community: Community
    language: str
    zone: str  # the reader's, or the community's
    late_by: timedelta
    event: Event | None = None
    seats: Seats | None = None
    registration: Registration | None = None
    card: Card | None = None
    reminder: Reminder | None = None
    announcement: Announcement | None = None
    material: Material | None = None
    recordings: tuple[Material, ...] = ()  # of a card: those that all its readers may see
    topic: Topic | None = None
    poll: Poll | None = None
    pulse: Pulse | None = None
    survey: Survey | None = None
    results: Results | None = None
    silent: bool = False  # nothing is to be said, and nothing may show that (docs/decisions/0100)
    preferences: Preferences | None = None
    rsvp: Rsvp | None = None
    mention_user_ids: tuple[int, ...] = ()
    mention_role_id: int | None = None
    noted: bool = False  # who is there is noted, so people are told
    was: datetime | None = None  # of a moved event: the start that people know

    @property
    def channel_id(self) -> int | None:
        """The channel it belongs into: its own, the event's, else the community's for announcements."""
        if "channel" in self.item.args:
            return self.item.args["channel"]
        if self.announcement is not None:
            return self.announcement.channel_id
        own = self.event.channel_id if self.event is not None else None
        return own or self.community.announce_channel_id


def pointless(saying: Saying, event: Event, version: int | None, reminder: Reminder | None) -> str | None:
    """Why nobody needs to hear this any more, as the key of a text below `reason.`; None when it is still worth saying.

    `version` is that of the schedule it was planned for; None where it does not depend on one.
    """
    if event.status in _UNSEEN:
        return "not_published"
    if saying is Saying.CARD:
        return None
    if saying is Saying.CANCELLED:
        return None if event.status is Status.CANCELLED else "not_cancelled"
    reasons = {
        "cancelled": event.status is Status.CANCELLED,
        "over": event.status in _OVER and saying not in AFTERWARDS and saying is not Saying.POLL,
        "removed": saying is Saying.OWN_REMINDER and reminder is None,
        "moved": version not in (None, event.version),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def concerned(saying: Saying, rsvp: Rsvp | None, ticket: int, target: Target | None) -> bool:
    """Whether what is said to one person still concerns them, by their answer as it is now."""
    if saying in _WITHOUT_ANSWER or saying is Saying.TOPIC_PLANNED:
        return True
    if saying is Saying.OFFER_LAPSED:
        return rsvp is None or rsvp.choice is not Choice.GOING
    if rsvp is None or (saying is Saying.OFFER and rsvp.ticket != ticket):
        return False
    if saying is Saying.OWN_REMINDER and target is not None:
        return rsvp.choice in AIMED[target]
    return rsvp.choice in _CONCERNED.get(saying, COMERS)
