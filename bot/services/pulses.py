"""Pulses: organisers have a form asked in a channel again and again. Each round is a survey, anonymous as an event's.

A round's beginning and end are on the agenda. How many people a channel reaches is not known, so a round counts
answers and no rate.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import pulses as rules
from bot.domain.agenda import AgendaItem, AgendaStatus
from bot.domain.feedback import Survey
from bot.domain.folding import fold
from bot.domain.outbox import Route, Saying
from bot.domain.people import Actor
from bot.domain.plan import Step
from bot.domain.pulses import FORM, GRACE, MOST, USUAL, Pulse
from bot.domain.recurrence import next_occurrence, require, rule_from
from bot.domain.refused import Refused
from bot.domain.zones import require as require_zone
from bot.services import communities, logbook
from bot.services.events import access
from bot.services.feedback import asking
from bot.store import agenda, feedback, outbox, pulses
from bot.store.database import Connection

_CHOICES = 25  # https://docs.discord.com/developers/interactions/application-commands#autocomplete
_LARGEST_ID = 2**31 - 1
_UNKNOWN = 0  # how many people are asked in a channel


def create(
    conn: Connection,
    now: datetime,
    actor: Actor,
    channel_id: int,
    title: str,
    local: datetime,
    zone: str,
    rule: str | None = None,
    *,
    form_name: str = FORM,
    open_days: int = USUAL,
) -> Pulse:
    """Ask for the first time when the wall clock of `zone` shows the naive time `local`, and again by `rule`.

    `rule` is a key of `recurrence.RULES`. Whether Nacre may write there, and whether there is such a form, is for the
    caller to check. Refused: permission.organiser, zone.unknown, recurrence.unknown, pulse.past, pulse.too_many,
    pulse.title_missing, pulse.title_long, pulse.days.
    """
    access.organiser(conn, now, actor)
    kept, known, days = rules.clean_title(title), require_zone(zone), rules.require_days(open_days)
    value = None if rule is None else rule_from(require(rule), local)
    coming = next_occurrence(local, known, value, now)
    if next_occurrence(local, known, None, now) is None or coming is None:
        raise Refused("pulse.past")
    if pulses.count(conn, actor.community_id) >= MOST:
        raise Refused("pulse.too_many", most=MOST)
    communities.ensure(conn, now, actor.community_id)
    new = Pulse(
        0, actor.community_id, kept, form_name, channel_id, local, known, days, now, value, coming, actor.user_id
    )
    made = replace(new, id=pulses.add(conn, new))
    _plan(conn, made, coming)
    logbook.write(conn, now, actor, "pulse.create", channel_id=channel_id)
    return made


def listing(conn: Connection, now: datetime, actor: Actor) -> tuple[Pulse, ...]:
    """All of a community, the next first, those that are over last. Refused: permission.organiser."""
    access.organiser(conn, now, actor)
    return pulses.of_community(conn, actor.community_id)


def show(conn: Connection, now: datetime, actor: Actor, pulse_id: int) -> Pulse:
    """Refused: permission.organiser, pulse.unknown."""
    access.organiser(conn, now, actor)
    return _known(actor, pulses.get(conn, pulse_id) if 0 < pulse_id <= _LARGEST_ID else None)


def remove(conn: Connection, now: datetime, actor: Actor, pulse_id: int) -> Pulse:
    """It is not asked again. What was answered stays, and a round that is open ends at its time.

    Refused: permission.organiser, pulse.unknown. Twice is harmless.
    """
    access.organiser(conn, now, actor)
    found = _known(actor, pulses.hold(conn, pulse_id) if 0 < pulse_id <= _LARGEST_ID else None)
    if found.next_at is not None:
        pulses.set_next(conn, pulse_id, None)
        logbook.write(conn, now, actor, "pulse.remove", channel_id=found.channel_id)
    return found


def suggest(conn: Connection, now: datetime, actor: Actor, typed: str, *, coming: bool = False) -> tuple[Pulse, ...]:
    """At most 25 whose title has the words typed; `coming`: only those with a round to come.

    Refused: permission.organiser.
    """
    words = fold(typed[:100]).split()
    found = [one for one in listing(conn, now, actor) if one.next_at is not None or not coming]
    return tuple(one for one in found if all(word in fold(one.title) for word in words))[:_CHOICES]


def rounds(conn: Connection, now: datetime, actor: Actor, pulse_id: int) -> tuple[Survey, ...]:
    """Its rounds, the latest first. Refused: permission.organiser, pulse.unknown, pulse.no_round."""
    pulse = show(conn, now, actor, pulse_id)
    found = feedback.surveys_of_pulse(conn, pulse.id)
    if not found:
        raise Refused("pulse.no_round", title=pulse.title, when=pulse.next_at or pulse.created_at)
    return tuple(reversed(found))


def begin(conn: Connection, now: datetime, item: AgendaItem) -> tuple[AgendaStatus, str]:
    """Begin a round: end the one before it, open a survey, have it posted, and plan its end and the next round."""
    pulse = pulses.hold(conn, item.number)
    if pulse is None or pulse.next_at != item.due_at:
        return AgendaStatus.DROPPED, "removed" if pulse is None or pulse.next_at is None else "changed"
    following = next_occurrence(pulse.starts_local, pulse.zone, pulse.rule, item.due_at)
    pulses.set_next(conn, pulse.id, following)
    if following is not None:
        _plan(conn, pulse, following)
    if now > item.due_at + GRACE:
        return AgendaStatus.MISSED, "too_late"
    for before in feedback.surveys_of_pulse(conn, pulse.id):
        asking.close_survey(conn, now, before)
    _ask(conn, now, pulse)
    return AgendaStatus.DONE, ""


def finish(conn: Connection, now: datetime, item: AgendaItem) -> tuple[AgendaStatus, str]:
    """End a round. Ended already, by the next one or by hand, is fine."""
    survey = feedback.hold_survey(conn, item.number)
    if survey is None:
        return AgendaStatus.DROPPED, "removed"
    asking.close_survey(conn, now, survey)
    return AgendaStatus.DONE, ""


def _ask(conn: Connection, now: datetime, pulse: Pulse) -> None:
    closes_at = now + timedelta(days=pulse.open_days)
    survey = asking.open_survey(
        conn,
        now,
        pulse.community_id,
        pulse.form_name,
        pulse_id=pulse.id,
        named=False,
        asked=_UNKNOWN,
        closes_at=closes_at,
    )
    row = {
        "key": asking.channel_key(survey),
        "fact": asking.channel_key(survey),
        "community_id": pulse.community_id,
        "event_id": None,
        "user_id": None,
        "route": Route.CHANNEL.value,
        "kind": Saying.PULSE.value,
        "args": {"survey": survey.id, "pulse": pulse.id, "channel": pulse.channel_id},
        "due_at": now,
        "expires_at": None,  # it is shown anew when the round is over
    }
    outbox.put(conn, now, [row])
    agenda.add(conn, pulse.community_id, [Step(f"pulse_end:{survey.id}", f"survey:{survey.id}/end", closes_at, None)])


def _plan(conn: Connection, pulse: Pulse, at: datetime) -> None:
    """Without a grace: a round that is left out has its successor planned all the same."""
    key = f"pulse:{pulse.id}@{int(at.timestamp())}"
    agenda.add(conn, pulse.community_id, [Step(f"pulse:{pulse.id}", key, at, None)])


def _known(actor: Actor, pulse: Pulse | None) -> Pulse:
    if pulse is None or pulse.community_id != actor.community_id:
        raise Refused("pulse.unknown")
    return pulse
