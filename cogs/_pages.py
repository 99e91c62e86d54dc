"""Turning pages of a private list: two buttons that say where they lead."""

from collections.abc import Callable
from typing import TypeVar

from bot.domain.people import Page
from bot.words import say
from cogs._items import Control, button, custom_id

T = TypeVar("T")


def turners(language: str, page: Page[T], noun: str, verb: str, arg: str = "") -> list[Control]:
    """Buttons to the pages before and after, `noun:<page>:verb:arg`; none when there is only one page.

    The handler gets the wanted page as `press.id`, counted from 0.
    """
    return turning(language, page, lambda number: custom_id(noun, number, verb, arg))


def turning(language: str, page: Page[T], id_of: Callable[[int], str]) -> list[Control]:
    """The same, where the wanted page stands elsewhere in the custom id."""
    if page.last == 0:
        return []
    made = []
    if page.number > 0:
        made.append(button(say(language, "common.page_before"), id_of(page.number - 1)))
    if page.number < page.last:
        made.append(button(say(language, "common.page_after"), id_of(page.number + 1)))
    return made


def place(language: str, page: Page[T]) -> str:
    """ "Page 2 of 5", or nothing when there is only one."""
    return "" if page.last == 0 else say(language, "common.page", page=page.number + 1, pages=page.last + 1)
