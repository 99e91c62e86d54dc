"""The page is for everybody: small windows, keyboards, screen readers, both colour schemes."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from local_discord import scheduled
from tests.local_discord.page.conftest import MONDAY, Stage, Window, Windows, serious
from tests.local_discord.page.small_bot import SmallBot

pytestmark = pytest.mark.slow


async def furnished(scene: Stage) -> None:
    """Something of everything in the channel."""
    olga = scene.person()
    olga.say(
        scene.channel,
        f"hello <@{scene.anna.id}>, ```code```\n> quoted <t:1793700000:R> ||hidden|| https://example.org/",
    )
    for command in ("card", "embed", "poll"):
        await olga.use(f"say {command}", scene.channel)
    await scene.person(scene.anna).use("say hello", scene.channel, who=scene.olga.id, town="a" * 60)
    begins, ends = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    asked = {"name": "Walk", "entity_type": 3, "scheduled_start_time": begins.isoformat()}
    asked |= {"scheduled_end_time": ends.isoformat(), "entity_metadata": {"location": "Riga"}}
    scheduled.create(scene.discord.world, scene.guild, scene.olga.id, asked)
    scene.door.tour = [{"title": "Welcome", "text": "Look **around**.", "suggestion": "/say hello"}]


async def too_wide(page: Page) -> list[str]:
    """What would make one scroll sideways."""
    found: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll('html, .scroller, .room, .side, .guide, dialog, .message-main')]
            .filter((each) => each.scrollWidth > each.clientWidth + 1)
            .map((each) => `${each.tagName} ${each.className} ${each.scrollWidth} > ${each.clientWidth}: `
                + [...each.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > innerWidth)
                    .map((one) => one.outerHTML.slice(0, 120)).slice(-2))"""
    )
    return found


async def views(window: Window) -> list[str]:
    """Walk through every view; returns what axe holds against any of them."""
    page = window.page
    found: list[str] = []

    async def look(name: str) -> None:
        found.extend(f"{name}: {each}" for each in await serious(page))

    await window.message("Storytelling").wait_for()
    await look("messages")
    await window.composer.fill("/say")
    await page.get_by_role("option").first.wait_for()
    await look("picker")
    await window.choose_command("say hello")
    await page.get_by_role("option").first.wait_for()
    await look("options")
    await page.get_by_role("button", name="Send command").click()
    await look("wrong options")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await window.messages.get_by_role("button", name="Some people").click()
    await page.get_by_role("option").first.wait_for()
    await look("select")
    await page.keyboard.press("Escape")
    await window.messages.get_by_role("button", name="Form").click()
    await page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    await look("form")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="You are").click()
    await look("people")
    await page.keyboard.press("Escape")
    await window.go("Events")
    await page.get_by_role("article", name="Walk").wait_for()
    await look("events")
    await page.get_by_role("button", name="Direct messages").click()
    await look("direct messages")
    return found


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_axe_finds_nothing_serious_in_any_view(
    scene: Stage, bot: SmallBot, windows: Windows, scheme: str
) -> None:
    await furnished(scene)
    window = await windows.open(scene.anna, scene.channel, color_scheme=scheme, bypass_csp=True)
    assert "\n".join(await views(window)) == ""


async def test_at_320_pixels_nothing_is_cut_off_and_the_channels_are_in_a_drawer(
    scene: Stage, bot: SmallBot, windows: Windows
) -> None:
    await furnished(scene)
    window = await windows.open(scene.anna, scene.channel, viewport={"width": 320, "height": 640})
    await window.message("Storytelling").wait_for()
    assert await too_wide(window.page) == []
    await window.choose_command("say hello")
    assert await too_wide(window.page) == []
    await window.page.keyboard.press("Escape")
    await window.page.keyboard.press("Escape")
    await window.messages.get_by_role("button", name="Form").click()
    await window.page.get_by_role("dialog").wait_for()
    assert await too_wide(window.page) == []
    await window.page.keyboard.press("Escape")
    await expect(window.page.get_by_role("button", name="Events")).to_be_hidden()
    menu = window.page.get_by_role("button", name="Servers and channels")
    await menu.click()
    await expect(menu).to_have_attribute("aria-expanded", "true")
    await window.go("Events")
    await expect(window.page.get_by_role("article", name="Walk")).to_be_visible()
    await expect(window.page.get_by_role("navigation", name="Channels")).to_be_hidden()
    assert await too_wide(window.page) == []


async def test_the_keyboard_reaches_everything_in_a_sensible_order(scene: Stage, windows: Windows) -> None:
    scene.person().say(scene.channel, "first")
    scene.person().say(scene.channel, "second")
    window = await windows.open(scene.anna, scene.channel)
    keyboard = window.page.keyboard
    await window.message("second").wait_for()
    await keyboard.press("Tab")
    await expect(window.page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await keyboard.press("Enter")
    await expect(window.composer).to_be_focused()
    channels = window.page.get_by_role("navigation", name="Channels")
    await channels.get_by_role("button", name="general").focus()
    await keyboard.press("ArrowUp")
    await expect(channels.get_by_role("button", name="Events")).to_be_focused()
    await keyboard.press("Tab")
    await expect(window.page.get_by_role("button", name="Members")).to_be_focused()
    await keyboard.press("Tab")
    await expect(window.message("second")).to_be_focused()
    await keyboard.press("ArrowUp")
    await expect(window.message("first")).to_be_focused()


async def test_what_arrives_is_said_to_screen_readers(scene: Stage, windows: Windows) -> None:
    window = await windows.open(scene.anna, scene.channel)
    await window.page.get_by_text("This is the start of #general.").wait_for()
    scene.person().say(scene.channel, "the **kettle** is on")
    await expect(window.page.locator("#said")).to_have_text("Olga Nowak: the kettle is on")
