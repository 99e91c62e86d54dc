"""How people are asked: one message with a question that is one click, and what is stored of the answer.

Used for what is posted and written, for `/feedback give`, for the preview, and for the rounds of a pulse.
"""

from collections.abc import Callable

from discord import ButtonStyle

from bot.domain.events import Event
from bot.domain.feedback import RATINGS, FeedbackForm, Survey
from bot.words import count, say
from cogs._items import Control, button, custom_id
from cogs._text import plain, stamp

Named = Callable[[str, int | str], str]  # (verb, rating or "") to the custom id of a button


def invitation(language: str, survey: Survey, event: Event | None, title: str = "") -> str:
    """The text of the message. `title` is what stands above the question where there is no event (a pulse's)."""
    heading = f"**{plain(title, 100)}**" if title else say(language, "feedback.asked.everybody")
    if event is not None:
        heading = say(language, f"feedback.asked.{survey.circle}", title=plain(event.title, 100))
    return "\n".join((heading, question(language, survey.form), f"-# {stored(language, survey)}"))


def question(language: str, form: FeedbackForm) -> str:
    """What the click on the message answers."""
    if form.rating is None:
        return say(language, "feedback.asked.open")
    return f"**{plain(form.rating.text(language).label)}**"


def stored(language: str, survey: Survey) -> str:
    """Exactly what is stored, and until when it can be changed."""
    key = "feedback.stored.named" if survey.named else "feedback.stored.anonymous"
    return say(language, key, at=stamp(survey.closes_at, "f"))


def over(language: str, event: Event | None) -> str:
    """What the message says once feedback is closed."""
    if event is None:
        return say(language, "feedback.over.untitled")
    return say(language, "feedback.over", title=plain(event.title, 100))


def asking_buttons(language: str, survey: Survey, community_id: int | None = None) -> list[Control]:
    """The buttons under the message. In a direct message Discord names no server: there `community_id` does."""
    return controls(language, survey.form, naming(survey.id, community_id))


def controls(language: str, form: FeedbackForm, named: Named) -> list[Control]:
    """A rating as five buttons with words; where there is none, one that opens the form."""
    if form.rating is None:
        return [button(say(language, "feedback.button.give"), named("rest", ""), style=ButtonStyle.primary)]
    return [button(say(language, f"feedback.rate.{rating}"), named("rate", rating)) for rating in RATINGS]


def more(language: str, form: FeedbackForm, named: Named, *, left: int) -> list[Control]:
    """The way to the other questions, where there are any; `left` of them are not answered yet."""
    if not form.rest:
        return []
    text = count(language, "feedback.button.more", left) if left else say(language, "feedback.button.change")
    return [button(text, named("rest", ""), style=ButtonStyle.primary if left else ButtonStyle.secondary)]


def naming(survey_id: int, community_id: int | None = None) -> Named:
    def named(verb: str, rating: int | str) -> str:
        parts = [str(part) for part in (rating, community_id) if part not in ("", None)]
        return custom_id("survey", survey_id, verb, ".".join(parts))

    return named
