"""Opening an outbox item just before it is sent: what it says comes from how things stand now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import words
from bot.domain import audience
from bot.domain.events import registration
from bot.domain.letters import Letter, concerned, pointless
from bot.domain.materials import LinkState, Material
from bot.domain.outbox import Dropped, OutboxItem, Route, Saying
from bot.domain.polls import PollStatus
from bot.domain.topics import TopicStatus
from bot.services import attendance, circles, communities, results
from bot.services.delivery import NO_MESSAGES
from bot.services.feedback import answering
from bot.store import (
    announcements,
    cards,
    events,
    feedback,
    materials,
    members,
    outbox,
    polls,
    pulses,
    recipients,
    reminders,
    rsvps,
    topics,
)
from bot.store.database import Connection
from bot.store.recipients import Circle

_TELLING = (Saying.CARD, Saying.REMINDER, Saying.OWN_REMINDER)  # those that say that attendance is noted


def open_letter(conn: Connection, now: datetime, item_id: int) -> Letter | Dropped:
    """All that a renderer needs to say one outbox item; `Dropped` when there is nothing to say any more.

    Whether the person it is for still holds the roles of a restricted event is known to the Messenger only; it asks
    `audience.admits` before it sends.
    """
    item = outbox.get(conn, item_id)
    if item is None:
        return Dropped("removed")
    community = communities.get(conn, now, item.community_id)
    late_by = max(now - item.due_at, timedelta())
    letter = Letter(item, community, community.language, community.zone, late_by)
    if item.user_id is not None:
        mine = members.get(conn, item.community_id, item.user_id)
        letter = replace(letter, preferences=mine)
        if item.route is Route.DIRECT:
            if not (circles.allows_direct(community) and mine.direct_messages and mine.unreachable_since is None):
                return Dropped(NO_MESSAGES)
            language = words.language_of(mine.language, community.language)
            letter = replace(letter, language=language, zone=mine.zone or community.zone)
    if item.announcement_id is not None:
        announcement = announcements.get(conn, item.announcement_id)
        return Dropped("removed") if announcement is None else replace(letter, announcement=announcement)
    for name, about in _ABOUT.items():
        if name in item.args:
            told = about(conn, now, letter, item.args[name])
            if isinstance(told, Dropped):
                return told
            letter = told
    return letter if item.event_id is None else _of_event(conn, now, letter, item.event_id)


def _of_topic(conn: Connection, now: datetime, letter: Letter, topic_id: int) -> Letter | Dropped:
    topic = topics.get(conn, topic_id)
    if topic is None or topic.status is not TopicStatus.DECLINED:
        return Dropped("changed")
    return replace(letter, topic=topic)


def _of_material(conn: Connection, now: datetime, letter: Letter, material_id: int) -> Letter | Dropped:
    told = _material(conn, letter.item)
    return Dropped("changed") if told is None else replace(letter, material=told)


def _of_survey(conn: Connection, now: datetime, letter: Letter, survey_id: int) -> Letter | Dropped:
    """What is closed is said no more, only shown anew where it stands."""
    item, survey = letter.item, feedback.get_survey(conn, survey_id)
    if survey is None:
        return Dropped("removed")
    if not survey.is_open(now) and item.message_id is None:
        return Dropped("feedback_closed")
    if item.user_id is None:
        return replace(letter, survey=survey)
    if not answering.is_asked(conn, survey, item.user_id):
        return Dropped("not_concerned")
    nudge = item.saying is Saying.FEEDBACK_NUDGE
    # where nobody can know who has answered, nobody is reminded
    silent = nudge and answering.has_answered(conn, survey, item.user_id) is not False
    return replace(letter, survey=survey, silent=silent)


def _of_results(conn: Connection, now: datetime, letter: Letter, survey_id: int) -> Letter | Dropped:
    """What was answered, unless it is not to be told any more."""
    if feedback.get_survey(conn, survey_id) is None:
        return Dropped("removed")
    found = results.read(conn, now, survey_id)
    return replace(letter, results=found) if found.can_be_shared else Dropped("changed")


def _of_poll(conn: Connection, now: datetime, letter: Letter, poll_id: int) -> Letter | Dropped:
    poll = polls.get(conn, poll_id)
    if poll is None or poll.status is not PollStatus.OPEN:
        return Dropped("removed" if poll is None else "changed")
    return replace(letter, poll=poll)


def _of_pulse(conn: Connection, now: datetime, letter: Letter, pulse_id: int) -> Letter | Dropped:
    pulse = pulses.get(conn, pulse_id)
    return Dropped("removed") if pulse is None else replace(letter, pulse=pulse)


_ABOUT: dict[str, Callable[[Connection, datetime, Letter, int], Letter | Dropped]] = {
    "topic": _of_topic,
    "poll": _of_poll,
    "pulse": _of_pulse,
    "material": _of_material,
    "survey": _of_survey,
    "shared": _of_results,
}


def _material(conn: Connection, item: OutboxItem) -> Material | None:
    """What an item speaks of; of a recording that was removed meanwhile, the one that took its place."""
    found = materials.get(conn, item.args["material"])
    there = found is not None and found.removed_at is None
    if item.saying is Saying.DEAD_LINK:
        return found if there and found is not None and found.link_state is LinkState.DEAD else None
    others = materials.recordings_of(conn, item.event_id) if item.event_id is not None else ()
    here = (found, *others) if there else others
    if item.route is Route.CHANNEL:
        here = tuple(one for one in here if one is not None and audience.for_readers_of_its_event(one))
    return here[0] if here else None


def _of_event(conn: Connection, now: datetime, letter: Letter, event_id: int) -> Letter | Dropped:
    item = letter.item
    filled = events.read(conn, event_id)
    if filled is None:
        return Dropped("removed")
    reminder = reminders.get(conn, item.args["reminder_id"]) if item.saying is Saying.OWN_REMINDER else None
    reason = pointless(item.saying, filled.event, item.args.get("version"), reminder)
    if reason is not None:
        return Dropped(reason)
    rsvp = rsvps.get(conn, event_id, item.user_id) if item.user_id is not None else None
    if item.saying is Saying.OFFER and rsvp is not None and rsvp.offered_until != item.expires_at:
        return Dropped("changed")  # they have another, newer offer
    if item.saying is Saying.CHASE and (not filled.event.recorded or materials.has_recording(conn, event_id)):
        return Dropped("changed")
    target = reminder.target if reminder is not None else None
    if item.user_id is not None and not concerned(item.saying, rsvp, item.args.get("ticket", 0), target):
        return Dropped("not_concerned")
    opened = replace(
        letter,
        event=filled.event,
        seats=filled.seats,
        registration=registration(filled.event, filled.seats, now),
        card=cards.get(conn, event_id),
        reminder=reminder,
        recordings=_on_card(conn, event_id) if item.saying is Saying.CARD else (),
        rsvp=rsvp,
        noted=attendance.is_noted(conn, now, filled.event) if item.saying in _TELLING else False,
        was=datetime.fromtimestamp(item.args["was"], UTC) if "was" in item.args else None,
        mention_role_id=reminder.role_id if reminder is not None and item.route is Route.CHANNEL else None,
    )
    return replace(opened, mention_user_ids=_mentioned(conn, now, opened)) if item.route is Route.CHANNEL else opened


def _on_card(conn: Connection, event_id: int) -> tuple[Material, ...]:
    return tuple(one for one in materials.recordings_of(conn, event_id) if audience.for_readers_of_its_event(one))


def _mentioned(conn: Connection, now: datetime, letter: Letter) -> tuple[int, ...]:
    item = letter.item
    if item.user_id is not None:
        return (item.user_id,)
    if "unreached" in item.args:
        return tuple(outbox.mentioned_by(conn, item.event_id, item.id))
    if not item.args.get("last"):
        return ()
    found = recipients.to_mention(conn, _circle(conn, now, letter), item.fact, item.args["first"], item.args["last"])
    return tuple(user_id for _, user_id in found)


def _circle(conn: Connection, now: datetime, letter: Letter) -> Circle:
    item, event = letter.item, letter.event
    assert event is not None  # noqa: S101 - only called for letters of an event
    if item.saying is Saying.REMINDER:
        return circles.of_lead(conn, now, event, item.args["minutes"])
    if letter.reminder is not None:
        return circles.of_own(conn, now, event, letter.reminder)
    return circles.of_holders(conn, now, event)
