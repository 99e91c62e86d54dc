"""Forms survive a restart and never lose what was typed."""

from collections.abc import Sequence

import discord
import pytest

import cogs._forms
from bot.services import forms
from cogs._forms import Field, Form, Kind
from tests.cogs.world import World, filled_in, labels_of, parts_of, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["tests.cogs.probe"]


async def test_a_form_opens_filled_in_and_comes_back(world: World) -> None:
    form = await world.slash(world.participant, "probe", how="form")
    assert filled_in(form) == {"text": "as it was"}
    assert "is saved" in text_of(await world.fill(world.participant, form, text="new words"))
    assert world.counted.interactions == [("/probe", "done"), ("form:event:note", "done")]


async def test_a_form_opened_before_a_restart_is_taken_after_it(world: World) -> None:
    """Discord.py would drop it: it keeps open forms in memory."""
    form = await world.slash(world.participant, "probe", how="form")
    await world.restart()
    assert "new words" in text_of(await world.fill(world.participant, form, text="new words"))


async def test_opened_forms_are_not_kept_in_memory(world: World) -> None:
    for _ in range(3):
        await world.slash(world.participant, "probe", how="form")
    assert world.bot._connection._view_store._modals == {}


@pytest.mark.parametrize(("typed", "words"), [("refuse", "event"), ("crash", "reference")])
async def test_what_was_refused_is_handed_back_word_for_word(world: World, typed: str, words: str) -> None:
    form = await world.slash(world.participant, "probe", how="form")
    result = await world.fill(world.participant, form, text=typed)
    assert result.ephemeral
    assert words in text_of(result)
    assert labels_of(result) == ["Back to the form"]
    await world.restart()
    again = await world.click(world.participant, result, "Back to the form")
    assert filled_in(again) == {"text": typed}


async def test_words_also_come_back_when_the_form_is_opened_anew(world: World) -> None:
    form = await world.slash(world.participant, "probe", how="form")
    await world.fill(world.participant, form, text="refuse")
    assert filled_in(await world.slash(world.participant, "probe", how="form")) == {"text": "refuse"}
    assert filled_in(await world.slash(world.other, "probe", how="form")) == {"text": "as it was"}, "only one's own"


async def test_what_went_through_is_forgotten(world: World) -> None:
    form = await world.slash(world.participant, "probe", how="form")
    await world.fill(world.participant, form, text="refuse")
    form = await world.slash(world.participant, "probe", how="form")
    await world.fill(world.participant, form, text="good")
    kept = await world.client.ask(forms.take, world.actor(world.participant), "event:12:note")
    assert kept is None


async def test_the_back_button_speaks_the_readers_language(world: World) -> None:
    world.speaks(world.participant, "pl")
    form = await world.slash(world.participant, "probe", how="form")
    result = await world.fill(world.participant, form, text="refuse")
    assert labels_of(result) == ["Wróć do formularza"]


async def test_a_form_of_a_version_before_is_refused_in_words_and_kept(world: World) -> None:
    form = await world.slash(world.participant, "probe", how="form")
    await world.bot.remove_cog("Probe")
    result = await world.fill(world.participant, form, text="good")
    assert world.counted.refusals == ["control.unknown"]
    assert labels_of(result) == ["Back to the form"]


async def test_every_kind_of_field_shows_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cogs._forms, "say", lambda language, key: key)
    fields = [
        Field("line", required=True),
        Field("choice", Kind.CHOICE, choices=[("a", "A"), ("b", "B")]),
        Field("user", Kind.USER),
        Field("roles", Kind.ROLES, max_values=5),
        Field("channel", Kind.CHANNEL, required=True),
    ]
    values = {"line": "words", "choice": "b", "user": "1", "roles": "2,3", "channel": "4"}
    modal = cogs._forms._Modal("en", Form("t", "f", fields), "t:1:f", values)
    shown = parts_of(list(modal.to_dict()["components"]))
    by_name = {part["custom_id"]: part for part in shown if part.get("custom_id")}
    assert by_name["line"]["value"] == "words"
    assert [option["value"] for option in by_name["choice"]["options"] if option["default"]] == ["b"]
    assert [each["id"] for each in by_name["roles"]["default_values"]] == [2, 3]
    assert by_name["channel"]["min_values"] == 1
    assert by_name["user"]["min_values"] == 0
    assert by_name["user"]["required"] is False
    assert {part["type"] for part in shown} >= {discord.ComponentType.label.value}


def test_values_are_read_from_labels_and_rows() -> None:
    """Both shapes are sent: labels for new forms, action rows for those opened by older clients."""
    payload = [
        {"type": 18, "component": {"type": 4, "custom_id": "a", "value": "one"}},
        {"type": 1, "components": [{"type": 4, "custom_id": "b", "value": "two"}]},
        {"type": 18, "component": {"type": 6, "custom_id": "c", "values": ["1", "2"]}},
        {"type": 18, "component": {"type": 21, "custom_id": "d", "value": None}},
        {"type": 10, "content": "words"},
    ]
    assert dict(cogs._forms._values(payload)) == {"a": "one", "b": "two", "c": "1,2", "d": ""}
