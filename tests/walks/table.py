"""One row, or more, for everything people can do: who may, and how it is done so that it works.

`everything` of surface.py has to be in here, and nothing else: a new command, button, menu or form without a row fails
every walk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Any

from simcord import ChannelHandle, GuildHandle, MemberActor, RoleHandle

from bot import files
from bot.domain.events import Audience, Status
from bot.domain.imports import Certainty, Draft
from bot.domain.materials import MaterialKind
from bot.domain.participants import Format
from bot.domain.people import Actor, DmPolicy
from bot.domain.reminders import Target
from bot.domain.rsvps import Choice
from bot.services import (
    announcements,
    attendance,
    certificates,
    communities,
    events,
    forms,
    imports,
    materials,
    polls,
    pulses,
    reminders,
    rsvps,
    topics,
)
from bot.services.feedback import asking
from bot.store import events as event_store
from bot.store import feedback as feedback_store
from bot.store.database import Connection
from cogs._event_move import Wanted, packed
from cogs._event_typed import essentials
from cogs._items import custom_id
from tests.cogs.world import KINDS, MANAGE_EVENTS, World
from tests.walks.surface import Control, Heard, Walker, form_named


class May(StrEnum):
    EVERYBODY = "everybody"
    MENTORS = "mentors"  # and organisers
    ORGANISERS = "organisers"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True)
class Scene:
    """What the rows point at: events in every state, and their ids."""

    world: World
    channel: ChannelHandle
    role: RoleHandle
    guild: int
    soon: int  # starts in ten minutes: the join link is open; the cast holds seats
    week: int  # starts in a week
    shut: int  # registration is closed
    draft: int
    away: int  # a draft put away
    restricted: int  # for the cohort only
    hidden: int  # a draft for the cohort only
    over: int  # ended an hour ago
    material: int  # of the event in a week, with a file
    removed: int  # a material that can be brought back
    reminder: int
    announcement: int
    token: int  # of an event being created
    moved: str  # a move that waits for its confirmation
    person: MemberActor  # somebody to note as present
    room: ChannelHandle  # a voice channel; `soon` is held there
    code: str  # with which people check in to `soon`
    topic: int  # suggested by the administrator
    topics: Mapping[int, int]  # everybody's own topic
    poll: int  # the mentor's, posted
    pulse: int
    asked: int  # a round of it
    survey: int  # of `over`, which everybody may answer
    heard: int  # a closed one, with results
    done: int  # the event it was about
    brought: int  # a participant list of `over` under review
    name: int  # in doubt there
    clear: int  # another list of `over`, without a doubt
    certificate: str  # the code of the participant's, of `over`

    @property
    def ids(self) -> tuple[int, ...]:
        return self.soon, self.week, self.shut, self.draft, self.away, self.restricted, self.hidden


Given = Callable[[Scene], Mapping[str, Any]]
_number = count(10**15)


def _nothing(scene: Scene) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Command:
    may: May
    options: Given = _nothing
    about: str = ""  # which option, or id, names an event: those rows are walked with events people may not see

    async def do(self, walker: Walker, person: Any, name: str, scene: Scene, channel: ChannelHandle) -> Heard:
        return await walker.command(person, name[1:], self.options(scene), channel)


@dataclass(frozen=True)
class Press:
    may: May
    id: Callable[[Scene], int]
    arg: Callable[[Scene], object] = lambda scene: ""
    values: Callable[[Scene], Sequence[object]] = lambda scene: ()
    control: Control = Control.BUTTON

    def custom_id(self, name: str, scene: Scene) -> str:
        noun, _, verb = name.partition(":")
        return custom_id(noun, self.id(scene), verb, str(self.arg(scene)))

    def chosen(self, scene: Scene) -> list[str]:
        return [str(value) for value in self.values(scene)]

    async def do(self, walker: Walker, person: Any, name: str, scene: Scene, channel: ChannelHandle) -> Heard:
        return await walker.click(person, self.custom_id(name, scene), channel, self.chosen(scene), self.control)


@dataclass(frozen=True)
class OwnPress(Press):
    """On something of one's own: everybody has one, a stranger tries the administrator's."""

    async def do(self, walker: Walker, person: Any, name: str, scene: Scene, channel: ChannelHandle) -> Heard:
        own = replace(self, id=lambda it: it.topics.get(person.id, it.topic))
        return await walker.click(person, own.custom_id(name, scene), channel, self.chosen(scene), self.control)


@dataclass(frozen=True)
class Fill:
    may: May
    id: Callable[[Scene], int]
    values: Given
    arg: Callable[[Scene], object] = lambda scene: ""

    def custom_id(self, name: str, scene: Scene) -> str:
        noun, _, verb = name.removeprefix("form ").partition(":")
        return custom_id(noun, self.id(scene), verb, str(self.arg(scene)))

    async def do(self, walker: Walker, person: Any, name: str, scene: Scene, channel: ChannelHandle) -> Heard:
        form = form_named(walker.world, name.removeprefix("form "))
        values = {key: str(value) for key, value in self.values(scene).items()}
        return await walker.submit(person, self.custom_id(name, scene), form, values, channel)


@dataclass(frozen=True)
class OwnFill(Fill):
    async def do(self, walker: Walker, person: Any, name: str, scene: Scene, channel: ChannelHandle) -> Heard:
        own = Fill(self.may, lambda it: it.topics.get(person.id, it.topic), self.values)
        return await own.do(walker, person, name, scene, channel)


Row = Command | Press | Fill
E_, M_, O_, A_ = May.EVERYBODY, May.MENTORS, May.ORGANISERS, May.ADMINISTRATORS


def _event(which: str, **more: Any) -> Given:
    return lambda scene: {"event": str(getattr(scene, which)), **more}


def _topic(**more: Any) -> Given:
    return lambda scene: {"topic": f"#{scene.topic}", **more}


def _commands() -> dict[str, tuple[Row, ...]]:
    time = {"when": "2026-12-03 14:00"}
    return {
        "/announcement add": (
            Command(O_, lambda it: {"channel": it.channel, **time, "text": "Hello"}),
            Command(O_, lambda it: {"channel": it.channel, **time}),
        ),
        "/announcement list": (Command(O_),),
        "/announcement remove": (Command(O_, lambda it: {"announcement": str(it.announcement)}),),
        "/archive export": (Command(O_),),
        "/archive latest": (Command(E_),),
        "/archive search": (
            Command(E_, lambda it: {"text": "slides"}),
            Command(E_, lambda it: {"kind": "webinar", "material": "document", "year": 2026}),
            Command(E_, lambda it: {"topic": "stories", "language": "en"}),
        ),
        "/archive show": (Command(E_, lambda it: {"item": f"#{it.material}"}),),
        "/attendance announce": (
            Command(O_, _event("week")),
            Command(O_, lambda it: {**_event("week")(it), "noted": False}),
        ),
        "/attendance channel": (
            Command(O_, lambda it: {**_event("week")(it), "channel": it.room}),
            Command(O_, _event("week")),
        ),
        "/attendance code": (
            Command(O_, _event("soon")),
            Command(O_, _event("soon", closes="2026-11-02 15:00")),
        ),
        "/attendance import": (
            Command(O_, lambda it: {**_event("over")(it), "file": ("list.csv", b"Name\nOla Nowak\n")}),
            Command(O_, _event("over")),
        ),
        "/attendance note": (
            Command(O_, lambda it: {**_event("soon")(it), "person": it.person}),
            Command(O_, lambda it: {**_event("soon")(it), "person": it.person, "there": False}),
        ),
        "/certificate get": (Command(E_, _event("over")),),
        "/certificate verify": (Command(E_, lambda it: {"code": it.certificate}),),
        "/checkin": (Command(E_, lambda it: {"code": it.code}),),
        "/doctor": (Command(O_),),
        "/event cancel": (Command(O_, _event("week", reason="Ill")),),
        "/event close": (Command(O_, _event("week")),),
        "/event create": (Command(O_, lambda it: {"kind": "webinar", "title": "New", **time}),),
        "/event duplicate": (Command(O_, _event("week", **time)),),
        "/event edit": (Command(O_, _event("week")), Command(O_, _event("draft"))),
        "/event list": (Command(O_), Command(O_, lambda it: {"status": "draft"})),
        "/event move": (Command(O_, _event("week", **time)),),
        "/event plan": (Command(O_, _event("week")),),
        "/event publish": (Command(O_, _event("draft")),),
        "/event reopen": (Command(O_, _event("shut")),),
        "/event repost": (
            Command(O_, _event("week")),
            Command(O_, lambda it: {**_event("week")(it), "channel": it.channel}),
        ),
        "/event roster": (Command(O_, _event("week")),),
        "/event show": (Command(E_, _event("week")),),
        "/events": (Command(E_), Command(E_, lambda it: {"kind": "webinar"})),
        "/feedback ask": tuple(Command(O_, _event("week", how=how)) for how in ("named", "none")),
        "/feedback form": (Command(O_, lambda it: {"kind": "workshop"}),),
        "/feedback give": (Command(E_, _event("over")),),
        "/feedback results": (Command(O_, _event("done")), Command(O_, _event("over"))),
        "/feedback trend": (Command(O_, lambda it: {"kind": "webinar"}),),
        "/log": (Command(O_),),
        "/material add": (
            Command(O_, _event("week", kind="tool", link="https://example.org/tool", tags="stories")),
            Command(O_, _event("week", kind="takeaways")),
            Command(O_, lambda it: {"kind": "tool", "link": "https://example.org/other"}),
            Command(O_, lambda it: {**_event("week", kind="slides")(it), "file": ("slides.pdf", b"%PDF-1.7")}),
        ),
        "/material edit": (
            Command(O_, lambda it: {"material": f"#{it.material}"}),
            Command(O_, lambda it: {"material": f"#{it.material}", "file": ("new.pdf", b"%PDF-1.7 new")}),
        ),
        "/material list": (Command(E_, _event("week")),),
        "/material remove": (Command(O_, lambda it: {"material": f"#{it.material}"}),),
        "/my data erase": (Command(E_),),
        "/my data export": (Command(E_),),
        "/my events": (Command(E_),),
        "/my reminders": (Command(E_),),
        "/poll ask": (
            Command(M_, lambda it: {"question": "Again?", "answers": "Yes; No"}),
            Command(M_, lambda it: {"question": "Again?"}),
            Command(M_, _event("week", question="Again?", answers="Yes; No")),
        ),
        "/poll results": (Command(M_), Command(M_, lambda it: {"poll": str(it.poll)})),
        "/privacy": (Command(E_),),
        "/pulse create": (Command(O_, lambda it: {"title": "How is it?", "channel": it.channel, **time}),),
        "/pulse form": (Command(O_),),
        "/pulse list": (Command(O_),),
        "/pulse results": (Command(O_, lambda it: {"pulse": str(it.pulse)}),),
        "/pulse trend": (Command(O_, lambda it: {"pulse": str(it.pulse)}),),
        "/pulse remove": (Command(O_, lambda it: {"pulse": str(it.pulse)}),),
        "/recording add": (
            Command(O_, _event("over", link="https://example.org/video")),
            Command(
                O_,
                lambda it: {
                    **_event("over", link="https://example.org/video")(it),
                    "transcript": ("talk.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHello"),
                },
            ),
        ),
        "/recording expect": (Command(O_, _event("over")),),
        "/recording none": (Command(O_, _event("over")),),
        "/reminder add": (
            Command(O_, _event("week", before="2 hours", text="Bring a pen")),
            Command(O_, _event("week", before="2 hours")),
        ),
        "/reminder list": (Command(O_, _event("week")),),
        "/reminder remove": (Command(O_, lambda it: {"reminder": str(it.reminder)}),),
        "/report": (
            Command(O_),
            Command(O_, lambda it: {"period": "last_quarter", "kind": "webinar", "roles": f"<@&{it.role.id}>"}),
        ),
        "/settings": (Command(A_),),
        "/setup": (Command(A_),),
        "/topic decline": (Command(O_, _topic(reason="We had it")),),
        "/topic list": (Command(E_), Command(E_, lambda it: {"status": "declined"})),
        "/topic merge": (Command(O_, lambda it: {**_topic()(it), "into": f"#{max(it.topics.values())}"}),),
        "/topic plan": (Command(O_, _topic(kind="webinar", **time)),),
        "/topic show": (Command(E_, _topic()),),
        "/topic suggest": (
            Command(E_, lambda it: {"title": "Quite another thing", "description": "More"}),
            Command(E_, lambda it: {"title": "Wish 0 again"}),
            Command(E_, lambda it: {"title": f"#{it.topic}"}),
        ),
    }


def _id(which: str) -> Callable[[Scene], int]:
    return lambda scene: int(getattr(scene, which))


def _const(*values: object) -> Callable[[Scene], Sequence[object]]:
    return lambda scene: values


def _menus_of_a_server(noun: str) -> dict[str, tuple[Row, ...]]:
    server = _id("guild")
    return {
        f"{noun}:channel": (Press(A_, server, values=lambda it: (it.channel.id,), control=Control.CHANNEL),),
        f"{noun}:organisers": (
            Press(A_, server, values=lambda it: (it.role.id,), control=Control.ROLES),
            Press(A_, server, control=Control.ROLES),
        ),
        f"{noun}:mentors": (Press(A_, server, values=lambda it: (it.role.id,), control=Control.ROLES),),
        f"{noun}:language": (Press(A_, server, values=_const("pl"), control=Control.MENU),),
        f"{noun}:messages": (Press(A_, server, values=_const("never"), control=Control.MENU),),
        f"{noun}:zone": (
            Press(A_, server, values=_const("Europe/Riga"), control=Control.MENU),
            Press(A_, server, values=_const("another"), control=Control.MENU),
        ),
    }


def _questions() -> dict[str, tuple[Row, ...]]:
    """The panel of a form that nobody changed yet."""

    def press(arg: str, *values: str) -> Press:
        control = Control.MENU if values else Control.BUTTON
        return Press(O_, lambda it: 0, lambda it: arg, lambda it: values, control)

    return {
        "questions:add": (press("workshop", "text"), press("workshop", "choice")),
        "questions:down": (press("workshop.rating"),),
        "questions:language": (press("workshop.better", "pl"), press("workshop.apply", "pl")),
        "questions:pick": (press("workshop", "apply"),),
        "questions:preview": (press("workshop"),),
        "questions:remove": (press("workshop.better"),),
        "questions:reset": (press("workshop"),),
        "questions:show": (press("workshop"),),
        "questions:try_rate": (press("workshop.4"),),
        "questions:try_rest": (press("workshop"),),
        "questions:up": (press("workshop.better"),),
    }


def _import() -> dict[str, tuple[Row, ...]]:
    """A participant list under review, with a name in doubt."""
    brought, asked = _id("brought"), _id("name")
    return {
        "import:discard": (Press(O_, brought),),
        "import:nobody": (Press(O_, brought, asked),),
        "import:note": (Press(O_, _id("clear")),),
        "import:open": (Press(O_, brought),),
        "import:page": (Press(O_, lambda it: 0, brought),),
        "import:pick": (Press(O_, brought, asked, lambda it: (it.world.other.id,), Control.USERS),),
        "import:rest": (Press(O_, brought),),
        "import:row": (Press(O_, brought, lambda it: 0), Press(O_, brought, asked)),
        "import:yes": (Press(O_, brought, lambda it: f"{it.name}.{it.world.other.id}"),),
    }


def _results() -> dict[str, tuple[Row, ...]]:
    """Below results that may be shown."""
    heard = _id("heard")
    return {
        "results:csv": (Press(O_, heard),),
        "results:publish": (Press(O_, heard), Press(O_, heard, lambda it: "0.1")),
        "results:quote": (Press(O_, heard, values=_const(0, 1), control=Control.MENU),),
        "results:share": (Press(O_, heard),),
        "results:texts": (Press(O_, heard),),
        "results:turn": (Press(O_, lambda it: 0, heard),),
        "results:xlsx": (Press(O_, heard),),
        **{
            f"trend:{verb}": (Press(O_, lambda it: 0, lambda it: "webinar"), Press(O_, _id("pulse")))
            for verb in ("csv", "show", "xlsx")
        },
    }


def _presses() -> dict[str, tuple[Row, ...]]:
    first, server = (lambda it: 0), _id("guild")
    parts = ("text", "place", "seats", "audience", "people", "times")
    return {
        "announcement:page": (Press(O_, first),),
        "archive:event": (Press(E_, _id("week")),),
        "archive:find": (Press(E_, _id("week")),),
        "archive:open": (Press(E_, first, values=lambda it: (it.material,), control=Control.MENU),),
        "archive:page": (Press(E_, first), Press(E_, first, lambda it: "c2xpZGVz")),  # "slides"
        "archive:show": (Press(E_, _id("material")),),
        "archive:within": (Press(E_, _id("week"), lambda it: "0.c2xpZGVz"),),  # "slides"
        "attendance:back": (Press(O_, _id("soon")),),
        "attendance:close_code": (Press(O_, _id("soon")),),
        "attendance:code": (Press(O_, _id("soon")),),
        "attendance:gone": (Press(O_, _id("soon"), values=lambda it: (it.world.other.id,), control=Control.USERS),),
        "attendance:hand": (Press(O_, _id("soon")),),
        "attendance:new_code": (Press(O_, _id("soon")),),
        "attendance:no_channel": (Press(O_, _id("soon")),),
        "attendance:there": (Press(O_, _id("soon"), values=lambda it: (it.world.other.id,), control=Control.USERS),),
        "cancel:ask": (Press(O_, _id("week")),),
        "cancel:keep": (Press(O_, _id("week")),),
        "create:form": (Press(O_, _id("token")),),
        "dm:allow": (Press(E_, server),),
        "dm:stop": (Press(E_, server),),
        "doctor:again": (Press(O_, server),),
        "draft:discard": (Press(O_, _id("draft")),),
        "draft:kind": (Press(O_, _id("draft"), values=_const("workshop"), control=Control.MENU),),
        "draft:part": tuple(Press(O_, _id("draft"), lambda it, part=part: part) for part in parts),  # type: ignore[misc]
        "draft:parts": (Press(O_, _id("draft")),),
        "draft:preview": (Press(O_, _id("draft")),),
        "draft:publish": (Press(O_, _id("draft")),),
        "draft:restore": (Press(O_, _id("away")),),
        "event:calendar": (Press(E_, _id("soon")),),
        "event:declined": (Press(E_, _id("soon")),),
        "event:details": (Press(E_, _id("soon")),),
        "event:going": (Press(E_, _id("week")),),
        "event:link": (Press(E_, _id("soon")),),
        "event:maybe": (Press(E_, _id("week")),),
        "event:note": (Press(E_, _id("week")),),
        "event:undo": (Press(E_, _id("week")),),
        "event_list:open": (Press(E_, first, values=lambda it: (it.week,), control=Control.MENU),),
        "event_list:page": (Press(O_, first), Press(O_, first, lambda it: "draft")),
        "events:page": (Press(E_, first), Press(E_, first, lambda it: "webinar")),
        "form:back": (Press(E_, server, lambda it: f"event.{it.week}.note"),),
        **_import(),
        "log:page": (Press(O_, first),),
        "material:details": (Press(O_, _id("material")),),
        "material:file": (Press(E_, _id("material")),),
        "material:link": (Press(O_, _id("material")),),
        "material:open": (Press(E_, _id("week"), values=lambda it: (it.material,), control=Control.MENU),),
        "material:remove": (Press(O_, _id("material")),),
        "material:text": (Press(O_, _id("material")),),
        "material:undo": (Press(O_, _id("removed")),),
        "move:confirm": (Press(O_, _id("week"), lambda it: it.moved),),
        "move:keep": (Press(O_, _id("week")),),
        "my:declined": (Press(E_, _id("week"), lambda it: 0),),
        "my:erase": (Press(E_, server),),
        "my:going": (Press(E_, _id("week"), lambda it: 0),),
        "my:keep": (Press(E_, server),),
        "my:language": (Press(E_, server, values=_const("pl"), control=Control.MENU),),
        "my:maybe": (Press(E_, _id("week"), lambda it: 0),),
        "my:messages_off": (Press(E_, server),),
        "my:messages_on": (Press(E_, server),),
        "my:past": (Press(E_, first),),
        "my:page": (Press(E_, first),),
        "my:quiet": (Press(E_, server),),
        "my:quiet_off": (Press(E_, server),),
        "my:times": (Press(E_, server),),
        "my:times_event": (Press(E_, server),),
        "my:zone": (
            Press(E_, server, values=_const("Europe/Riga"), control=Control.MENU),
            Press(E_, server, values=_const("another"), control=Control.MENU),
        ),
        "plan:add": (Press(O_, _id("week")),),
        "poll:end": (Press(M_, _id("poll")),),
        "polls:open": (Press(M_, first, values=lambda it: (it.poll,), control=Control.MENU),),
        "polls:page": (Press(M_, first),),
        "pulse:round": (Press(O_, _id("pulse"), values=lambda it: (it.asked,), control=Control.MENU),),
        "pulse:rounds": (Press(O_, first, arg=lambda it: str(it.pulse)),),
        "pulses:page": (Press(O_, first),),
        "plan:change": (Press(O_, _id("week"), values=_const("skip|remind:1440"), control=Control.MENU),),
        **_questions(),
        "recording:expect": (Press(O_, _id("over")),),
        "recording:give": (Press(O_, _id("over")),),
        "recording:none": (Press(O_, _id("over")),),
        "registration:close": (Press(O_, _id("week")),),
        "registration:reopen": (Press(O_, _id("shut")),),
        **_results(),
        "roster:csv": (Press(O_, _id("week")),),
        "roster:xlsx": (Press(O_, _id("week")),),
        "roster:list": (Press(O_, _id("week"), values=_const("maybe"), control=Control.MENU),),
        "roster:page": (Press(O_, first, lambda it: f"{it.week}.going"),),
        **_menus_of_a_server("settings"),
        "settings:compared": (
            Press(A_, server, values=lambda it: (it.role.id,), control=Control.ROLES),
            Press(A_, server, control=Control.ROLES),
        ),
        **_menus_of_a_server("setup"),
        "setup:check": (Press(A_, server),),
        "setup:recheck": (Press(A_, server),),
        "setup:save": (Press(A_, server),),
        "survey:rate": (Press(E_, _id("survey"), lambda it: 4),),
        "survey:rest": (Press(E_, _id("survey")),),
        "topic:anyway": (Press(E_, _id("token")),),
        "topic:describe": (OwnPress(E_, _id("topic")),),
        "topic:reopen": (Press(O_, _id("topic")),),
        "topic:take_back": (Press(E_, _id("topic"), lambda it: "show"), Press(E_, _id("topic"), lambda it: 0)),
        "topic:vote": (Press(E_, _id("topic"), lambda it: "show"), Press(E_, _id("topic"), lambda it: 0)),
        "topic:withdraw": (OwnPress(E_, _id("topic")),),
        "topics:page": (Press(E_, first), Press(E_, first, lambda it: "planned")),
    }


def _asked(scene: Scene) -> Mapping[str, Any]:
    return {"question": "Again?", "answers": "Yes\nNo", "lasts": "24", "choose": "one"}


def _forms() -> dict[str, tuple[Row, ...]]:
    draft, server = _id("draft"), _id("guild")
    when = {"when": "2026-12-03 14:00", "ends": "15:30", "zone": "Europe/Riga"}
    title = {"title": "New", "summary": "Short", "description": "Long", "speakers": "Ada"}
    return {
        "form announcement:add": (
            Fill(O_, _id("token"), lambda it: {"text": "Hello", **when, "repeat": "weekly", "channel": it.channel.id}),
        ),
        "form archive:find": (Fill(E_, _id("week"), lambda it: {"text": "slides"}),),
        "form cancel:reason": (Fill(O_, _id("week"), lambda it: {"reason": "Ill"}),),
        "form certificate:name": (Fill(E_, _id("over"), lambda it: {"name": "Anna Kowalska"}),),
        "form create:again": (Fill(O_, _id("token"), lambda it: {"title": "New", **when}),),
        "form create:rest": (
            Fill(O_, _id("token"), lambda it: {**title, "where": "Riga https://meet.example.org/x", "seats": "12"}),
        ),
        "form draft:audience": (
            Fill(O_, draft, lambda it: {"audience": "community"}),
            Fill(O_, draft, lambda it: {"audience": "roles", "roles": it.role.id}),
        ),
        "form draft:host": (Fill(O_, draft, lambda it: {"language": "pl"}),),
        "form draft:people": (Fill(O_, draft, lambda it: {"language": "pl", "channel": it.channel.id}),),
        "form draft:place": (
            Fill(O_, draft, lambda it: {"place": "Riga", "link": "https://meet.example.org/x", "mode": "auto"}),
        ),
        "form draft:seats": (Fill(O_, draft, lambda it: {"seats": "12", "closes": "2026-11-08 12:00"}),),
        "form draft:text": (Fill(O_, draft, lambda it: title),),
        "form draft:times": (Fill(O_, draft, lambda it: {**when, "leads": "1 day"}),),
        "form duplicate:again": (Fill(O_, _id("week"), lambda it: when),),
        "form event:note": (Fill(E_, _id("week"), lambda it: {"text": "Vegetarian"}),),
        "form material:add": (
            Fill(O_, _id("week"), lambda it: {"text": "Notes", "tags": "a, b"}, lambda it: "takeaways.en.."),
        ),
        "form material:details": (
            Fill(O_, _id("material"), lambda it: {"link": "https://example.org/x", "audience": "community"}),
        ),
        "form material:link": (Fill(O_, _id("material"), lambda it: {"link": "https://example.org/x"}),),
        "form material:text": (Fill(O_, _id("material"), lambda it: {"title": "New", "text": "Long", "tags": "a"}),),
        "form move:again": (Fill(O_, _id("week"), lambda it: when),),
        "form my:quiet": (Fill(E_, server, lambda it: {"start": "22:00", "end": "7:00"}),),
        "form my:times": (Fill(E_, server, lambda it: {"before": "1 day, 1 hour"}),),
        "form my:zone": (Fill(E_, server, lambda it: {"city": "Europe/Riga"}),),
        "form questions:add": (
            Fill(O_, lambda it: 0, lambda it: {"label": "Why?", "required": "no"}, lambda it: "workshop.text"),
        ),
        "form questions:add_offer": (
            Fill(
                O_,
                lambda it: 0,
                lambda it: {"label": "Which?", "choices": "One\nTwo", "required": "yes"},
                lambda it: "workshop.choices",
            ),
        ),
        "form questions:offer": (
            Fill(
                O_,
                lambda it: 0,
                lambda it: {"label": "Co?", "choices": "A\nB\nC\nD", "required": "no"},
                lambda it: "workshop.apply.pl",
            ),
        ),
        "form questions:try": (Fill(O_, lambda it: 0, lambda it: {}, lambda it: "workshop"),),
        "form questions:word": (
            Fill(O_, lambda it: 0, lambda it: {"label": "Co?", "required": "no"}, lambda it: "workshop.better.pl"),
        ),
        "form recording:give": (Fill(O_, _id("over"), lambda it: {"link": "https://example.org/video"}),),
        "form poll:ask": (Fill(M_, _id("token"), _asked, lambda it: f"0.{it.channel.id}"),),
        "form reminder:add": (
            Fill(O_, _id("week"), lambda it: {"before": "2 hours", "text": "Bring a pen", "to": "going"}),
            Fill(O_, _id("week"), lambda it: {"before": "2 hours", "text": "Pen", "to": "going"}, lambda it: "plan"),
        ),
        "form settings:zone": (Fill(A_, server, lambda it: {"city": "Europe/Riga"}),),
        "form setup:zone": (Fill(A_, server, lambda it: {"city": "Europe/Riga"}),),
        "form survey:rest": (Fill(E_, _id("survey"), lambda it: {}),),
        "form topic:describe": (OwnFill(E_, _id("topic"), lambda it: {"description": "More"}),),
    }


ROWS: dict[str, tuple[Row, ...]] = {**_commands(), **_presses(), **_forms()}


# --- the scene

WEEK = timedelta(days=7)
ZONE = "Europe/Warsaw"


def cast(world: World) -> dict[str, MemberActor]:
    """Everybody of the first server, by what they are."""
    names = ("administrator", "organiser", "mentor", "participant", "other", "towner")
    return {name: getattr(world, name) for name in names}


async def arrange(world: World, **secret: str) -> Scene:
    """A server with events in every state. `secret` are details of the two that are for the cohort only."""
    await world.set_up()
    organiser, do = world.actor(world.organiser), world.client.do
    soon = await world.announce("In ten minutes", starts_in=timedelta(minutes=10))
    week = await world.announce("In a week")
    shut = await world.announce("Shut")
    await do(events.close, organiser, shut.id)
    draft, away = await world.draft("Draft"), await world.draft("Put away")
    await do(events.discard, organiser, away.id)
    title = secret.pop("title", "For the cohort")
    cohort: dict[str, Any] = {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id}), **secret}
    restricted = await world.announce(
        title, starts_in=timedelta(minutes=12), channel=world.closed, channel_id=world.closed.id, **cohort
    )
    hidden = await world.draft(title, **cohort)
    for person in cast(world).values():
        for event in (soon, week):
            await do(rsvps.respond, world.actor(person), event.id, Choice.GOING)
    room = world.guild.create_voice_channel("Room")
    await world.env.settle()
    await do(attendance.set_channel, organiser, soon.id, room.id)
    _, code = await do(attendance.open_code, organiser, soon.id)
    await do(attendance.mark, organiser, soon.id, [person.id for person in cast(world).values()])
    reminder = await do(reminders.add, organiser, week.id, 120, "Bring a pen", Target.GOING)
    local = world.clock.now().replace(tzinfo=None) + WEEK
    announcement = await do(announcements.schedule, organiser, world.general.id, "Hello", local, ZONE)
    over, done = await _ended(world), await _ended(world)
    material, removed = await add_material(world, week.id), await add_material(world, week.id)
    await do(materials.remove, organiser, removed)
    token = next(_number)
    for person in (world.administrator, world.organiser):
        await _begin(world, world.actor(person), token)
    wished = await _wish(world, token)
    pulse = await do(pulses.create, organiser, world.general.id, "How is it going?", local, ZONE)
    poll = await do(
        polls.ask, world.actor(world.mentor), "Again?", ["Yes", "No"], hours=24, multiple=False,
        channel_id=world.general.id, channel_open_to_all=True,
    )  # fmt: skip
    await world.run_due()
    later = week.starts_at + timedelta(days=1)
    return Scene(
        world=world,
        channel=world.general,
        role=world.mentors,
        guild=world.guild.id,
        soon=soon.id,
        week=week.id,
        shut=shut.id,
        draft=draft.id,
        away=away.id,
        restricted=restricted.id,
        hidden=hidden.id,
        over=over,
        material=material,
        removed=removed,
        reminder=reminder.id,
        announcement=announcement.id,
        token=token,
        moved=packed(Wanted(later, later + timedelta(hours=1), ZONE), week.version),
        person=world.other,
        room=room,
        code=code.shown,
        topic=wished[world.administrator.id],
        topics=wished,
        poll=poll.id,
        pulse=pulse.id,
        asked=await do(_begin_round, world.guild.id, pulse.id),
        survey=await ask_about(world, over),
        done=done,
        heard=await _hear(world, done),
        **await _attended(world, over),
    )


async def _hear(world: World, event_id: int) -> int:
    """Five people said what they thought of it; feedback is closed."""
    survey_id = await ask_about(world, event_id)
    await world.client.do(_answer_and_close, survey_id)
    return survey_id


def _answer_and_close(conn: Connection, now: datetime, survey_id: int) -> None:
    for number in range(5):
        feedback_store.add_answer(conn, survey_id, {"rating": 4, "apply": "1", "better": f"More of it {number}"})
    feedback_store.close_survey(conn, now, survey_id)


async def _ended(world: World) -> int:
    """An event of earlier today."""
    event = await world.announce("Earlier today")
    at = world.clock.now() - timedelta(hours=3)
    await world.client.do(_take_place, event.id, at)
    return event.id


async def _attended(world: World, event_id: int) -> dict[str, Any]:
    """Everybody was there; two lists of them are under review, and one has a certificate."""
    organiser, do = world.actor(world.organiser), world.client.do
    await do(attendance.mark, organiser, event_id, [person.id for person in cast(world).values()])
    doubtful = Draft("O. Nowak", 9, world.other.id, Certainty.DOUBTFUL)
    brought = await do(imports.begin, organiser, event_id, Format.ZOOM, [doubtful])
    clear = await do(imports.begin, organiser, event_id, Format.TEAMS, [Draft("Anna", 5, 1, Certainty.SURE)])
    issued = await do(certificates.issue, world.actor(world.participant), event_id, "Anna Kowalska", "en")
    code = issued.certificate.code
    return {"brought": brought.id, "name": brought.rows[0].id, "clear": clear.id, "certificate": code}


async def ask_about(world: World, event_id: int) -> int:
    """Everybody is asked what they thought of an event."""
    until = world.clock.now() + WEEK
    opened = await world.client.do(
        asking.open_survey, world.guild.id, "webinar", event_id=event_id, named=False, asked=6, closes_at=until
    )
    return opened.id


def _take_place(conn: Connection, now: datetime, event_id: int, at: datetime) -> None:
    found = event_store.get(conn, event_id)
    assert found is not None
    event_store.save(conn, replace(found, starts_at=at, ends_at=at + timedelta(hours=2), status=Status.ENDED))


async def add_material(world: World, event_id: int, title: str = "Slides", **given: Any) -> int:
    """A document, whose file is there."""
    organiser, do = world.actor(world.organiser), world.client.do
    content = f"Notes {next(_number)}".encode()
    file = files.keep(await world.client.ask(materials.folder), "notes.txt", content)
    made = await do(materials.add, organiser, MaterialKind.DOCUMENT, event_id, title=title, file=file, **given)
    return made.id


async def _begin(world: World, actor: Actor, token: int) -> None:
    """They typed the essentials of a new event and have not sent the form for the rest."""
    typed = {"kind": "webinar", "title": "Begun", "when": "2026-12-03 14:00"}
    found = essentials(typed, KINDS, ZONE, world.clock.now())
    await world.client.do(forms.keep, actor, f"create:{token}", {**typed, **found.kept()})


async def _wish(world: World, token: int) -> dict[int, int]:
    """Everybody suggested a topic, and is being asked about another that is like it."""
    wished = {}
    for number, person in enumerate(cast(world).values()):
        actor = world.actor(person)
        done = await world.client.do(topics.suggest, actor, f"Wish {number}", anyway=True)
        assert done.made is not None
        wished[person.id] = done.made.topic.id
        await world.client.do(forms.keep, actor, f"topic:{token}", {"title": f"Wish {number}", "description": ""})
    return wished


def _begin_round(conn: Connection, now: datetime, community_id: int, pulse_id: int) -> int:
    kept: dict[str, Any] = {"named": False, "asked": 0, "closes_at": now + WEEK}
    return asking.open_survey(conn, now, community_id, "pulse", pulse_id=pulse_id, **kept).id


@dataclass(frozen=True)
class Elsewhere:
    """Another server with the bot in it, and somebody who may do everything there and is unknown in the first."""

    guild: GuildHandle
    channel: ChannelHandle
    organisers: RoleHandle
    person: MemberActor
    own: int = field(default=0)


async def elsewhere(world: World) -> Elsewhere:
    guild = world.env.create_guild("Elsewhere")
    organisers = guild.create_role("Organisers", permissions=MANAGE_EVENTS)
    chief = guild.create_role("Chief", permissions=_manage_server())
    channel = guild.create_text_channel("news")
    person = guild.add_member(world.env.create_user("stranger"), roles=[organisers, chief])
    await world.env.settle()
    actor = Actor(guild.id, person.id, frozenset({organisers.id, chief.id}), administrator=True)
    await world.client.do(
        communities.set_up,
        actor,
        language="en",
        zone=ZONE,
        announce_channel_id=channel.id,
        organiser_role_ids=[organisers.id],
        mentor_role_ids=[],
        dm_policy=DmPolicy.OPT_IN,
    )
    return Elsewhere(guild, channel, organisers, person)


def _manage_server() -> Any:
    import discord

    return discord.Permissions(manage_guild=True)
