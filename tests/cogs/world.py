"""A small Discord server with people in it, and the bot under test: what the tests of cogs act in.

SimCord is an in-memory Discord under the real discord.py; it does not run the HTTP client, the rate limiter or the
gateway, and its people all speak en-US, so `speaks` puts another locale into their interactions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor, ResponseMessage, RoleHandle

from bot.client import Client
from bot.clock import MovableClock
from bot.domain.events import Event
from bot.domain.kinds import Kind, Kinds
from bot.domain.people import Actor, Community, DmPolicy
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import communities, events, rsvps
from bot.worker.wake import Worker
from cogs._bot import NacreBot
from cogs._card import event_card
from cogs._messenger import DiscordMessenger
from tests.cogs import role_counts

role_counts.teach()
MANAGE_EVENTS = discord.Permissions(manage_events=True)
KINDS = Kinds({key: Kind(key) for key in ("webinar", "workshop", "mentor_meeting", "club_session")})


class Counted:
    """A meter that remembers, instead of Prometheus."""

    def __init__(self) -> None:
        self.interactions: list[tuple[str, str]] = []
        self.refusals: list[str] = []
        self.errors = 0

    def interaction(self, command: str, seconds: float, outcome: str) -> None:
        assert seconds >= 0
        self.interactions.append((command, outcome))

    def refused(self, key: str) -> None:
        self.refusals.append(key)

    def error(self) -> None:
        self.errors += 1


class World:
    """One server: an announcement channel and a general one, three roles, and people with them."""

    def __init__(self, env: Env, client: Client, clock: MovableClock, extensions: Sequence[str] | None = None) -> None:
        self.env, self.client, self.clock, self.extensions = env, client, clock, extensions
        self.locales: dict[int, str] = {}
        self._looked_at = 0
        self.guild: GuildHandle = env.create_guild("Pearls")
        self.organisers: RoleHandle = self.guild.create_role("Organisers", permissions=MANAGE_EVENTS)
        self.mentors: RoleHandle = self.guild.create_role("Mentors")
        self.cohort: RoleHandle = self.guild.create_role("Cohort 2026")
        self.announcements: ChannelHandle = self.guild.create_text_channel("announcements")
        self.general: ChannelHandle = self.guild.create_text_channel("general")
        me = self.bot.user
        assert me is not None
        self.closed: ChannelHandle = self.guild.create_text_channel(
            "cohort",
            overwrites={
                self.guild.default_role: discord.PermissionOverwrite(view_channel=False),
                self.cohort: discord.PermissionOverwrite(view_channel=True),
                self.organisers: discord.PermissionOverwrite(view_channel=True),
                me: discord.PermissionOverwrite(view_channel=True, send_messages=True),
            },
        )
        manager = self.guild.create_role("Administrators", permissions=discord.Permissions(manage_guild=True))
        self.administrator = self.person("administrator", manager)
        self.organiser = self.person("organiser", self.organisers)
        self.mentor = self.person("mentor", self.mentors)
        self.participant = self.person("participant")
        self.other = self.person("other")
        self.towner = self.person("towner", self.cohort)  # a member of the cohort
        self._put_locales_into_interactions()

    @property
    def bot(self) -> NacreBot:
        bot = self.env.bot
        assert isinstance(bot, NacreBot)
        return bot

    @property
    def counted(self) -> Counted:
        meter = self.bot.metrics
        assert isinstance(meter, Counted)
        return meter

    # --- people

    def person(self, name: str, *roles: RoleHandle) -> MemberActor:
        return self.guild.add_member(self.env.create_user(name), roles=list(roles))

    def speaks(self, person: MemberActor, locale: str) -> None:
        """From now on this person's Discord is in another language, e.g. "pl"."""
        self.locales[person.id] = locale

    def actor(self, person: MemberActor) -> Actor:
        """The person as a use case sees them, for arranging a test without Discord."""
        member = self.env.backend.get_guild(self.guild.id).members[person.id]
        return Actor(
            community_id=self.guild.id,
            user_id=person.id,
            role_ids=frozenset(member.role_ids),
            administrator=person is self.administrator,
        )

    # --- arranging

    async def set_up(self, **settings: Any) -> Community:
        """What an administrator would choose in /setup."""
        chosen: dict[str, Any] = {
            "language": "en",
            "zone": "Europe/Warsaw",
            "announce_channel_id": self.announcements.id,
            "organiser_role_ids": [self.organisers.id],
            "mentor_role_ids": [self.mentors.id],
            "dm_policy": DmPolicy.OPT_IN,
            **settings,
        }
        return await self.client.do(communities.set_up, self.actor(self.administrator), **chosen)

    async def announce(
        self,
        title: str = "Storytelling for towns",
        *,
        kind: str = "webinar",
        starts_in: timedelta = timedelta(days=7),
        channel: ChannelHandle | None = None,
        **details: Any,
    ) -> Event:
        """A published event, 90 minutes long, with its card in the announcement channel (or another)."""
        event = await self.draft(title, kind=kind, starts_in=starts_in, **details)
        where = channel or self.announcements
        event = await self.client.do(
            events.publish,
            self.actor(self.organiser),
            event.id,
            channel_id=where.id,
            channel_open_to_all=where is not self.closed,
        )
        await self.run_due()
        return event

    async def post(self, event: Event, channel: ChannelHandle, language: str = "en") -> None:
        """Put an event's card into a channel without the worker, for tests of what its buttons do."""
        view = await self.client.ask(events.show, self.actor(self.organiser), event.id)
        target = self.bot.get_partial_messageable(channel.id)
        await target.send(view=event_card(view, language, KINDS))

    async def draft(
        self, title: str, *, kind: str = "webinar", starts_in: timedelta = timedelta(days=7), **details: Any
    ) -> Event:
        starts_at = self.clock.now() + starts_in
        given: dict[str, Any] = {"join_link": "https://meet.example.org/room", **details}
        return await self.client.do(
            events.create,
            self.actor(self.organiser),
            KINDS.get(kind),
            title,
            starts_at,
            starts_at + timedelta(minutes=90),
            "Europe/Warsaw",
            **given,
        )

    async def answer(self, person: MemberActor, event: Event, choice: Choice) -> None:
        """Answer an event without clicking, to fill it."""
        await self.client.do(rsvps.respond, self.actor(person), event.id, choice)

    def card(self, channel: ChannelHandle | None = None) -> discord.Message:
        """The last announcement in a channel, as it stands now."""
        return [message for message in self.posted(channel) if message.components][-1]

    def _put_locales_into_interactions(self) -> None:
        emit = self.env.backend.emit

        def speaking(event: str, payload: Any, *args: Any, **kwargs: Any) -> Any:
            if event == "INTERACTION_CREATE":
                user = payload.get("user") or payload["member"]["user"]
                payload["locale"] = self.locales.get(int(user["id"]), "en-US")
            return emit(event, payload, *args, **kwargs)

        self.env.backend.emit = speaking  # type: ignore[method-assign]

    # --- doing

    async def slash(
        self, person: MemberActor, command: str, *, channel: ChannelHandle | None = None, **options: Any
    ) -> InteractionResult:
        """Run a slash command as a person, by default in #general."""
        return await person.slash(channel or self.general, command, **options)

    async def click(self, person: Any, message: Any, label: str) -> InteractionResult:
        """Click a button by its label. `message` may be what another click answered."""
        result: InteractionResult = await person.click(_message(message), label=label)
        return result

    async def press(self, person: Any, message: Any, custom_id: str) -> InteractionResult:
        """Click a button by its custom id."""
        result: InteractionResult = await person.click(_message(message), custom_id=custom_id)
        return result

    async def fill(self, person: MemberActor, shown: InteractionResult, **values: Any) -> InteractionResult:
        """Fill the form that an interaction opened and send it. What was pre-filled stays unless given; chosen people,
        roles and channels have to be given again, as SimCord takes their handles."""
        parts = [part for part in parts_of(shown) if part.get("custom_id")]
        texts = {part["custom_id"]: part["value"] for part in parts if part.get("value")}
        menus = {part["custom_id"]: _defaults(part) for part in parts if part.get("type") == 3}
        prefilled = {**texts, **{name: chosen for name, chosen in menus.items() if chosen}}
        return await person.submit_modal(shown, {**prefilled, **values})

    async def run_due(self) -> None:
        """Let the worker do everything that is due now."""
        if self.bot.worker is None:
            self.bot.worker = Worker(self.client, DiscordMessenger(self.bot))
        await self.bot.worker.run_due()

    async def soon(self) -> None:
        """Ten seconds later: cards are brought up to date in at most five, so that a burst costs one edit."""
        self.clock.advance(seconds=10)
        await self.run_due()

    async def restart(self) -> None:
        """The process ends and another one starts over the same database; Discord stays as it is."""
        await self.env.restart_bot(new_bot(self.client, self.extensions))

    # --- seeing

    def posted(self, channel: ChannelHandle | None = None) -> list[discord.Message]:
        """What stands in a channel (by default the announcements) for everybody to read."""
        return [message for message in (channel or self.announcements).history() if not message.flags.ephemeral]

    def letters(self, person: MemberActor) -> list[discord.Message]:
        """The direct messages a person got."""
        channel_id = self.env.backend.dm_channels.get(person.id)
        return [] if channel_id is None else person.user.dm_channel.history()

    def pings(self) -> list[tuple[str, Any]]:
        """Every allowed mention of every message sent so far: (path, allowed_mentions) where it allows anything."""
        sent = [(call.path, (call.json or {})) for call in self.env.http_requests if isinstance(call.json, dict)]
        bodies = [(path, body.get("data") or body) for path, body in sent]
        return [
            (path, body["allowed_mentions"])
            for path, body in bodies
            if isinstance(body.get("allowed_mentions"), dict) and any(body["allowed_mentions"].values())
        ]

    def unexpected(self) -> list[BaseException]:
        """What the bot raised since somebody last looked, but for refusals, which are answers."""
        errors = self.env.errors
        fresh, self._looked_at = errors[self._looked_at :], len(errors)
        return [error for error in fresh if not _is_refusal(error)]


def _is_refusal(error: BaseException) -> bool:
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    return isinstance(cause, Refused | app_commands.TransformerError | app_commands.CheckFailure)


def new_bot(client: Client, extensions: Sequence[str] | None = None) -> NacreBot:
    return NacreBot(client, KINDS, Counted(), shard_count=1, extensions=extensions)


def _message(found: Any) -> Any:
    return seen(found) if isinstance(found, InteractionResult) else found


def seen(result: InteractionResult) -> ResponseMessage:
    """The message a person saw in answer to what they did; fails the test when there was none."""
    message = result.followups[-1] if result.followups else result.response
    assert message is not None, "the bot showed nothing"
    return message


def text_of(found: Any) -> str:
    """All words of a message or answer, in reading order: content, then the texts of its components."""
    if isinstance(found, InteractionResult):
        found = seen(found)
    raw = found._message.components if isinstance(found, ResponseMessage) else found.components
    return "\n".join([part for part in (found.content, *_texts(_raw(raw))) if part])


def labels_of(found: Any) -> list[str]:
    """The buttons of a message or answer, by label, in order."""
    return [part["label"] for part in parts_of(found) if part.get("type") == 2]


def ids_of(found: Any) -> list[str]:
    """The custom ids in a message or answer, in order."""
    return [part["custom_id"] for part in parts_of(found) if part.get("custom_id")]


def parts_of(found: Any) -> list[Mapping[str, Any]]:
    """Every component of a message, answer or opened form, nested ones included, as Discord got it."""
    if isinstance(found, InteractionResult):
        found = found.modal["components"] if found.modal is not None else seen(found)
    raw = found if isinstance(found, list) else _raw(found.components)
    return list(_walk(raw))


def filled_in(shown: InteractionResult) -> dict[str, str]:
    """What stands in the fields of an opened form."""
    assert shown.modal is not None, "no form was opened"
    return {
        part["custom_id"]: part.get("value") or ",".join(_defaults(part))
        for part in _walk(shown.modal["components"])
        if part.get("custom_id")
    }


def _defaults(part: Mapping[str, Any]) -> list[str]:
    chosen = [option["value"] for option in part.get("options") or () if option.get("default")]
    return chosen + [str(each["id"]) for each in part.get("default_values") or ()]


def _raw(components: Any) -> list[dict[str, Any]]:
    return [each if isinstance(each, dict) else each.to_dict() for each in components]


def _walk(components: Any) -> Iterator[dict[str, Any]]:
    for component in components or ():
        yield component
        yield from _walk(component.get("components"))
        for single in ("component", "accessory"):
            if component.get(single):
                yield from _walk([component[single]])


def _texts(components: list[dict[str, Any]]) -> Iterator[str]:
    return (part["content"] for part in _walk(components) if part.get("type") == 10)


__all__ = [
    "Counted",
    "World",
    "filled_in",
    "ids_of",
    "labels_of",
    "new_bot",
    "parts_of",
    "seen",
    "text_of",
]
