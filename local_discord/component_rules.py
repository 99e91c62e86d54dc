"""What one component may be, in a message and in a form.

https://docs.discord.com/developers/components/reference
"""

from collections.abc import Callable

from local_discord.errors import invalid
from local_discord.records import Json

ROW, BUTTON, TEXT_INPUT, SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY = 1, 2, 4, 9, 10, 11, 12
FILE, SEPARATOR, CONTAINER, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 13, 14, 17, 18, 19, 21, 22, 23
SELECTS = frozenset({3, 5, 6, 7, 8})
_IN_LABEL = SELECTS | {TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}
_IN_CONTAINER = frozenset({ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR})
_KNOWN = _IN_LABEL | _IN_CONTAINER | {BUTTON, THUMBNAIL, CONTAINER, LABEL}


def at_most(text: str, most: int, path: str, *, least: int = 0) -> int:
    """The length of a text; 50035 when it is not between `least` and `most`."""
    if len(text) > most:
        raise invalid(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    if len(text) < least:
        raise invalid(path, "BASE_TYPE_REQUIRED", "This field is required")
    return len(text)


def one(component: Json) -> None:
    """Check a component by itself; where it may be is its parent's rule."""
    kind = component.get("type")
    if kind not in _KNOWN:
        raise invalid("components.type", "UNION_TYPE_CHOICES", f"{kind} is no type of component")
    if kind in SELECTS:
        _select(component)
    check = _CHECKS.get(kind)
    if check is not None:
        check(component)


def _row(row: Json) -> None:
    inside = row.get("components") or []
    buttons = all(each["type"] == BUTTON for each in inside)
    if not 1 <= len(inside) <= (5 if buttons else 1):
        raise invalid("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A row holds 5 buttons or 1 select")
    if not buttons and inside[0]["type"] not in SELECTS | {TEXT_INPUT}:
        raise invalid("components.components.type", "UNION_TYPE_CHOICES", "A row holds buttons or a select")


def _button(button: Json) -> None:
    at_most(button.get("label") or "", 80, "components.label")
    if button.get("style") not in range(1, 7):
        raise invalid("components.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    if not button.get("label") and not button.get("emoji") and button["style"] != 6:
        raise invalid("components.label", "BASE_TYPE_REQUIRED", "A button has a label or an emoji")
    if button["style"] == 5:
        if not button.get("url") or button.get("custom_id"):
            raise invalid("components.url", "BASE_TYPE_REQUIRED", "A link button has a url and no custom id")
        at_most(button["url"], 512, "components.url")
    elif button["style"] != 6 and (not button.get("custom_id") or button.get("url")):
        raise invalid("components.custom_id", "BASE_TYPE_REQUIRED", "A button has a custom id and no url")


def _select(select: Json) -> None:
    options = select.get("options") or []
    at_most(select.get("custom_id") or "", 100, "components.custom_id", least=1)
    at_most(select.get("placeholder") or "", 150, "components.placeholder")
    if select["type"] == 3:
        _options(options, 1, 25)
    least, most = _range(select)
    if least > most or not 0 <= least <= 25 or not 1 <= most <= 25:
        raise invalid("components.min_values", "COMPONENT_SELECT_MIN_MAX", "min_values is at most max_values")
    if sum(bool(each.get("default")) for each in options) > most:
        raise invalid("components.options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "Too many are chosen already")


def _range(select: Json) -> tuple[int, int]:
    least, most = select.get("min_values"), select.get("max_values")
    return 1 if least is None else int(least), 1 if most is None else int(most)


def _options(options: list[Json], least: int, most: int) -> None:
    if not least <= len(options) <= most:
        raise invalid("components.options", "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    for option in options:
        at_most(option.get("label") or "", 100, "components.options.label", least=1)
        at_most(option.get("value") or "", 100, "components.options.value", least=1)
        at_most(option.get("description") or "", 100, "components.options.description")
    if len({option["value"] for option in options}) != len(options):
        raise invalid("components.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values must be unique")


def _section(section: Json) -> None:
    texts = section.get("components") or []
    if not 1 <= len(texts) <= 3 or any(each["type"] != TEXT_DISPLAY for each in texts):
        raise invalid("components.components", "BASE_TYPE_BAD_LENGTH", "A section has 1 to 3 texts")
    if (section.get("accessory") or {}).get("type") not in (BUTTON, THUMBNAIL):
        raise invalid("components.accessory", "BASE_TYPE_REQUIRED", "A section has a button or a thumbnail beside it")


def _text(text: Json) -> None:
    at_most(text.get("content") or "", 4000, "components.content", least=1)


def _gallery(gallery: Json) -> None:
    if not 1 <= len(gallery.get("items") or []) <= 10:
        raise invalid("components.items", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    for item in gallery["items"]:
        at_most(item.get("description") or "", 1024, "components.items.description")


def _container(container: Json) -> None:
    inside = container.get("components") or []
    if not inside or any(each["type"] not in _IN_CONTAINER for each in inside):
        raise invalid("components.components", "UNION_TYPE_CHOICES", "Not allowed in a container")


def _text_input(text: Json) -> None:
    at_most(text.get("custom_id") or "", 100, "components.custom_id", least=1)
    at_most(text.get("placeholder") or "", 100, "components.placeholder")
    most = text.get("max_length")
    at_most(text.get("value") or "", 4000 if most is None else int(most), "components.value")
    if not 0 <= int(text.get("min_length") or 0) <= (4000 if most is None else int(most)) <= 4000:
        raise invalid("components.max_length", "NUMBER_TYPE_MAX", "Between 1 and 4000, and no less than min_length")


def _upload(upload: Json) -> None:
    least, most = _range(upload)
    if not 0 <= least <= most <= 10:
        raise invalid("components.max_values", "NUMBER_TYPE_MAX", "Between 0 and 10 files")


_CHECKS: dict[int, Callable[[Json], None]] = {
    ROW: _row,
    BUTTON: _button,
    SECTION: _section,
    TEXT_DISPLAY: _text,
    GALLERY: _gallery,
    CONTAINER: _container,
    TEXT_INPUT: _text_input,
    FILE_UPLOAD: _upload,
    RADIO_GROUP: lambda group: _options(group.get("options") or [], 2, 10),
    CHECKBOX_GROUP: lambda group: _options(group.get("options") or [], 1, 10),
}


def in_modal(component: Json, at: str) -> None:
    """At the top of a form: a label with one thing in it, a text, or a row as it was before labels."""
    if component.get("type") in (ROW, TEXT_DISPLAY):
        return
    if component.get("type") != LABEL:
        raise invalid(f"{at}.type", "UNION_TYPE_CHOICES", "Not allowed in a modal")
    at_most(component.get("label") or "", 45, f"{at}.label", least=1)
    at_most(component.get("description") or "", 100, f"{at}.description")
    inside = component.get("component") or {}
    if inside.get("type") not in _IN_LABEL:
        raise invalid(f"{at}.component.type", "UNION_TYPE_CHOICES", "Not allowed in a label")
    if inside["type"] == TEXT_INPUT and inside.get("label"):
        raise invalid(f"{at}.component.label", "BASE_TYPE_FORBIDDEN", "The label says it already")
    if inside.get("disabled"):
        raise invalid(f"{at}.component.disabled", "BASE_TYPE_FORBIDDEN", "Nothing is disabled in a form")
    if inside.get("min_values") == 0 and inside.get("required", True):
        raise invalid(f"{at}.component.min_values", "COMPONENT_MIN_VALUES_REQUIRED", "What is required is at least one")
