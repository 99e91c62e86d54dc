"""What people do with messages in the page: change and delete their own, reply, start threads, react, write."""

import discord
import pytest
from playwright.async_api import expect

from local_discord.world import FORUM, Tag
from tests.local_discord.page.conftest import Stage, Window, Windows, serious
from tests.local_discord.page.small_bot import SmallBot
from tests.local_discord.page.test_page_for_all import too_wide

pytestmark = pytest.mark.slow


async def menu(window: Window, text: str, choice: str) -> None:
    """Open a message's menu with the keyboard and choose from it."""
    await window.message(text).first.press("Enter")
    await window.page.get_by_role("option", name=choice).click()


async def test_ones_own_message_is_changed_where_it_stands(scene: Stage, windows: Windows) -> None:
    olga, anna = await windows.open(scene.olga, scene.channel), await windows.open(scene.anna, scene.channel)
    await olga.say("tea at thre")
    await expect(olga.message("tea at thre")).to_be_visible()
    await olga.composer.press("ArrowUp")
    field = olga.page.get_by_role("textbox", name="Change your message")
    await expect(field).to_be_focused()
    await field.fill("tea at three")
    await anna.say("wait for me")
    await expect(olga.message("wait for me")).to_be_visible()
    await expect(field).to_be_focused()
    await expect(field).to_have_value("tea at three")
    await field.press("Enter")
    await expect(anna.message("tea at three (edited)")).to_be_visible()
    await expect(olga.composer).to_be_focused()


async def test_escape_leaves_a_message_as_it_was(scene: Stage, windows: Windows) -> None:
    said = scene.person().say(scene.channel, "as it is")
    window = await windows.open(scene.olga, scene.channel)
    await menu(window, "as it is", "Edit")
    await window.page.get_by_role("textbox", name="Change your message").fill("otherwise")
    await window.page.keyboard.press("Escape")
    await expect(window.message("as it is")).to_be_focused()
    assert said.content == "as it is"
    assert said.edited_at is None


async def test_a_message_is_deleted_only_when_that_is_confirmed(scene: Stage, windows: Windows) -> None:
    scene.person().say(scene.channel, "too much said")
    olga, anna = await windows.open(scene.olga, scene.channel), await windows.open(scene.anna, scene.channel)
    question = olga.page.get_by_role("alertdialog", name="Delete this message?")
    await menu(olga, "too much said", "Delete")
    await expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    await question.get_by_role("button", name="Cancel").press("Enter")
    await expect(olga.message("too much said")).to_be_focused()
    await menu(olga, "too much said", "Delete")
    await expect(question).to_contain_text("too much said")
    await question.get_by_role("button", name="Delete").click()
    await expect(anna.message("too much said")).to_have_count(0)


async def test_others_messages_are_neither_changed_nor_deleted(scene: Stage, windows: Windows) -> None:
    scene.person().say(scene.channel, "mine alone")
    window = await windows.open(scene.anna, scene.channel)
    await window.message("mine alone").press("Enter")
    await expect(window.page.get_by_role("option", name="Reply")).to_be_visible()
    await expect(window.page.get_by_role("option", name="Edit")).to_have_count(0)
    await expect(window.page.get_by_role("option", name="Delete")).to_have_count(0)


async def test_a_reply_shows_what_it_answers_and_leads_there(scene: Stage, windows: Windows) -> None:
    asked = scene.person().say(scene.channel, "Who brings the **cake**?")
    olga, anna = await windows.open(scene.olga, scene.channel), await windows.open(scene.anna, scene.channel)
    await menu(anna, "cake", "Reply")
    await expect(anna.page.locator(".replying")).to_contain_text("Replying to Olga Nowak: Who brings the cake?")
    await expect(anna.composer).to_be_focused()
    await anna.say("I do")
    await expect(anna.page.locator(".replying")).to_be_hidden()
    reply = olga.message("I do")
    await expect(reply).to_contain_text("In reply to Olga Nowak")
    await reply.get_by_role("button", name="Who brings the cake?").click()
    await expect(olga.message("Who brings the cake?").first).to_be_focused()
    said = max(scene.discord.world.messages[scene.channel.id].values(), key=lambda each: each.id)
    assert (said.reference or {})["message_id"] == str(asked.id)
    await menu(anna, "I do", "Reply")
    await anna.composer.press("Escape")
    await expect(anna.page.locator(".replying")).to_be_hidden()


async def test_a_thread_is_started_at_a_message(scene: Stage, windows: Windows) -> None:
    scene.person().say(scene.channel, "Who comes by train?")
    window = await windows.open(scene.anna, scene.channel)
    await menu(window, "by train", "Start a thread")
    form = window.page.get_by_role("dialog", name="Start a thread")
    await expect(form.get_by_label("Name of the thread")).to_have_value("Who comes by train?")
    await form.get_by_label("Name of the thread").fill("By train")
    await form.get_by_role("button", name="Start").click()
    await expect(window.page.get_by_role("heading", name="By train")).to_be_visible()
    await window.say("I do")
    await expect(window.message("I do")).to_be_visible()
    await window.go("general")
    await expect(window.message("by train")).to_contain_text("1 message")


async def test_a_reaction_one_has_put_is_not_offered_again(scene: Stage, windows: Windows) -> None:
    scene.person().say(scene.channel, "good news")
    window = await windows.open(scene.anna, scene.channel)
    await menu(window, "good news", "party")
    await expect(window.message("good news").get_by_role("button", name="🎉, 1")).to_be_visible()
    await window.message("good news").press("Enter")
    await expect(window.page.get_by_role("option", name="heart")).to_be_visible()
    await expect(window.page.get_by_role("option", name="party")).to_have_count(0)


async def test_writing_is_usable_in_a_small_window_and_for_screen_readers(scene: Stage, windows: Windows) -> None:
    scene.person(scene.anna).say(scene.channel, "a rather long line " * 8)
    size = {"width": 320, "height": 640}
    window = await windows.open(scene.anna, scene.channel, viewport=size, bypass_csp=True)
    for choice in ("Reply", "Edit", "Delete"):
        await menu(window, "rather long", choice)
        assert await too_wide(window.page) == []
        assert await serious(window.page) == []
        await window.page.keyboard.press("Escape")
    await menu(window, "rather long", "Start a thread")
    assert await too_wide(window.page) == []


async def test_who_is_typing_is_shown_and_said_once(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    olga, anna = await windows.open(scene.olga, scene.channel), await windows.open(scene.anna, scene.channel)
    await anna.composer.press_sequentially("hm")
    await expect(olga.page.locator("#typing")).to_have_text("Anna Zielińska is typing…")
    await expect(olga.page.locator("#typing-said")).to_have_text("Anna Zielińska is typing…")
    await expect(anna.page.locator("#typing")).to_have_text("")
    await anna.composer.press("Enter")
    await expect(olga.page.locator("#typing")).to_have_text("")
    place = bot.get_channel(scene.channel.id)
    assert isinstance(place, discord.TextChannel)
    await place.typing()
    await expect(olga.page.locator("#typing")).to_have_text("Echo is typing…")
    await anna.composer.press_sequentially("well")
    await expect(olga.page.locator("#typing")).to_have_text("Echo and Anna Zielińska are typing…")
    await expect(olga.page.locator("#typing-said")).to_have_text("Echo is typing…")


async def test_a_post_is_started_in_a_forum(scene: Stage, windows: Windows) -> None:
    forum = scene.discord.add_channel(scene.guild, "ideas", FORUM)
    forum.tags = [Tag(scene.discord.world.ids.draw(), "Food"), Tag(scene.discord.world.ids.draw(), "Music")]
    window = await windows.open(scene.anna, forum)
    await window.page.get_by_role("button", name="New post").click()
    form = window.page.get_by_role("dialog", name="New post")
    await form.get_by_role("button", name="Post", exact=True).click()
    await expect(form.get_by_text("This is required.").first).to_be_visible()
    await form.get_by_label("Title").fill("Soup for all")
    await form.get_by_label("Text").fill("On Fridays")
    await form.get_by_role("button", name="Tags").click()
    await window.page.get_by_role("option", name="Food").click()
    await window.page.get_by_role("button", name="Done").click()
    await form.get_by_role("button", name="Post", exact=True).click()
    await expect(window.page.get_by_role("heading", name="Soup for all")).to_be_visible()
    await expect(window.message("On Fridays")).to_be_visible()
    [made] = [each for each in scene.guild.channels.values() if each.parent_id == forum.id]
    assert made.applied_tags == (forum.tags[0].id,)


async def test_the_members_are_listed_with_their_roles_and_can_be_written_to(scene: Stage, windows: Windows) -> None:
    role = scene.discord.add_role(scene.guild, "Mentor")
    scene.discord.set_roles(scene.guild, scene.jonas, role)
    size = {"width": 320, "height": 640}
    window = await windows.open(scene.anna, scene.channel, viewport=size, bypass_csp=True)
    await window.page.get_by_role("button", name="Members").click()
    people = window.page.get_by_role("dialog", name="Members of Pearls")
    await expect(people.get_by_role("listitem").filter(has_text="Jonas")).to_contain_text("Mentor")
    await expect(people.get_by_role("listitem").filter(has_text="Echo")).to_contain_text("APP")
    assert await too_wide(window.page) == []
    assert await serious(window.page) == []
    await people.get_by_role("button", name="Message Jonas Petraitis").click()
    await expect(window.page.get_by_role("heading", name="Jonas Petraitis")).to_be_visible()
    await window.say("labas")
    await expect(window.message("labas")).to_be_visible()


async def test_the_page_speaks_the_persons_language(scene: Stage, windows: Windows) -> None:
    window = await windows.open(scene.ewa, scene.channel)
    page = window.page
    await expect(page.locator("html")).to_have_attribute("lang", "pl")
    await expect(page.get_by_text("Tu zaczyna się kanał #general.")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Kanały").get_by_role("button", name="Wydarzenia")).to_be_visible()
    await expect(page.get_by_role("group", name="Czas")).to_contain_text("10:00, Warsaw")
    await window.composer.fill("cześć")
    await window.composer.press("Enter")
    await page.get_by_role("list", name="Wiadomości").get_by_role("article").filter(has_text="cześć").press("Enter")
    await expect(page.get_by_role("option", name="Odpowiedz")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Jesteś: Ewa").click()
    await page.get_by_role("dialog", name="Kim chcesz być?").get_by_role("button", name="Olga").click()
    await expect(page.get_by_text("This is the start of #general.")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("button", name="+1 day: move the time on")).to_be_visible()
