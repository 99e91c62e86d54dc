"""What people see in the page: their own channels, times, languages; what is new; what others do."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from local_discord import scheduled
from local_discord.world import VOICE
from tests.local_discord.page.conftest import MONDAY, Stage, Windows
from tests.local_discord.page.small_bot import SmallBot

pytestmark = pytest.mark.slow
STAMP = "<t:1793700000:F>"  # 2026-11-03 10:00 UTC


async def test_two_windows_are_two_people_and_see_each_other_write(scene: Stage, windows: Windows) -> None:
    olga, anna = await windows.open(scene.olga, scene.channel), await windows.open(scene.anna, scene.channel)
    await olga.say("**good** morning")
    await expect(anna.message("good morning").locator("strong")).to_have_text("good")
    await anna.say("dzień dobry")
    await expect(olga.message("dzień dobry")).to_contain_text("Anna Zielińska")


async def test_an_instant_is_shown_in_each_persons_zone_and_language(scene: Stage, windows: Windows) -> None:
    scene.person().say(scene.channel, f"{STAMP} <t:{int(MONDAY.timestamp()) + 7200}:R>")
    olga, ewa = await windows.open(scene.olga, scene.channel), await windows.open(scene.ewa, scene.channel)
    await expect(olga.messages.last.locator(".timestamp").first).to_have_text("Tuesday, 3 November 2026 at 12:00")
    await expect(ewa.messages.last.locator(".timestamp").first).to_have_text("wtorek, 3 listopada 2026 11:00")
    await expect(ewa.messages.last.locator(".timestamp").last).to_have_text("za 2 godziny")
    await expect(ewa.messages.last.locator(".timestamp").first).to_have_attribute("lang", "pl")


async def test_time_moves_for_everybody_and_only_forward(scene: Stage, windows: Windows) -> None:
    scene.person().say(scene.channel, f"<t:{int(MONDAY.timestamp()) + 7200}:R>")
    olga, ewa = await windows.open(scene.olga, scene.channel), await windows.open(scene.ewa, scene.channel)
    await expect(olga.page.get_by_role("group", name="Time")).to_contain_text("10:00 in Warsaw · 11:00 in Riga")
    await olga.page.get_by_role("button", name="+1 h: move the time on").click()
    await expect(ewa.page.locator("#clock")).to_contain_text("11:00, Warsaw")
    await expect(ewa.messages.last).to_contain_text("za 1 godzinę")
    await olga.page.get_by_role("button", name="to noon").click()
    await expect(olga.page.get_by_role("status")).to_have_text("It is noon.")
    assert scene.clock.now() - MONDAY < timedelta(hours=3, minutes=1)
    await olga.page.get_by_role("button", name="to noon").click()
    await expect(olga.page.get_by_role("status")).to_have_text("Something went wrong here. The log says what.")


async def test_nobody_sees_a_channel_that_is_not_for_them(scene: Stage, windows: Windows) -> None:
    olga, anna = await windows.open(scene.olga, scene.secret), await windows.open(scene.anna, scene.secret)
    await olga.say("between us")
    await expect(olga.message("between us")).to_be_visible()
    await expect(anna.page.get_by_role("heading", name="general")).to_be_visible()
    await expect(anna.page.get_by_role("button", name="board")).to_have_count(0)
    await expect(anna.page.get_by_text("between us")).to_have_count(0)


async def test_what_is_new_is_marked_until_it_is_read(scene: Stage, windows: Windows) -> None:
    scene.discord.add_channel(scene.guild, "news")
    olga, anna = await windows.open(scene.olga), await windows.open(scene.anna, scene.channel)
    await anna.say(f"hello <@{scene.olga.id}>")
    await olga.go("news")
    await expect(olga.page.get_by_role("button", name="general")).to_have_accessible_name("general")
    await anna.say(f"are you there, <@{scene.olga.id}>?")
    await expect(olga.page.get_by_role("button", name="general 1 new for you")).to_be_visible()
    await expect(olga.page).to_have_title("(1) #news · Olga Nowak")
    await olga.go("general")
    await expect(olga.page.get_by_role("button", name="general", exact=True)).to_be_visible()


async def test_a_direct_message_is_read_under_direct_messages(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    window = await windows.open(scene.olga, scene.channel)
    await window.use("say direct")
    await window.page.get_by_role("button", name="Direct messages 1 new for you").click()
    await expect(window.messages.last).to_contain_text("between us: 3 November 2026 at 12:00")
    await expect(window.page.get_by_role("heading", name="Echo")).to_be_visible()


async def test_the_switcher_makes_one_somebody_else(scene: Stage, windows: Windows) -> None:
    window = await windows.open(scene.olga, scene.secret)
    await window.page.get_by_role("button", name="You are Olga Nowak").click()
    people = window.page.get_by_role("dialog", name="Who do you want to be?")
    await expect(people.get_by_role("button", name="Olga Nowak")).to_contain_text("Owner · British English · Riga")
    await expect(people.get_by_role("button", name="Olga Nowak")).to_be_focused()
    await people.get_by_role("button", name="Anna").click()
    await expect(window.page.get_by_role("button", name="You are Anna Zielińska")).to_be_visible()
    await expect(window.page.get_by_role("button", name="board")).to_have_count(0)
    await window.say("it is me")
    await expect(window.message("it is me")).to_contain_text("Anna Zielińska")


async def test_a_card_shows_words_pictures_files_and_buttons(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    window = await windows.open(scene.anna, scene.channel)
    await scene.person().use("say card", scene.channel)
    card = window.message("Storytelling")
    await expect(card.get_by_role("heading", name="Storytelling")).to_be_visible()
    await expect(card.get_by_role("img", name="The sea")).to_have_js_property("naturalWidth", 1)
    await expect(card.get_by_role("link", name="Website")).to_have_attribute("rel", "noopener noreferrer")
    async with window.page.expect_download() as saved:
        await card.get_by_role("link", name="plan.txt").click()
    assert (await (await saved.value).path()).read_bytes() == b"the plan"
    await card.get_by_role("button", name="Going").click()
    await expect(window.message("See you there")).to_contain_text("Only you can see this")


async def test_embeds_and_described_pictures_are_shown(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    window = await windows.open(scene.anna, scene.channel)
    await scene.person().use("say embed", scene.channel)
    await expect(window.message("An embed").get_by_role("img", name="A red dot")).to_be_visible()
    await expect(window.message("An embed")).to_contain_text("Where")


async def test_a_poll_is_voted_in_and_counted_for_all(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    olga, anna = await windows.open(scene.olga, scene.channel), await windows.open(scene.anna, scene.channel)
    await scene.person().use("say poll", scene.channel)
    await anna.messages.get_by_role("radio", name="Coffee").check()
    await anna.messages.get_by_role("button", name="Vote", exact=True).click()
    await expect(anna.messages.get_by_role("button", name="Remove vote")).to_be_visible()
    await expect(olga.message("Tea or coffee?")).to_contain_text("1 vote")
    scene.clock.move(timedelta(hours=3))
    await expect(olga.messages.last).to_contain_text("“Tea or coffee?” has ended. Most chose: Coffee (1 of 1).")
    await expect(olga.page.locator("#said")).to_contain_text("Most chose: Coffee")


async def test_events_are_listed_and_marked_interesting(scene: Stage, windows: Windows) -> None:
    begins = (MONDAY + timedelta(days=1)).isoformat()
    asked = {"name": "Harbour walk", "entity_type": 3, "scheduled_start_time": begins}
    asked |= {"scheduled_end_time": (MONDAY + timedelta(days=2)).isoformat(), "entity_metadata": {"location": "Riga"}}
    event = scheduled.create(scene.discord.world, scene.guild, scene.olga.id, asked)
    window = await windows.open(scene.anna)
    await window.go("Events")
    card = window.page.get_by_role("article", name="Harbour walk")
    await expect(card).to_contain_text("Tuesday, 3 November 2026 at 10:00")
    await card.get_by_role("button", name="Interested").click()
    await expect(card).to_contain_text("2 interested")
    assert scene.anna.id in event.interested


async def test_a_voice_channel_is_joined_and_left(scene: Stage, windows: Windows) -> None:
    scene.discord.add_channel(scene.guild, "Round table", VOICE)
    olga, anna = await windows.open(scene.olga), await windows.open(scene.anna)
    await anna.go("Round table")
    await anna.page.get_by_role("button", name="Join the call").click()
    await expect(olga.page.get_by_role("list", name="In Round table")).to_contain_text("Anna Zielińska")
    await anna.page.get_by_role("button", name="Leave the call").click()
    await expect(olga.page.get_by_role("list", name="In Round table")).to_have_count(0)


async def test_the_guide_goes_on_when_a_step_is_done(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    scene.door.tour = [
        {
            "title": "Greet",
            "text": "Use a command.",
            "suggestion": "/say hello town:Kiel",
            "waits_for": {"event": "interaction"},
        },
        {"title": "Be Anna", "text": "Change.", "as_user": scene.anna.id, "waits_for": {"event": "clock"}},
        {"title": "The end", "text": "That was it."},
    ]
    window = await windows.open(scene.olga, scene.channel)
    guide = window.page.get_by_role("complementary", name="Guide")
    await guide.get_by_role("button", name="Type it for me").click()
    await expect(window.page.get_by_role("combobox", name="town")).to_have_value("Kiel")
    await window.page.get_by_role("combobox", name="who").fill("anna")
    await window.page.get_by_role("option", name="Anna").wait_for()
    await window.page.keyboard.press("Enter")
    await window.page.get_by_role("button", name="Send command").click()
    await expect(guide.get_by_role("heading", name="Be Anna")).to_be_visible()
    await guide.get_by_role("button", name="Be Anna Zielińska").click()
    await expect(window.page.get_by_role("button", name="You are Anna Zielińska")).to_be_visible()
    await window.page.get_by_role("button", name="+1 day: move the time on").click()
    await expect(guide.get_by_role("heading", name="The end")).to_be_visible()


async def test_an_earlier_page_of_messages_is_fetched_when_asked_for(scene: Stage, windows: Windows) -> None:
    for number in range(60):
        scene.person().say(scene.channel, f"line {number} of many")
    window = await windows.open(scene.anna, scene.channel)
    await expect(window.messages).to_have_count(50)
    await window.page.get_by_role("button", name="Show earlier messages").click()
    await expect(window.messages).to_have_count(60)
    await expect(window.messages.first).to_contain_text("line 0 of many")


async def test_what_was_typed_waits_in_each_channel(scene: Stage, windows: Windows) -> None:
    window = await windows.open(scene.olga, scene.channel)
    await window.composer.fill("half a thought")
    await window.go("board")
    await expect(window.composer).to_have_value("")
    await window.go("general")
    await expect(window.composer).to_have_value("half a thought")


async def test_a_window_finds_back_after_the_server_was_gone(scene: Stage, windows: Windows) -> None:
    window = await windows.open(scene.olga, scene.channel)
    for seat in list(scene.door.seats):
        await seat.ws.close()
    scene.person(scene.anna).say(scene.channel, "in between")
    await expect(window.message("in between")).to_be_visible()


async def test_markdown_is_shown_and_markup_is_text(scene: Stage, windows: Windows) -> None:
    text = "# Head\n- one\n  - two\n> said\n`co**de`\n__under__ ~~gone~~ _soft_ snake_case_name ||boo||\n"
    text += "<img src=x onerror=alert(1)>"
    scene.person().say(scene.channel, text)
    window = await windows.open(scene.anna, scene.channel)
    message = window.messages.last
    await expect(message.get_by_role("heading", name="Head")).to_be_visible()
    for tag, words in (
        ("li li", "two"),
        ("blockquote", "said"),
        ("code", "co**de"),
        ("u", "under"),
        ("s", "gone"),
        ("em", "soft"),
    ):
        await expect(message.locator(tag)).to_have_text(words)
    await expect(message).to_contain_text("snake_case_name")
    await expect(message).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(message.locator("img")).to_have_count(0)
    await message.get_by_role("button", name="Hidden text: show").press("Enter")
    await expect(message).to_contain_text("boo")


async def test_a_link_to_a_message_leads_to_it_here(scene: Stage, windows: Windows) -> None:
    """Bots write Discord's own addresses; nobody is sent to the real Discord."""
    there = scene.person().say(scene.secret, "the very message")
    scene.person().say(
        scene.channel, f"look: https://discord.com/channels/{scene.guild.id}/{scene.secret.id}/{there.id}"
    )
    window = await windows.open(scene.olga, scene.channel)
    await window.messages.get_by_role("button", name="#board › message").click()
    await expect(window.message("the very message")).to_be_focused()
