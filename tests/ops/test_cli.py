"""The command line, as an operator meets it: real processes, their words and their exit codes."""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from bot.commands.settings import application_of

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"  # of application 123456789012345678


def nacre(folder: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m bot` in a folder of its own, with no settings but those given."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NACRE_")}
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment | {"PYTHONPATH": root} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    """`--help` answers within half a second because of this."""
    heavy = ["discord", "sqlalchemy", "babel", "pydantic", "aiohttp", "rich", "cogs"]
    code = f"import sys, bot.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command(tmp_path: Path) -> None:
    done = nacre(tmp_path, "--help")
    assert done.returncode == 0
    for command in (
        "demo",
        "run",
        "migrate",
        "doctor",
        "check-config",
        "invite-link",
        "backup",
        "restore",
        "export-events",
        "export-archive",
    ):
        assert f"  {command} " in done.stdout
    assert "..." not in done.stdout.split("Commands:")[1], "a first sentence that does not fit is cut off"


def test_running_without_a_token_explains_exactly_what_to_do(tmp_path: Path) -> None:
    """Where to get a token, which intents (none privileged), the invite link with its integer, how to pass it."""
    done = nacre(tmp_path, "run")
    assert done.returncode == 2
    assert done.stdout == ""
    for needed in (
        "https://discord.com/developers/applications",
        "Reset Token",
        '"Privileged Gateway Intents" off',
        "https://discord.com/oauth2/authorize?client_id=APPLICATION_ID&scope=bot%20applications.commands"
        "&permissions=563259191184384",
        "View Channel",
        "NACRE_TOKEN=",
        "NACRE_TOKEN_FILE=",
        "config.toml",
    ):
        assert needed in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing was started, so nothing was made"


def test_something_that_is_no_token_is_not_sent_to_discord(tmp_path: Path) -> None:
    done = nacre(tmp_path, "run", NACRE_TOKEN="the-client-secret-by-mistake")
    assert done.returncode == 2
    assert "three parts with dots" in done.stderr
    assert "the-client-secret-by-mistake" not in done.stderr


def test_mistakes_in_the_settings_are_all_said_and_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('tokn = "x"\n[web]\nport = -1\n')
    done = nacre(tmp_path, "check-config")
    assert done.returncode == 2
    assert "The configuration has 2 mistakes:" in done.stderr
    assert "tokn" in done.stderr
    assert "web.port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_configuration_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[web]\nenabled = false\n")
    done = nacre(tmp_path, "--config", "mine.toml", "check-config")
    assert done.returncode == 0
    assert "web server       off" in done.stdout


def test_the_invite_link_takes_the_application_from_the_token(tmp_path: Path) -> None:
    done = nacre(tmp_path, "invite-link", NACRE_TOKEN=TOKEN)
    assert done.returncode == 0
    assert "client_id=123456789012345678&scope=bot%20applications.commands&permissions=563259191184384" in done.stdout
    assert "Attach Files" in done.stdout
    assert TOKEN not in done.stdout


def test_the_invite_link_without_a_token_needs_the_application(tmp_path: Path) -> None:
    assert nacre(tmp_path, "invite-link").returncode == 2
    assert "client_id=5" in nacre(tmp_path, "invite-link", "5").stdout


def test_a_mistyped_command_ends_with_2(tmp_path: Path) -> None:
    assert nacre(tmp_path, "rnu").returncode == 2


@pytest.mark.parametrize(
    "not_a_token", ["", "a.b", "a.b.c", "MTIz.b.c", "....", "é.b.c", "MTIzNDU2Nzg5MDEyMzQ1Njc4..x"]
)
def test_what_is_no_token_belongs_to_no_application(not_a_token: str) -> None:
    assert application_of(not_a_token) is None


@pytest.mark.slow
def test_help_answers_within_half_a_second(tmp_path: Path) -> None:
    """The best of five: a machine that is busy with something else says nothing about us."""
    times = []
    for _ in range(5):
        began = perf_counter()
        nacre(tmp_path, "--help")
        times.append(perf_counter() - began)
    assert min(times) < 0.5
