"""When people are asked: a survey opens some minutes after the end, reminds once, and closes.

Nobody is ever told who has answered, and nothing that is written down tells it. The one reminder is put into the outbox
for everybody who was asked and takes direct messages; whether somebody has answered by then is looked up when it is
sent, and a reminder that is not needed leaves the same trace as one that is (docs/decisions/0100).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.events import Event, Feedback
from bot.domain.feedback import Asked, Survey
from bot.domain.outbox import Route, Saying
from bot.domain.people import Actor
from bot.domain.plan import ASKED_AFTER, FEEDBACK_OPEN, NUDGED_AFTER
from bot.domain.refused import Refused
from bot.domain.results import too_few_for
from bot.domain.rsvps import Choice
from bot.services import circles, logbook, notices, planning
from bot.services.events import access
from bot.services.feedback import forms
from bot.store import attendance, events, feedback_keys, outbox
from bot.store import feedback as store
from bot.store.database import Connection, after_commit
from bot.store.recipients import Circle, Message, Who

_JUST_ASKED = timedelta(hours=12)  # a request that came late, after an outage, needs no reminder on its heels


@dataclass(frozen=True, slots=True)
class Asking:
    """How an event asks for feedback now; `survey` once people were asked. `late`: the time to ask had passed.

    `few` is how many people are expected, or were asked, where that is too few for anonymous results ever to be shown.
    """

    event: Event
    survey: Survey | None = None
    late: bool = False
    few: int | None = None


def open_survey(
    conn: Connection,
    now: datetime,
    community_id: int,
    form_name: str,
    *,
    event_id: int | None = None,
    pulse_id: int | None = None,
    named: bool,
    asked: int,
    closes_at: datetime,
    circle: Asked = Asked.EVERYBODY,
) -> Survey:
    """Begin to take answers. `asked` is how many people are asked, for the response rate.

    If the process dies before the commit, there is no survey; a key that was written is removed at the next sweep.
    """
    form = forms.kept(conn, now, forms.form_for(conn, now, community_id, form_name))
    new = Survey(0, community_id, event_id, pulse_id, form, named, asked, now, closes_at, circle=circle)
    survey_id = store.add_survey(conn, new)
    if not named:
        feedback_keys.make(conn, survey_id)
    opened = store.get_survey(conn, survey_id)
    assert opened is not None  # noqa: S101 - it was written just now
    return opened


def close_survey(conn: Connection, now: datetime, survey: Survey) -> None:
    """Take no more answers. From the same moment on nothing leads from an answer to a person.

    If the process dies after the commit, the key is still there and the next sweep removes it; no token is left.
    """
    if survey.closed_at is not None:
        return
    store.close_survey(conn, now, survey.id, _asked_in_the_end(conn, survey))
    folder, name = feedback_keys.place(conn, survey.id)
    after_commit(conn, lambda: feedback_keys.remove(folder, name))
    outbox.show_anew(conn, now, channel_key(survey))


def ask(conn: Connection, now: datetime, event: Event) -> bool:
    """Ask those who were there, or are thought to have been: in the channel, and whoever takes direct messages.

    False when there is nobody to ask, or an organiser asked for no feedback. Once an event: what is open stays.
    """
    if event.feedback is Feedback.NONE or store.survey_of_event(conn, event.id) is not None:
        return False
    circle, who, asked = _asked(conn, now, event)
    closes_at = event.ends_at + FEEDBACK_OPEN
    if not asked or closes_at <= now:
        return False
    survey = open_survey(
        conn,
        now,
        event.community_id,
        event.kind,
        event_id=event.id,
        named=event.feedback is Feedback.NAMED,
        asked=asked,
        closes_at=closes_at,
        circle=who,
    )
    message = Message(f"event:{event.id}/feedback", Saying.FEEDBACK, {"survey": survey.id}, closes_at)
    notices.tell(conn, now, event, circle, message, channel=False)
    row = {
        "key": channel_key(survey),
        "fact": message.fact,
        "community_id": event.community_id,
        "event_id": event.id,
        "route": Route.CHANNEL.value,
        "kind": Saying.FEEDBACK.value,
        "args": message.args,
        "due_at": now,
        "expires_at": None,  # it is shown anew when feedback closes
    }
    outbox.put(conn, now, [row])
    return True


def nudge(conn: Connection, now: datetime, event: Event) -> bool:
    """Remind those who were asked, once, by direct message. Who has answered by then is not written to."""
    survey = store.survey_of_event(conn, event.id)
    if survey is None or not survey.is_open(now) or now < survey.opened_at + _JUST_ASKED:
        return False
    circle = _circle(conn, now, event, survey.circle)
    fact = f"event:{event.id}/feedback_nudge"
    message = Message(fact, Saying.FEEDBACK_NUDGE, {"survey": survey.id}, survey.closes_at)
    return notices.tell(conn, now, event, circle, message, channel=False) > 0


def close(conn: Connection, now: datetime, event: Event) -> bool:
    """The time is over. False when nobody was asked."""
    survey = store.survey_of_event(conn, event.id)
    if survey is None:
        return False
    close_survey(conn, now, survey)
    return True


def set_asking(conn: Connection, now: datetime, actor: Actor, event_id: int, how: Feedback) -> Asking:
    """How an event asks for feedback, until it does: anonymously, with names, or not at all.

    What was opened anonymously is never given names. Opened feedback can be ended by asking for none. When the time
    to ask has passed and nobody was asked, people are asked now.
    Refused: permission.organiser, event.unknown, event.cancelled, event.discarded, feedback.opened, feedback.ended,
    feedback.too_late.
    """
    event = access.held(conn, now, actor, event_id).event
    if event.status.value in ("cancelled", "discarded"):
        raise Refused(f"event.{event.status}", title=event.title)
    survey = store.survey_of_event(conn, event.id)
    if survey is not None and survey.closed_at is not None:
        raise Refused("feedback.ended", title=event.title)
    overdue = survey is None and how is not Feedback.NONE and now >= event.ends_at + ASKED_AFTER
    if overdue and now >= event.ends_at + FEEDBACK_OPEN - NUDGED_AFTER:
        raise Refused("feedback.too_late", title=event.title)
    if how is event.feedback and not overdue:
        return Asking(event, survey, few=_few(conn, now, event, survey))
    if survey is not None:
        if how is not Feedback.NONE:
            raise Refused("feedback.opened", title=event.title)
        close_survey(conn, now, survey)
    after = replace(event, feedback=how, updated_at=now)
    events.save(conn, after)
    planning.replan(conn, now, after)
    logbook.write(conn, now, actor, "feedback.ask", event_id, how=how.value)
    if overdue:
        ask(conn, now, after)
    opened = store.survey_of_event(conn, event.id)
    return Asking(after, opened, overdue, _few(conn, now, after, opened))


def sweep(conn: Connection, now: datetime, part: int = 20) -> int:
    """Close what is open though its time is over, and destroy keys that no open survey needs. Returns how many."""
    late = store.overdue(conn, now, part)
    for survey_id in late:
        survey = store.get_survey(conn, survey_id)
        if survey is not None:
            close_survey(conn, now, survey)
    return len(late) or feedback_keys.clear(conn, store.open_ids(conn))


def channel_key(survey: Survey) -> str:
    """The outbox key of a survey's message in a channel."""
    return f"survey:{survey.id}/channel"


def _asked(conn: Connection, now: datetime, event: Event) -> tuple[Circle, Asked, int]:
    there = attendance.total(conn, event.id)
    if there:
        return _circle(conn, now, event, Asked.ATTENDED), Asked.ATTENDED, there
    filled = events.read(conn, event.id)
    going = filled.seats.going if filled is not None else 0
    return _circle(conn, now, event, Asked.GOING), Asked.GOING, going


def _few(conn: Connection, now: datetime, event: Event, survey: Survey | None) -> int | None:
    return too_few_for(event, survey.asked if survey is not None else _asked(conn, now, event)[2])


def _asked_in_the_end(conn: Connection, survey: Survey) -> int:
    """With those who were noted only after it was opened: they may answer, so the response rate is of them, too."""
    if survey.event_id is None:
        return survey.asked
    late = attendance.unexpected(conn, survey.event_id) if survey.circle is Asked.GOING else 0
    known = survey.asked + late if survey.circle is Asked.GOING else attendance.total(conn, survey.event_id)
    return max(survey.asked, known)


def _circle(conn: Connection, now: datetime, event: Event, asked: Asked) -> Circle:
    who = Who.ATTENDED if asked is Asked.ATTENDED else Who.ANSWERED
    return circles.of_all(conn, now, event, (Choice.GOING,), who)
