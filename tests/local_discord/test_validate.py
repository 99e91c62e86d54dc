"""What Discord does not take, beyond what its specification says."""

import pytest

from local_discord import validate
from local_discord.errors import ApiError
from local_discord.world import COMPONENTS_V2, Json


def button(**changes: object) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def select(**changes: object) -> Json:
    return {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]} | changes


def text(content: str = "words") -> Json:
    return {"type": 10, "content": content}


def label(inside: Json, **changes: object) -> Json:
    return {"type": 18, "label": "Name", "component": inside} | changes


FIELD = {"type": 4, "custom_id": "name", "style": 1}
CHOICE = {"label": "a", "value": "a"}


@pytest.mark.parametrize(
    "body",
    [
        {"content": "words", "components": [row(button(), button(custom_id="b"))]},
        {"components": [row(select())], "content": "x"},
        {"flags": COMPONENTS_V2, "components": [{"type": 17, "components": [text(), row(button())]}]},
        {"flags": COMPONENTS_V2, "components": [{"type": 9, "components": [text()], "accessory": button()}]},
        {"embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}]}]},
    ],
)
def test_a_message_that_keeps_the_rules_passes(body: Json) -> None:
    validate.message(body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 50006),
        ({"content": "x" * 2001}, 50035),
        ({"embeds": [{"title": "t"}] * 11}, 50035),
        ({"embeds": [{"description": "x" * 4096}, {"description": "x" * 1905}]}, 50035),
        ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, 50035),
        ({"components": [row(button(custom_id=str(number))) for number in range(6)]}, 50035),
        ({"components": [row(button(), button())]}, 50035),
        ({"components": [row(button(custom_id=None))]}, 50035),
        ({"components": [row(button(style=5))]}, 50035),
        ({"components": [row(button(label="x" * 81))]}, 50035),
        ({"components": [row(button(label=None))]}, 50035),
        ({"components": [row(button(), select())]}, 50035),
        ({"components": [row()]}, 50035),
        ({"components": [text()]}, 50035),
        ({"components": [row(select(min_values=3, max_values=2))]}, 50035),
        ({"components": [row(select(options=[]))]}, 50035),
        ({"components": [row(select(options=[CHOICE, CHOICE]))]}, 50035),
        ({"components": [{"type": 99}], "flags": COMPONENTS_V2}, 50035),
        ({"components": [text()], "content": "x", "flags": COMPONENTS_V2}, 50035),
        ({"components": [text("x" * 2001), text("x" * 2000)], "flags": COMPONENTS_V2}, 50035),
        ({"components": [text()] * 41, "flags": COMPONENTS_V2}, 50035),
        ({"components": [{"type": 9, "components": [text()]}], "flags": COMPONENTS_V2}, 50035),
        ({"components": [{"type": 12, "items": []}], "flags": COMPONENTS_V2}, 50035),
        ({"components": [{"type": 17, "components": [label(FIELD)]}], "flags": COMPONENTS_V2}, 50035),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, 50035),
        ({"content": "x", "nonce": "x" * 26}, 50035),
    ],
)
def test_a_message_that_breaks_a_rule_is_refused(body: Json, code: int) -> None:
    with pytest.raises(ApiError) as caught:
        validate.message(body)
    assert caught.value.code == code


def form(*components: Json, **changes: object) -> Json:
    return {"title": "About you", "custom_id": "f", "components": list(components)} | changes


@pytest.mark.parametrize(
    "inside",
    [
        FIELD,
        select(),
        {"type": 19, "custom_id": "file", "min_values": 0, "max_values": 10, "required": False},
        {"type": 21, "custom_id": "r", "options": [CHOICE, {"label": "b", "value": "b"}]},
        {"type": 22, "custom_id": "c", "options": [CHOICE]},
        {"type": 23, "custom_id": "one"},
    ],
)
def test_every_input_fits_in_a_label_of_a_form(inside: Json) -> None:
    validate.modal(form(label(inside)))


@pytest.mark.parametrize(
    "data",
    [
        form(),
        form(*[text()] * 6),
        form(text(), title="x" * 46),
        form(text(), custom_id=""),
        form(row(button()), {"type": 17, "components": [text()]}),
        form(label(FIELD, label="x" * 46)),
        form(label(FIELD | {"label": "twice"})),
        form(label(button())),
        form(label(select(disabled=True))),
        form(label(select(min_values=0))),
        form(label({"type": 21, "custom_id": "r", "options": [CHOICE]})),
        form(label({"type": 19, "custom_id": "file", "max_values": 11})),
        form(label(FIELD | {"max_length": 5, "value": "too long"})),
    ],
)
def test_a_form_that_breaks_a_rule_is_refused(data: Json) -> None:
    with pytest.raises(ApiError) as caught:
        validate.modal(data)
    assert caught.value.code == 50035
