"""Tells what came after an event of the demonstration: through the bot's own services, each thing at its own time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.client import Client
from bot.demo.aftermath import WISHES, Aftermath, Opinion, Wish
from bot.demo.moments import Moment, days_away
from bot.demo.network import Network
from bot.domain import transcripts
from bot.domain.feedback import FeedbackForm, QuestionType
from bot.domain.materials import MaterialKind
from bot.domain.people import Actor
from bot.services import attendance, materials, topics
from bot.services.feedback import answering

_TRANSCRIPTS = Path(__file__).with_name("transcripts")
_NOTED = timedelta(minutes=5)  # before the end
_ANSWERED = timedelta(minutes=40)  # after it


@dataclass(frozen=True, slots=True)
class After:
    """What came after one event; its number is known once it has been created."""

    network: Network
    client: Client
    of: Aftermath
    organiser: Actor
    number: Callable[[], int]

    def moments(self, ends_at: datetime) -> Iterator[Moment]:
        of = self.of
        yield Moment(ends_at - _NOTED, self._note)
        yield Moment(ends_at + _ANSWERED, self._answer, quiet=False)
        arrives = ends_at + timedelta(days=of.days_later)
        if of.recording:
            yield Moment(arrives, self._bring_recording, quiet=False)
        if of.takeaways:
            yield Moment(arrives + timedelta(minutes=10), self._bring_takeaways)

    async def _note(self) -> None:
        for key, minutes in self.of.attended.items():
            people = [self.network.people[key].id]
            await self.client.do(attendance.mark, self.organiser, self.number(), people, minutes)

    async def _answer(self) -> None:
        for number, (key, opinion) in enumerate(self.of.opinions.items()):
            actor = self.network.actor(key)
            survey = (await self.client.ask(answering.of_event, actor, self.number())).survey
            said = partial(_answers, opinion=opinion, number=number)
            await self.client.do(answering.answer, actor, survey.id, said)

    async def _bring_recording(self) -> None:
        spoken = transcripts.read((_TRANSCRIPTS / self.of.transcript).read_bytes()) if self.of.transcript else ()
        await self.client.do(
            materials.add,
            self.organiser,
            MaterialKind.RECORDING,
            self.number(),
            link=self.of.recording,
            passages=spoken,
            tags=", ".join(self.of.tags),
            topic=self.of.topic,
        )

    async def _bring_takeaways(self) -> None:
        await self.client.do(
            materials.add,
            self.organiser,
            MaterialKind.TAKEAWAYS,
            self.number(),
            text=self.of.takeaways,
            tags=", ".join(self.of.tags),
            topic=self.of.topic,
        )


def _answers(form: FeedbackForm, *, opinion: Opinion, number: int) -> dict[str, Any]:
    """An opinion in the terms of whatever form the event's kind has."""
    stars, words = opinion
    given: dict[str, Any] = {}
    for question in form.questions:
        if question.type is QuestionType.RATING:
            given[question.key] = stars
        elif question.type is QuestionType.CHOICE:
            given[question.key] = str(number % 3 + 1)
        elif question.type is QuestionType.TEXT and words:
            given[question.key] = words
    return given


def wishes(network: Network, client: Client, now: datetime) -> Iterator[Moment]:
    """Topics people suggested, and their votes."""
    for wish in WISHES:
        yield Moment(days_away(now, -wish.days_ago, "16:20"), partial(_wish, network, client, wish))


async def _wish(network: Network, client: Client, wish: Wish) -> None:
    made = (await client.do(topics.suggest, network.actor(wish.by), wish.title, wish.why)).made
    if made is not None:
        for key in wish.votes:
            await client.do(topics.vote, network.actor(key), made.topic.id)
