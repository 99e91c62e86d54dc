"""What an outbox item says, in the right language, and whom it notifies: exactly those its letter lists.

A direct message says which server it is from and ends with a way out. Text of people is shown as written; only an
organiser's own reminder or announcement keeps its Markdown, and no mention in it notifies anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.domain.events import Event, EventView, Mode, Registration, Seats, Status
from bot.domain.kinds import Kinds
from bot.domain.letters import Letter
from bot.domain.outbox import Route, Saying
from bot.words import count, say
from cogs._card import event_card
from cogs._describing import in_channel, told_that_noted
from cogs._items import Buttons, Control, Layout, button, custom_id
from cogs._letters_feedback import feedback, feedback_nudge
from cogs._letters_materials import chase, dead_link, missed_recording, recording
from cogs._letters_polls import native
from cogs._letters_pulses import pulse
from cogs._letters_results import you_said
from cogs._letters_topics import topic_declined, topic_planned
from cogs._text import plain, rich, stamp

_CONTENT = 2000  # characters: https://docs.discord.com/developers/resources/message#create-message
_LAYOUT = 3950  # of the 4000 of Components V2
_OWN_TEXT = 1500
_MENTION = 25  # "<@", at most twenty digits, ">" and a space


@dataclass(frozen=True, slots=True)
class Said:
    """One message, ready for Discord."""

    text: str
    buttons: list[ui.Item[Any]] = field(default_factory=list)
    user_ids: tuple[int, ...] = ()
    role_id: int | None = None
    card: ui.LayoutView | None = None
    poll: discord.Poll | None = None

    def parts(self) -> dict[str, Any]:
        """Keyword arguments for `send`. Eighty mentions beside a text need the room of Components V2."""
        made: dict[str, Any] = {"allowed_mentions": self.mentions()}
        if self.card is not None:
            return {**made, "view": self.card}
        if self.poll is not None:
            return {**made, "content": self.text or None, "poll": self.poll}
        called = " ".join([f"<@&{self.role_id}>"] * bool(self.role_id) + [f"<@{user}>" for user in self.user_ids])
        content = "\n".join(part for part in (called, self.text) if part)
        view: ui.View | ui.LayoutView
        if len(content) > _CONTENT:
            view = Layout()
            for part in (called, self.text):
                view.add_item(ui.TextDisplay(part))
            if self.buttons:
                row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
                for each in self.buttons:
                    row.add_item(each)
                view.add_item(row)
            return {**made, "view": view}
        if self.buttons:
            view = Buttons()
            for each in self.buttons:
                view.add_item(each)
            made["view"] = view
        return {**made, "content": content}

    def mentions(self) -> discord.AllowedMentions:
        roles = [discord.Object(self.role_id)] if self.role_id else False
        users = [discord.Object(user) for user in self.user_ids] or False
        return discord.AllowedMentions(everyone=False, users=users, roles=roles, replied_user=False)


def write(letter: Letter, kinds: Kinds, server: str) -> Said:
    """Put a letter into words. `server` is the community's name, for direct messages."""
    if letter.item.saying is Saying.CARD:
        return Said("", card=event_card(view_of(letter), letter.community.language, kinds))
    if letter.item.saying is Saying.POLL:
        about, poll = native(letter)
        return Said(about, poll=poll)
    text, buttons = _WRITERS[letter.item.saying](letter)
    if letter.item.route is Route.DIRECT:
        text = f"{text}\n-# {say(letter.language, 'letter.from', server=plain(server, 100))}"
        stop = custom_id("dm", letter.community.id, "stop")
        buttons = [*buttons, button(say(letter.language, "rsvp.button.stop"), stop)]
        return Said(text, buttons)
    return Said(text, buttons, letter.mention_user_ids, letter.mention_role_id)


def view_of(letter: Letter) -> EventView:
    """The event as the card shows it to everybody."""
    event = _event(letter)
    return EventView(
        event=event,
        seats=letter.seats or Seats(event.capacity),
        registration=letter.registration or Registration.CLOSED,
        card=letter.card,
        has_link=bool(event.join_link),
        noted=letter.noted,
        recordings=letter.recordings,
    )


Words = tuple[str, list[ui.Item[Any]]]


def _reminder(letter: Letter) -> Words:
    event, now = _event(letter), _now(letter)
    if now >= event.starts_at:
        minutes = max(1, int((now - event.starts_at).total_seconds()) // 60)
        lines = [count(letter.language, "letter.started", minutes, title=_title(event))]
    else:
        lines = [_say(letter, "letter.reminder")]
    return "\n".join([*lines, *_how_to_come(letter)]), _coming(letter)


def _own_reminder(letter: Letter) -> Words:
    about = "letter.about_started" if _now(letter) >= _event(letter).starts_at else "letter.about"
    ours = "\n".join([_say(letter, about), *_how_to_come(letter)])
    room = _LAYOUT - len(ours) - _MENTION * len(letter.mention_user_ids)
    text = rich(letter.reminder.text, min(_OWN_TEXT, room)) if letter.reminder else ""
    return f"{text}\n{ours}", _coming(letter)


def _how_to_come(letter: Letter) -> list[str]:
    event = _event(letter)
    lines = []
    if event.place and event.mode is not Mode.ONLINE:
        lines.append(say(letter.language, "rsvp.place", place=plain(event.place, 200)))
    if event.join_link and event.status in (Status.PUBLISHED, Status.LIVE):
        opens = event.starts_at - timedelta(minutes=event.link_opens_minutes)
        key = "letter.join_now" if _now(letter) >= opens else "letter.join_later"
        lines.append(say(letter.language, key, at=stamp(opens, "t")))
    lines += in_channel(letter.language, event)
    lines += told_that_noted(letter.language, event, noted=letter.noted)
    return lines


def _coming(letter: Letter) -> list[ui.Item[Any]]:
    event = _event(letter)
    verbs = ["link"] if event.join_link and event.status in (Status.PUBLISHED, Status.LIVE) else []
    return [_button(letter, verb) for verb in (*verbs, "details")]


def _moved(letter: Letter) -> Words:
    was = stamp(letter.was) if letter.was else ""
    return _say(letter, "letter.moved", was=was), [
        _button(letter, verb) for verb in ("declined", "details", "calendar")
    ]


def _cancelled(letter: Letter) -> Words:
    reason = plain(_event(letter).cancel_reason, 300)
    text = _say(letter, "letter.cancelled")
    return (f"{text}\n{say(letter.language, 'card.reason', reason=reason)}" if reason else text), []


def _offer(letter: Letter) -> Words:
    until = letter.rsvp.offered_until if letter.rsvp and letter.rsvp.offered_until else _event(letter).starts_at
    values = {"until": stamp(until), "left": stamp(until, "R")}
    if letter.item.route is Route.CHANNEL:  # everybody could press what is there: Details answers each reader alone
        return _say(letter, "letter.offer_there", **values), [_button(letter, "details"), *_way_to_card(letter)]
    take = _button(letter, "going", "rsvp.button.accept", ButtonStyle.primary)
    return _say(letter, "letter.offer", **values), [take, _button(letter, "declined", "rsvp.button.pass")]


def _offer_lapsed(letter: Letter) -> Words:
    if letter.item.route is Route.CHANNEL:
        return _say(letter, "letter.offer_lapsed"), _way_to_card(letter)
    again = "waitlist" if letter.registration is Registration.FULL else "going"
    return _say(letter, "letter.offer_lapsed"), [
        _button(letter, "going", f"card.button.{again}"),
        _button(letter, "details"),
    ]


def _promoted(letter: Letter) -> Words:
    if letter.item.route is Route.CHANNEL:
        return _say(letter, "letter.promoted"), _way_to_card(letter)
    return _say(letter, "letter.promoted"), [_button(letter, verb) for verb in ("declined", "calendar")]


def _announcement(letter: Letter) -> Words:
    return rich(letter.announcement.text if letter.announcement else "", _CONTENT), []


def _welcome(letter: Letter) -> Words:
    return say(letter.language, "welcome.text"), []


_WRITERS: dict[Saying, Callable[[Letter], Words]] = {
    Saying.REMINDER: _reminder,
    Saying.OWN_REMINDER: _own_reminder,
    Saying.MOVED: _moved,
    Saying.CANCELLED: _cancelled,
    Saying.OFFER: _offer,
    Saying.OFFER_LAPSED: _offer_lapsed,
    Saying.PROMOTED: _promoted,
    Saying.ANNOUNCEMENT: _announcement,
    Saying.WELCOME: _welcome,
    Saying.FEEDBACK: feedback,
    Saying.FEEDBACK_NUDGE: feedback_nudge,
    Saying.YOU_SAID: you_said,
    Saying.RECORDING: recording,
    Saying.MISSED_RECORDING: missed_recording,
    Saying.CHASE: chase,
    Saying.DEAD_LINK: dead_link,
    Saying.PULSE: pulse,
    Saying.TOPIC_PLANNED: topic_planned,
    Saying.TOPIC_DECLINED: topic_declined,
}


def _event(letter: Letter) -> Event:
    if letter.event is None:
        raise ValueError(f"{letter.item.key} speaks of no event")
    return letter.event


def _now(letter: Letter) -> datetime:
    return letter.item.due_at + letter.late_by


def _title(event: Event) -> str:
    return plain(event.title, 100)


def _say(letter: Letter, key: str, **values: object) -> str:
    event = _event(letter)
    moment = {"at": stamp(event.starts_at), "relative": stamp(event.starts_at, "R")}
    return say(letter.language, key, title=_title(event), **moment, **values)


def _button(letter: Letter, verb: str, label: str = "", style: ButtonStyle = ButtonStyle.secondary) -> Control:
    """In a direct message Discord names no server, so the button does."""
    arg: int | str = letter.community.id if letter.item.route is Route.DIRECT else ""
    return button(
        say(letter.language, label or f"card.button.{verb}"),
        custom_id("event", _event(letter).id, verb, arg),
        style=style,
    )


def _way_to_card(letter: Letter) -> list[ui.Item[Any]]:
    card = letter.card
    if card is None or card.message_id is None:
        return []
    url = f"https://discord.com/channels/{letter.community.id}/{card.channel_id}/{card.message_id}"
    return [ui.Button(label=say(letter.language, "letter.open_card"), url=url)]
