"""Commands, buttons, selects and forms, as people use them in the page."""

import pytest
from playwright.async_api import expect

from local_discord.people import find
from tests.local_discord.page.conftest import Stage, Windows
from tests.local_discord.page.small_bot import SmallBot


async def test_a_command_is_found_filled_in_completed_and_answered(
    scene: Stage, bot: SmallBot, windows: Windows
) -> None:
    """With the keyboard alone: no step here touches a mouse."""
    window = await windows.open(scene.olga, scene.channel)
    keyboard = window.page.keyboard
    await window.composer.focus()
    await keyboard.type("/hel")
    await window.page.get_by_role("option", name="/say hello").wait_for()
    await keyboard.press("Enter")
    await keyboard.type("zie")
    await window.page.get_by_role("option", name="Anna Zielińska").wait_for()
    await keyboard.press("Enter")
    await keyboard.type("cēs")
    await window.page.get_by_role("option", name="Cēsis").wait_for()
    await keyboard.press("Enter")
    await keyboard.press("Enter")
    await expect(window.message("hello Anna Zielińska of CĒSIS x1")).to_be_visible()
    await expect(window.messages.last).to_contain_text("Olga Nowak used /say hello")
    await expect(window.composer).to_be_focused()


@pytest.mark.slow
async def test_what_is_missing_or_out_of_bounds_is_said_before_anything_is_sent(
    scene: Stage, bot: SmallBot, windows: Windows
) -> None:
    window = await windows.open(scene.olga, scene.channel)
    form = await window.choose_command("say hello")
    await form.get_by_role("button", name="+ times").click()
    await form.get_by_role("combobox", name="times").fill("12")
    await form.get_by_role("button", name="Send command").click()
    await expect(form.get_by_role("alert")).to_have_text("who is required. town is required. times must be at most 9.")
    await expect(form.get_by_role("combobox", name="who")).to_be_focused()
    await expect(form.get_by_role("combobox", name="times")).to_have_value("12")
    await window.page.keyboard.press("Escape")  # the list of people
    await window.page.keyboard.press("Escape")
    await expect(window.composer).to_be_focused()


@pytest.mark.slow
async def test_an_answer_for_one_is_seen_in_one_of_two_windows(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    olga, anna = await windows.open(scene.olga, scene.channel), await windows.open(scene.anna, scene.channel)
    await scene.person().use("say hello", scene.channel, who=scene.anna.id, town="X")
    await scene.person().use("say card", scene.channel)
    await expect(olga.message("hello Anna")).to_contain_text("Only you can see this")
    await expect(anna.message("Storytelling")).to_be_visible()
    await expect(anna.message("hello Anna")).to_have_count(0)
    await olga.message("hello Anna").get_by_role("button", name="Dismiss").click()
    await expect(olga.message("hello Anna")).to_have_count(0)


@pytest.mark.slow
async def test_a_form_says_what_is_wrong_keeps_what_was_typed_and_arrives_whole(
    scene: Stage, bot: SmallBot, windows: Windows
) -> None:
    await scene.person().use("say hello", scene.channel, who=scene.anna.id, town="X")
    window = await windows.open(scene.olga, scene.channel)
    page = window.page
    await window.messages.get_by_role("button", name="Form").click()
    form = page.get_by_role("dialog", name="About you")
    name = form.get_by_role("textbox", name="Name")
    await expect(name).to_be_focused()
    await name.fill("Ol")
    await form.get_by_role("button", name="Submit").click()
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(form).to_contain_text("At least 3 characters; you have 2.")
    await expect(form.get_by_role("group", name="Level")).to_contain_text("This is required.")
    await name.fill("Olga")
    await form.get_by_role("radio", name="Old hand").check()
    for topic in ("Art", "Music", "Food"):
        await form.get_by_role("checkbox", name=topic).check()
    await form.get_by_role("button", name="Friend").click()
    await page.get_by_role("combobox", name="Friend").fill("jonas")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Done").click()
    await form.get_by_label("Paper").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"my paper"})
    await expect(form).to_contain_text("a.txt")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_contain_text("Choose at most 2.")
    await form.get_by_role("checkbox", name="Food").uncheck()
    await form.get_by_role("button", name="Submit").click()
    await expect(window.message("Olga|2|Jonas Petraitis|Art,Music|my paper")).to_be_visible()
    await expect(window.messages.get_by_role("button", name="Form")).to_be_focused()


@pytest.mark.slow
async def test_escape_leaves_a_form_and_the_keyboard_returns_to_its_button(
    scene: Stage, bot: SmallBot, windows: Windows
) -> None:
    await scene.person().use("say hello", scene.channel, who=scene.anna.id, town="X")
    window = await windows.open(scene.olga, scene.channel)
    await window.messages.get_by_role("button", name="Form").press("Enter")
    await window.page.get_by_role("dialog", name="About you").wait_for()
    await window.page.keyboard.press("Escape")
    await expect(window.page.get_by_role("dialog")).to_have_count(0)
    await expect(window.messages.get_by_role("button", name="Form")).to_be_focused()


@pytest.mark.slow
async def test_a_changed_message_keeps_the_keyboard_where_it_was(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    await scene.person().use("say hello", scene.channel, who=scene.anna.id, town="X")
    window = await windows.open(scene.olga, scene.channel)
    await window.messages.get_by_role("button", name="Change").press("Enter")
    await expect(window.message("changed")).to_be_visible()
    await expect(window.messages.get_by_role("button", name="Change")).to_be_focused()


@pytest.mark.slow
async def test_one_and_several_are_chosen_in_selects(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    await scene.person().use("say hello", scene.channel, who=scene.anna.id, town="X")
    window = await windows.open(scene.olga, scene.channel)
    keyboard = window.page.keyboard
    await window.messages.get_by_role("button", name="A town").press("Enter")
    await window.page.get_by_role("listbox", name="A town").wait_for()
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(window.message("chosen: Cēsis")).to_be_visible()
    await window.messages.get_by_role("button", name="Some people").press("Enter")
    for name in ("anna", "jonas"):
        await window.page.get_by_role("combobox", name="Some people").fill(name)
        await keyboard.press("Enter")
    await window.page.get_by_role("button", name="Done").click()
    await expect(window.message("chosen: Anna Zielińska and Jonas Petraitis")).to_be_visible()


@pytest.mark.slow
async def test_a_bot_that_does_not_answer_has_failed(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    await scene.person().use("say hello", scene.channel, who=scene.anna.id, town="X")
    window = await windows.open(scene.olga, scene.channel)
    await window.messages.get_by_role("button", name="Silence").click()
    await expect(window.message("This interaction failed")).to_be_visible()


@pytest.mark.slow
async def test_a_bot_that_takes_its_time_is_seen_thinking_by_all(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    olga, anna = await windows.open(scene.olga, scene.channel), await windows.open(scene.anna, scene.channel)
    await olga.use("say later")
    await expect(olga.page.get_by_text("Echo is thinking…")).to_be_visible()
    await expect(anna.page.get_by_text("Echo is thinking…")).to_be_visible()
    bot.go_on.set()
    await expect(anna.message("now at last")).to_be_visible()
    await expect(anna.page.get_by_text("Echo is thinking…")).to_have_count(0)


@pytest.mark.slow
async def test_the_menu_of_a_message_offers_the_bots_commands_and_reactions(
    scene: Stage, bot: SmallBot, windows: Windows
) -> None:
    window = await windows.open(scene.olga, scene.channel)
    await window.say("four")
    await window.message("four").press("Enter")
    await window.page.get_by_role("option", name="Count letters").click()
    await expect(window.message("4 letters")).to_be_visible()
    await window.message("four").first.press("Enter")
    await window.page.get_by_role("option", name="Greet").click()
    await expect(window.message("greetings to Olga Nowak")).to_be_visible()
    await window.message("four").first.press("Enter")
    await window.page.get_by_role("option", name="heart").click()
    await expect(window.message("four").get_by_role("button", name="❤️, 1")).to_have_attribute("aria-pressed", "true")


@pytest.mark.slow
async def test_a_button_one_does_not_see_cannot_be_pressed(scene: Stage, bot: SmallBot, windows: Windows) -> None:
    """The door checks it; the page alone would be no protection."""
    reply = await scene.person().use("say hello", scene.channel, who=scene.anna.id, town="X")
    assert reply.message is not None
    anna = await windows.open(scene.anna, scene.channel)
    asked = {
        "channel": str(scene.channel.id),
        "message": str(reply.message.id),
        "custom_id": find(reply.message, "Form")["custom_id"],
    }
    error = await anna.page.evaluate(
        """async (asked) => {
            const { Link } = await import("/page/link.js");
            const link = new Link(() => {}, (open) => open && link.opened());
            await new Promise((done) => { link.opened = done; link.be(location.hash.slice(1).split("/")[0]); });
            return link.ask("press", asked).then(() => "pressed", (error) => error.message);
        }""",
        asked,
    )
    assert error == "This message is no longer there."
