"""Settings: from a file, from the environment, from files of secrets; and every mistake at once."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.config import KindTable, Settings, load, shipped_kinds
from bot.domain.events import Audience
from bot.domain.retention import Retention
from bot.mistakes import BadSettings, variables

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No config.toml in the current folder and no variable of the developer's own."""
    import os

    for name in [name for name in os.environ if name.startswith("NACRE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "nacre.toml"


def mistakes(file: Path, text: str) -> list[str]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        load(file)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_everything_has_a_default() -> None:
    settings = load()
    assert settings.token is None
    assert settings.database == "sqlite:///data/nacre.db"
    assert settings.web.host == "127.0.0.1", "reachable from this machine only, unless someone says otherwise"
    assert [kind.key for kind in settings.kinds] == list(shipped_kinds())


def test_the_environment_wins_over_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('[web]\nport = 1000\nhost = "::1"\n')
    monkeypatch.setenv("NACRE_WEB__PORT", "2000")
    settings = load(file)
    assert (settings.web.host, settings.web.port) == ("::1", 2000)


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`NACRE_TOKEN: ${TOKEN:-}` in a compose file passes an empty one."""
    monkeypatch.setenv("NACRE_TOKEN", "")
    assert load().token is None


def test_the_file_may_be_named_by_a_variable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('data_dir = "elsewhere"')
    monkeypatch.setenv("NACRE_CONFIG", str(file))
    assert load().data_dir == Path("elsewhere")


def test_config_toml_in_the_current_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('data_dir = "elsewhere"')
    assert load().database == "sqlite:///elsewhere/nacre.db"


# --- secrets ---


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "token"
    secret.write_text("from-a-file\n")
    monkeypatch.setenv("NACRE_TOKEN_FILE", str(secret))
    token = load().token
    assert token is not None
    assert token.get_secret_value() == "from-a-file"


def test_a_secret_of_the_environment_wins_over_a_file_that_the_configuration_names(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text("from-a-file")
    file.write_text(f'token_file = "{tmp_path / "token"}"')
    monkeypatch.setenv("NACRE_TOKEN", "from-the-environment")
    token = load(file).token
    assert token is not None
    assert token.get_secret_value() == "from-the-environment"


def test_a_secret_given_twice_in_one_place_is_a_mistake(file: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("x")
    found = mistakes(file, f'token = "y"\ntoken_file = "{tmp_path / "token"}"')
    assert found == ["token: found a secret given twice; expected either the value or the name of its file"]


@pytest.mark.parametrize("content", [None, "  \n"])
def test_a_secret_file_that_is_missing_or_empty_is_a_mistake(file: Path, tmp_path: Path, content: str | None) -> None:
    secret = tmp_path / "token"
    if content is not None:
        secret.write_text(content)
    (found,) = mistakes(file, f'token_file = "{secret}"')
    assert found.startswith("token_file: found ")
    assert "expected a text file" in found


def test_secrets_are_shown_in_no_mistake_and_in_no_repr(file: Path) -> None:
    """Not even a secret under a misspelt name, or one of the wrong type."""
    found = mistakes(file, 'tokn = "s3cret"\ndatabase_url = "mysql://u:s3cret@h/d"\ntoken = ["s3cret"]')
    assert len(found) == 3
    assert "s3cret" not in " ".join(found)
    file.write_text('token = "s3cret"\ndatabase_url = "postgresql://u:s3cret@h/d"')
    assert "s3cret" not in repr(load(file))


# --- mistakes ---


def test_every_mistake_is_reported_at_once_each_with_its_path_and_what_was_expected(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NACRE_WEB__PORT", "http")
    monkeypatch.setenv("NACRE_LGO__LEVEL", "info")
    found = mistakes(
        file,
        """
        tokn = "x"
        _env_file = "y"
        [log]
        level = "loud"
        [web]
        prot = 1
        enabled = "maybe"
        [direct_messages]
        seconds_apart = 0
        [[kind]]
        key = "Choir Practice"
        [[kind]]
        key = "choir"
        [[kind]]
        key = "webinar"
        minutes = 1
        reminders = [10, -1]
        """,
    )
    assert sorted(found) == [
        "NACRE_LGO__LEVEL: found a variable that does not exist; did you mean NACRE_LOG__LEVEL?",
        "_env_file: found a setting that does not exist; expected no such name",
        "direct_messages.seconds_apart: found 0; expected a number of seconds from 0.5 to 60",
        "kind.1.key: found 'Choir Practice'; expected a short key of small letters, digits and _, "
        "beginning with a letter",
        "kind.2: found a new kind without a name; expected `name`, as people will read it",
        "kind.3.minutes: found 1; expected a whole number of minutes from 5 to 20160",
        "kind.3.reminders.2: found -1; expected a list of at most 10 whole numbers of minutes, each from 0 to 86400",
        'log.level: found \'loud\'; expected one of "debug", "info", "warning", "error"',
        "tokn: found a setting that does not exist; did you mean token?",
        "web.enabled: found 'maybe'; expected true or false",
        "web.port (from NACRE_WEB__PORT): found 'http'; expected a whole number from 0 (any free port) to 65535",
        "web.prot: found a setting that does not exist; did you mean port?",
    ]


@pytest.mark.parametrize("url", ["https://nacre.example.org", "https://example.org/nacre"])
def test_a_public_address_has_no_slash_at_its_end(file: Path, url: str) -> None:
    """Paths are put behind it."""
    file.write_text(f'[web]\npublic_url = "{url}/"\n')
    assert load(file).web.public_url == url


@pytest.mark.parametrize("url", ["http://nacre.example.org", "nacre.example.org", "https://", "https://x.org/?a=1", ""])
def test_a_public_address_is_an_https_one(file: Path, url: str) -> None:
    found = mistakes(file, f'[web]\npublic_url = "{url}"')
    assert len(found) == 1
    assert "an address that begins with https://" in found[0]


def test_a_name_like_no_other_lists_those_that_exist(file: Path) -> None:
    assert mistakes(file, "[web]\nzzz = 1") == [
        "web.zzz: found a setting that does not exist; expected one of enabled, host, port, public_url"
    ]


def test_a_value_where_a_table_belongs_is_a_mistake(file: Path) -> None:
    assert mistakes(file, "web = 8080\nkind = 3") == [
        "web: found 8080; expected a table: [web]",
        "kind: found 3; expected tables, each headed [[kind]], in the file",
    ]


def test_a_file_that_is_no_toml_says_where(file: Path) -> None:
    (found,) = mistakes(file, "token = \n")
    assert "line 1" in found
    assert str(file) in found


def test_a_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="no file that can be read"):
        load(tmp_path / "absent.toml")


# --- retention ---


def test_retention_has_a_setting_for_each_kind_of_data(file: Path) -> None:
    assert load().retention.rules() == Retention()
    file.write_text("[retention]\nnotes = 5\n")
    assert load(file).retention.rules() == Retention(notes=5)


def test_nothing_can_be_kept_for_no_time(file: Path) -> None:
    """0 would mean "remove at once" to one reader and "keep for ever" to the next."""
    assert mistakes(file, "[retention]\nnotes = 0") == [
        "retention.notes: found 0; expected a whole number of days, at least 1"
    ]


# --- kinds ---


def test_a_kind_of_the_configuration_changes_only_what_it_says(file: Path) -> None:
    file.write_text('[[kind]]\nkey = "webinar"\nminutes = 45\n')
    webinar = load(file).kinds.get("webinar")
    assert webinar.minutes == 45
    assert webinar.reminders == shipped_kinds()["webinar"].reminders


def test_a_kind_of_ones_own_is_added_with_its_reminders_in_order(file: Path) -> None:
    file.write_text('[[kind]]\nkey = "choir"\nname = "Choir"\naudience = "roles"\nreminders = [10, 60, 10]\n')
    choir = load(file).kinds.get("choir")
    assert (choir.name, choir.audience, choir.reminders) == ("Choir", Audience.ROLES, (60, 10))


def test_a_kind_may_be_without_reminders(file: Path) -> None:
    file.write_text('[[kind]]\nkey = "webinar"\nreminders = []\n')
    assert load(file).kinds.get("webinar").reminders == ()


def test_shipped_kinds_can_be_left_out_but_some_kind_must_be_there(file: Path) -> None:
    file.write_text('shipped_kinds = false\n[[kind]]\nkey = "webinar"\n')
    assert [kind.key for kind in load(file).kinds] == ["webinar"]
    assert "at least one [[kind]]" in mistakes(file, "shipped_kinds = false")[0]


def test_a_key_used_twice_is_a_mistake(file: Path) -> None:
    assert mistakes(file, '[[kind]]\nkey = "webinar"\n[[kind]]\nkey = "webinar"\n') == [
        "kind: found a key used twice; expected each [[kind]] with a key of its own"
    ]


# --- config.example.toml ---


def uncommented() -> dict[str, Any]:
    text = EXAMPLE.read_text(encoding="utf-8")
    return tomllib.loads(re.sub(r"^#(?=\w+ = |\[)", "", text, flags=re.MULTILINE))


def dotted(table: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from dotted(value, f"{prefix}{key}.")
        elif not isinstance(value, list) or key != "kind":
            yield prefix + key


def test_the_example_as_it_is_changes_nothing() -> None:
    assert load(EXAMPLE) == load()


def test_the_example_explains_every_setting() -> None:
    known = {name.removeprefix("NACRE_").lower().replace("__", ".") for name in variables(Settings)}
    assert set(dotted(uncommented())) == known


def test_the_example_shows_the_defaults(file: Path) -> None:
    """What is there behind a `#` is what holds without it; secrets, contact and public address are examples."""
    shown = uncommented()
    for example in ("token", "token_file", "database_url", "database_url_file", "contact"):
        del shown[example]
    shown["web"]["public_url"] = None
    (kind,) = shown.pop("kind")
    assert set(kind) == set(KindTable.model_fields)
    defaults = load()
    for name, value in shown.items():
        actual = getattr(defaults, name)
        assert value == (actual.model_dump(mode="json") if isinstance(value, dict) else type(value)(actual))
