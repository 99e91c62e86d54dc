"""Topics: anybody suggests what they want to learn about and votes; organisers make events of what is wished for.

`/topic` carries no default permission, as suggesting and voting are for everybody.
"""

from __future__ import annotations

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain import audience
from bot.domain.refused import Refused
from bot.domain.topics import DESCRIPTION, REASON, TITLE, TopicStatus, TopicView
from bot.services import forms, topics
from bot.words import count, say
from cogs import _topics as words
from cogs._actors import Reader, reader_of
from cogs._autocomplete import kind_choices, option, quietly, when_choices, zone_choices
from cogs._bot import Interaction, NacreBot
from cogs._commands import choice, described, options
from cogs._event_create import Creating
from cogs._forms import Field, Form, Kind, Submission, on_form
from cogs._items import Press, on
from cogs._organisers import organiser_of
from cogs._panels import layout, show
from cogs._text import plain, shorten

Typed = app_commands.Range[str, 1, 100]
_STATES = [choice(f"topic.list.{status}", status.value) for status in TopicStatus]
_PICKED = re.compile(r"#(\d{1,9})")

DESCRIBE = Form("topic", "describe", (Field("description", Kind.TEXT, max_length=DESCRIPTION),))


async def _offer_alike(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """What is typed as a new topic, then those like it: picking one of them votes for it."""
    reader = await reader_of(interaction)
    found = await interaction.client.nacre.ask(topics.offer, reader.actor, typed)
    new = [option(say(reader.language, "topic.choice.new", title=shorten(typed, 60)), typed)] if typed.strip() else []
    return [*new, *(_choice(reader, each) for each in found)]


async def _offer_topics(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await reader_of(interaction)
    found = await interaction.client.nacre.ask(topics.offer, reader.actor, typed)
    return [_choice(reader, each) for each in found]


async def _offer_undecided(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await organiser_of(interaction)
    found = await interaction.client.nacre.ask(topics.offer, reader.actor, typed, deciding=True)
    return [_choice(reader, each) for each in found]


def _choice(reader: Reader, seen: TopicView) -> app_commands.Choice[str]:
    topic = seen.topic
    if topic.status is TopicStatus.OPEN:
        state = count(reader.language, "topic.votes", topic.votes)
    else:
        state = say(reader.language, f"topic.state.{topic.status}")
    return option(f"{shorten(topic.title, 97 - len(state))} · {state}", f"#{topic.id}")


def _topic_id(given: str) -> int:
    """The topic an option means; Refused("topic.pick") for text that was not chosen from the list."""
    picked = _PICKED.fullmatch(given.strip())
    if picked is None:
        raise Refused("topic.pick")
    return int(picked[1])


class Topics(commands.Cog):
    topic = app_commands.Group(name="topic", description=described("topic"))

    def __init__(self, creating: Creating) -> None:
        self.creating = creating

    @topic.command(name="suggest", description=described("topic.suggest"))
    @options("topic.suggest", "title", "description")
    @app_commands.autocomplete(title=quietly(_offer_alike))
    async def suggest(
        self,
        interaction: Interaction,
        title: app_commands.Range[str, 1, TITLE],
        description: app_commands.Range[str, 1, DESCRIPTION] | None = None,
    ) -> None:
        """Who picks a topic from the list votes for it; one like another is asked about first."""
        reader = await reader_of(interaction)
        nacre = interaction.client.nacre
        picked = _PICKED.fullmatch(title.strip())
        if picked is not None:
            await _pick(interaction, reader, int(picked[1]))
            return
        typed = {"title": title, "description": description or ""}
        done = await nacre.do(topics.suggest, reader.actor, typed["title"], typed["description"])
        if done.made is not None:
            await _say_made(interaction, reader, done.made)
            return
        await nacre.do(forms.keep, reader.actor, _kept(interaction.id), typed)
        await show(interaction, words.alike(reader, title, done.alike, interaction.id))

    @on("topic", "anyway")
    async def suggest_anyway(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        nacre = interaction.client.nacre
        typed = await nacre.ask(forms.take, reader.actor, _kept(press.id))
        if typed is None:
            raise Refused("topic.form_gone")
        done = await nacre.do(topics.suggest, reader.actor, typed["title"], typed["description"], anyway=True)
        await nacre.do(forms.forget, reader.actor, _kept(press.id))
        if done.made is not None:
            await _say_made(interaction, reader, done.made)

    @topic.command(name="list", description=described("topic.list"))
    @options("topic.list", "status")
    @app_commands.choices(status=_STATES)
    async def list_all(self, interaction: Interaction, status: str | None = None) -> None:
        await _list(interaction, _status(status or ""), 0)

    @on("topics", "page")
    async def turn(self, interaction: Interaction, press: Press) -> None:
        await _list(interaction, _status(press.arg), press.id)

    @topic.command(name="show", description=described("topic.show"))
    @options("topic.show", "topic")
    @app_commands.autocomplete(topic=quietly(_offer_topics))
    async def show_one(self, interaction: Interaction, topic: Typed) -> None:
        reader = await reader_of(interaction)
        found = await interaction.client.nacre.ask(topics.show, reader.actor, _topic_id(topic))
        await _show(interaction, reader, found)

    @on("topic", "vote")
    async def vote(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        found = await interaction.client.nacre.do(topics.vote, reader.actor, press.id)
        await _renew(interaction, reader, found, press.arg)

    @on("topic", "take_back")
    async def take_back(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        found = await interaction.client.nacre.do(topics.take_back, reader.actor, press.id)
        await _renew(interaction, reader, found, press.arg)

    @on("topic", "describe")
    async def open_description(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        found = await interaction.client.nacre.ask(topics.show, reader.actor, press.id)
        if not found.own:
            raise Refused("topic.not_own", title=found.topic.title)
        await DESCRIBE.show(interaction, press.id, values={"description": found.topic.description})

    @on_form(DESCRIBE)
    async def say_more(self, interaction: Interaction, given: Submission) -> None:
        reader = await reader_of(interaction)
        found = await interaction.client.nacre.do(topics.describe, reader.actor, given.id, given["description"])
        await _show(interaction, reader, found)

    @on("topic", "withdraw")
    async def withdraw(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        gone = await interaction.client.nacre.do(topics.withdraw, reader.actor, press.id)
        await show(interaction, layout(say(reader.language, "topic.withdrawn", title=plain(gone.title))))

    @topic.command(name="plan", description=described("topic.plan"))
    @options("topic.plan", "topic", "kind", "when", "ends", "zone", "channel")
    @app_commands.autocomplete(topic=quietly(_offer_undecided), kind=kind_choices, when=when_choices, zone=zone_choices)
    async def plan(
        self,
        interaction: Interaction,
        topic: Typed,
        kind: Typed,
        when: Typed,
        ends: Typed | None = None,
        zone: Typed | None = None,
        channel: discord.TextChannel | None = None,
    ) -> None:
        """As `/event create`, with the topic's title and description."""
        reader = await organiser_of(interaction)
        found = (await interaction.client.nacre.ask(topics.show, reader.actor, _topic_id(topic))).topic
        if found.status is not TopicStatus.OPEN:
            raise Refused("topic.decided", title=found.title)
        essentials = {"kind": kind, "title": found.title, "when": when, "ends": ends or "", "zone": zone or ""}
        made_of = {"topic": str(found.id), "description": found.description}
        channel_id = str(channel.id) if channel else ""
        await self.creating.begin(interaction, {**essentials, **made_of, "channel": channel_id})

    @topic.command(name="decline", description=described("topic.decline"))
    @options("topic.decline", "topic", "reason")
    @app_commands.autocomplete(topic=quietly(_offer_undecided))
    async def decline(
        self, interaction: Interaction, topic: Typed, reason: app_commands.Range[str, 1, REASON] | None = None
    ) -> None:
        reader = await organiser_of(interaction)
        gone = await interaction.client.nacre.do(topics.decline, reader.actor, _topic_id(topic), reason or "")
        await show(interaction, layout(say(reader.language, "topic.declined_now", title=plain(gone.title))))

    @on("topic", "reopen")
    async def reopen(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        found = await interaction.client.nacre.do(topics.reopen, reader.actor, press.id)
        await show(
            interaction, words.alone(reader, found, organises=True, heading=say(reader.language, "topic.reopened"))
        )

    @topic.command(name="merge", description=described("topic.merge"))
    @options("topic.merge", "topic", "into")
    @app_commands.autocomplete(topic=quietly(_offer_undecided), into=quietly(_offer_undecided))
    async def merge(self, interaction: Interaction, topic: Typed, into: Typed) -> None:
        reader = await organiser_of(interaction)
        stays = await interaction.client.nacre.do(topics.merge, reader.actor, _topic_id(topic), _topic_id(into))
        text = count(reader.language, "topic.merged", stays.votes, title=plain(stays.title))
        await show(interaction, layout(text))


async def _pick(interaction: Interaction, reader: Reader, topic_id: int) -> None:
    """Vote for a topic that is there already; one that is decided is shown."""
    nacre = interaction.client.nacre
    found = await nacre.ask(topics.show, reader.actor, topic_id)
    if found.topic.status is TopicStatus.OPEN:
        found = await nacre.do(topics.vote, reader.actor, topic_id)
    await _show(interaction, reader, found)


async def _say_made(interaction: Interaction, reader: Reader, made: TopicView) -> None:
    await show(interaction, words.alone(reader, made, heading=say(reader.language, "topic.suggested")))


async def _show(interaction: Interaction, reader: Reader, found: TopicView) -> None:
    organises = audience.organises(reader.actor, reader.community)
    await show(interaction, words.alone(reader, found, organises=organises))


async def _renew(interaction: Interaction, reader: Reader, found: TopicView, where: str) -> None:
    """Show what a vote made of the panel it was given in."""
    if where.isdecimal():
        await _list(interaction, TopicStatus.OPEN, int(where))
    else:
        await _show(interaction, reader, found)


async def _list(interaction: Interaction, status: TopicStatus, page: int) -> None:
    reader = await reader_of(interaction)
    found = await interaction.client.nacre.ask(topics.listing, reader.actor, status, page)
    await show(interaction, words.several(reader, found, status))


def _status(given: str) -> TopicStatus:
    return TopicStatus(given) if given in set(TopicStatus) else TopicStatus.OPEN


def _kept(token: int) -> str:
    return f"topic:{token}"


async def setup(bot: NacreBot) -> None:
    creating = bot.get_cog("Creating")  # it takes the forms that follow; here it opens the first
    await bot.add_cog(Topics(creating if isinstance(creating, Creating) else Creating()))
