"""What the data layer refuses, and what it keeps, has words in every language."""

import pytest

from bot.domain.privacy import Kept, statement
from bot.domain.retention import Retention
from bot.words import LANGUAGES, count, say


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kept", statement(Retention()), ids=lambda kept: kept.kind)
def test_everything_that_is_kept_is_told_in_words(language: str, kept: Kept) -> None:
    key = f"privacy.kept.{kept.kind}"
    if kept.days is None:
        assert say(language, key)
    else:
        texts = [count(language, key, number) for number in (1, 2, 5, kept.days)]
        assert str(kept.days) in texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("language.unknown", {"language": "xx"}),
        ("preferences.too_many_leads", {"most": 5}),
        ("preferences.lead_range", {}),
        ("preferences.quiet", {}),
        ("messages.never", {}),
    ],
)
def test_every_refusal_has_words(language: str, key: str, values: dict[str, object]) -> None:
    assert "{" not in say(language, f"refused.{key}", **values)
