"""/report as organisers use it: numbers that agree with what happened, small groups withheld, a page to print."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
from simcord import RoleHandle
from syrupy.assertion import SnapshotAssertion

from bot.domain.events import Audience
from bot.domain.feedback import FeedbackForm, Label, Question, QuestionType
from bot.domain.refused import Refused
from bot.domain.report import Figures, Span, period_of
from bot.domain.rsvps import Choice
from bot.pictures.charts import board
from bot.services import reporting
from cogs._report_page import page
from cogs._report_tables import figure
from cogs._report_words import words_of
from tests.cogs.test_results import ANSWERS, add_form, over
from tests.cogs.world import KINDS, World, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.feedback", "cogs.results", "cogs.reports"]


async def test_the_numbers_of_this_year(world: World) -> None:
    await world.set_up()
    await over(world, ANSWERS)
    await over(world, ANSWERS[:4], title="Small round", kind="workshop")
    await world.announce("Still to come")
    shown = await world.slash(world.organiser, "report")
    text = text_of(shown)
    assert "1 January 2026 – 31 December 2026" in text
    assert "Events held: **2**" in text
    assert "Attended: **20**" in text
    assert "Gave feedback: **9**" in text
    assert "Mean rating (1–5): **4.4**" in text  # of the webinar alone
    assert "Open comments: **5**" in text


async def test_in_polish_and_for_one_kind(world: World) -> None:
    await world.set_up()
    await over(world, ANSWERS)
    await over(world, ANSWERS[:4], title="Small round", kind="workshop")
    world.speaks(world.organiser, "pl")
    text = text_of(await world.slash(world.organiser, "report", kind="workshop"))
    assert "Raport ewaluacyjny: " in text
    assert "Odbyte wydarzenia: **1**" in text
    assert "Średnia ocena (1–5): **–**" in text


async def test_a_period_without_events_says_so(world: World) -> None:
    """No table of noughts in the message; the files are there all the same."""
    await world.set_up()
    shown = await world.slash(world.organiser, "report", period="last_quarter")
    assert "No events were held" in text_of(shown)
    assert "Events held" not in text_of(shown)


def test_comments_count_where_nothing_was_rated() -> None:
    """A form may have open questions alone."""
    assert figure("en", "comments", Figures(events=1, asked=9, answered=6, comments=5)) == "5"
    assert figure("en", "comments", Figures(events=1, asked=9, answered=4)) == "–"


async def test_spreadsheets_can_calculate_with_it(world: World) -> None:
    """Numbers are numbers in the workbook's tables, and the period before is named once."""
    await world.set_up()
    await over(world, ANSWERS)
    await over(world, ANSWERS[:4], title="Small round", kind="workshop")
    period = period_of(Span.THIS_YEAR, world.clock.now().date())
    found = await world.client.ask(reporting.report, world.actor(world.organiser), period)
    written = words_of("pl", found, KINDS, (42, None))
    totals = {row[0]: row[1:] for row in written.tables[0].cells}
    assert totals["Odbyte wydarzenia"] == (2, 0)
    assert totals["Zaproszenia (według dzisiejszej liczby członków)"] == (42, "–")
    assert totals["Średnia ocena (1–5)"] == (4.4, "–")
    assert [row[:2] for row in written.tables[1].cells] == [("Warsztat", 1), ("Webinar", 1)]
    assert written.table_words().count("1 stycznia 2025 – ") == 1


@pytest.mark.parametrize(
    ("language", "title", "months"),
    [("en", "Month by month", ("Nov 2026", "Dec 2026")), ("pl", "Miesiąc po miesiącu", ("lis 2026", "gru 2026"))],
)
async def test_how_it_went_on_is_told_month_by_month(
    world: World, language: str, title: str, months: tuple[str, str]
) -> None:
    await world.set_up()
    await over(world, ANSWERS)
    world.clock.advance(days=30)
    await over(world, ANSWERS[:4], kind="workshop")
    world.speaks(world.organiser, language)
    shown = await world.slash(world.organiser, "report")
    (html,) = [file for file in seen(shown).attachments if file.filename.endswith(".html")]
    page = unescape((await html.read()).decode())
    assert title in page
    rows = {cells[0]: cells[1:] for cells in _rows(page) if cells}
    first, second = (rows[month] for month in months)
    assert (first[0], first[3], first[-2]) == ("1", "10", "5")
    assert (second[0], second[3], second[-2]) == ("1", "10", "–"), "four answers are too few"


async def test_only_organisers_may(world: World) -> None:
    """Discord hides the command from others; who gets to it all the same is refused."""
    await world.set_up()
    period = period_of(Span.THIS_YEAR, world.clock.now().date())
    for person in (world.participant, world.mentor):
        for read in (reporting.report, reporting.people):
            with pytest.raises(Refused, match=r"permission\.organiser"):
                await world.client.ask(read, world.actor(person), period)


async def test_days_that_make_no_period(world: World) -> None:
    await world.set_up()
    text = text_of(await world.slash(world.organiser, "report", first="2026-03-01"))
    assert "both days" in text
    text = text_of(await world.slash(world.organiser, "report", first="2026-03-01", last="2026-02-01"))
    assert "before" in text
    text = text_of(await world.slash(world.organiser, "report", roles="Estonia"))
    assert "Mention" in text


async def test_roles_are_shown_from_five_people_on(world: World) -> None:
    """Seven of one town come, six of another, four of a third; nothing is said of those four, nor of the six.

    One group alone could be worked out from the sum of all.
    """
    await world.set_up()
    sizes = {"Large town": 7, "Small town": 6, "Tiny town": 4}
    towns = {name: world.guild.create_role(name) for name in sizes}
    people = [world.person(f"{name[0:2]}{one}", towns[name]) for name, size in sizes.items() for one in range(size)]
    event = await world.announce()
    for person in people:
        await world.answer(person, event, Choice.GOING)
    world.clock.move_to(event.ends_at)
    await world.run_due()
    roles = " ".join(f"<@&{town.id}>" for town in towns.values())
    shown = await world.slash(world.organiser, "report", roles=roles)
    assert "Roles as members hold them today" in text_of(shown)
    (html,) = [file for file in seen(shown).attachments if file.filename.endswith(".html")]
    page = unescape((await html.read()).decode())
    rows = {cells[0]: cells[1:] for cells in _rows(page) if cells}
    assert rows["Large town"][:4] == ["7", "1", "7", "7"], rows
    assert rows["Large town"][4:] == ["–", "–"], "nobody noted who was there"
    assert not any(cell.isdecimal() for name in ("Small town", "Tiny town") for cell in rows[name]), rows


async def test_a_score_is_of_one_question(world: World) -> None:
    """Where organisers asked for another rating, it is not mixed in, and the summary says of how many events."""
    await world.set_up()
    await over(world, ANSWERS, title="First")
    await over(world, ANSWERS, title="Second")
    food = Question("q1", QuestionType.RATING, {"en": Label("How was the food?")})
    await world.client.do(add_form, FeedbackForm(0, world.guild.id, "workshop", 0, (food,)))
    await over(world, [{"q1": 1}] * 5, title="Third", kind="workshop")
    text = text_of(await world.slash(world.organiser, "report"))
    assert "Mean rating (1–5): **4.4**" in text
    assert "Events not asked for this rating: **1** (0)" in text
    assert "“How was it?”" in text


async def test_a_period_that_is_not_over_says_what_it_is_compared_with(world: World) -> None:
    await world.set_up()
    await over(world, ANSWERS)
    today = world.clock.now().date()
    text = text_of(await world.slash(world.organiser, "report"))
    assert f"the same days of the one before, 1 January 2025 – {today.day} November 2025" in text
    text = text_of(await world.slash(world.organiser, "report", period="last_year"))
    assert "same days" not in text


async def town_event(world: World, *sizes: int) -> list[RoleHandle]:
    """Each town with so many people, all of whom said they would come."""
    towns = [world.guild.create_role(f"Town {size}") for size in sizes]
    event = await world.announce()
    for town, size in zip(towns, sizes, strict=True):
        for number in range(size):
            await world.answer(world.person(f"{town.name} {number}", town), event, Choice.GOING)
    world.clock.move_to(event.ends_at)
    await world.run_due()
    return towns


async def rows_of(shown: Any) -> dict[str, list[str]]:
    (html,) = [file for file in seen(shown).attachments if file.filename.endswith(".html")]
    return {cells[0]: cells[1:] for cells in _rows(unescape((await html.read()).decode())) if cells}


async def test_the_roles_of_the_last_report_are_kept(world: World) -> None:
    """Named once, they are compared until others are named; "none" leaves them out of one report."""
    await world.set_up()
    large, small = await town_event(world, 7, 6)
    named = f"<@&{large.id}> <@&{small.id}>"
    assert "I keep these roles" in text_of(await world.slash(world.organiser, "report", roles=named))
    shown = await world.slash(world.organiser, "report")
    assert f"Compared as last time: <@&{large.id}> and <@&{small.id}>" in text_of(shown)
    rows = await rows_of(shown)
    assert rows["Town 7"] == ["7", "1", "7", "7", "–", "–"]
    assert rows["Town 6"][0] == "6"
    shown = await world.slash(world.organiser, "report", roles="None")
    assert "Compared" not in text_of(shown)
    assert "Town 7" not in await rows_of(shown)
    assert "Town 7" in await rows_of(await world.slash(world.organiser, "report"))


async def test_a_role_that_was_deleted_is_left_out_by_name(world: World) -> None:
    await world.set_up()
    large, small = await town_event(world, 7, 6)
    await world.slash(world.organiser, "report", roles=f"<@&{large.id}> <@&{small.id}>")
    world.env.backend.delete_role(world.guild.id, small.id)
    await world.env.settle()
    shown = await world.slash(world.organiser, "report")
    assert "Left out, as these roles were deleted: Town 6." in text_of(shown)
    rows = await rows_of(shown)
    assert rows["Town 7"][0] == "7"
    assert rows["None of these"][0] == "6"


async def test_invitations_are_those_who_hold_the_role(world: World) -> None:
    """Discord is asked how many there are today: the cached number of members is that of the last connection."""
    await world.set_up()
    for number in range(3):
        world.person(f"c{number}", world.cohort)
    await over(
        world,
        ANSWERS[:4],
        audience=Audience.ROLES,
        role_ids=frozenset({world.cohort.id}),
        channel_id=world.closed.id,
        channel=world.closed,
    )
    text = text_of(await world.slash(world.organiser, "report"))
    assert "Invitations (by today's members): **4**" in text


def _rows(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [[cell.strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


async def test_the_page_says_the_same_in_a_funders_words(world: World, snapshot: SnapshotAssertion) -> None:
    """The text of the whole page, in both languages."""
    await world.set_up()
    await over(world, ANSWERS)
    await over(
        world,
        ANSWERS[:4],
        title="Small <round>",
        kind="workshop",
        audience=Audience.ROLES,
        role_ids=frozenset({world.cohort.id}),
        channel_id=world.closed.id,
        channel=world.closed,
    )
    period = period_of(Span.THIS_YEAR, world.clock.now().date())
    found = await world.client.ask(reporting.report, world.actor(world.organiser), period)
    for language in ("en", "pl"):
        written = words_of(language, found, KINDS, (42, None))
        picture = board(written.title, written.sections)
        html = page(written, picture, "Pearls & <friends>", "Made with Nacre")
        assert "Pearls &amp; &lt;friends&gt;" in html
        assert "http" not in html.replace('http-equiv="Content-Security-Policy"', "")
        assert html.count("<th scope=") >= len(written.tables[0].rows)
        assert all(row.shown in picture.alt for section in written.sections for row in section.rows)
        lines = [" | ".join(row) for table in written.tables for row in ((table.title,), table.header, *table.rows)]
        shown = unescape(html)
        assert all(cell in shown for line in lines for cell in line.split(" | "))
        assert "\n".join(lines) == snapshot(name=language)
