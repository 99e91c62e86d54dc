"""What is shipped: the wheel, the lock file, the container, the words about them."""

import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

from bot.cli import app

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
QUICK_TESTS = "pip install uv && uv run --group dev pytest"
TRY = "pip install uv && uv run nacre demo"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# --- requirements.lock ---


def test_the_lock_file_names_versions_with_hashes_and_no_addresses() -> None:
    lock = text("requirements.lock")
    packages = re.split(r"\n(?=\S)", lock.strip())
    assert len(packages) > 40
    for package in packages:
        assert re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+", package), package
        assert "--hash=sha256:" in package, package
    assert "://" not in lock
    assert "index" not in lock


def test_the_lock_file_holds_all_that_is_needed_and_nothing_for_developers() -> None:
    project = PYPROJECT["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.split(r"[^A-Za-z0-9.-]", one)[0].lower().replace(".", "-") for one in wanted}
    locked = {line.split("==")[0].split("[")[0].replace(".", "-") for line in text("requirements.lock").splitlines()}
    assert names <= locked
    assert not {"pytest", "mypy", "ruff", "simcord"} & locked


# --- the container ---


def test_the_container_copies_what_is_there_and_what_is_not_ignored() -> None:
    copied = {
        part.rstrip("/")
        for line in text("Dockerfile").splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for part in line.split()[1:-1]
    }
    let_in = {line.removeprefix("!") for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)
    packages = set(PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert packages <= copied


def test_the_container_is_nobody_special_migrates_and_says_how_it_is() -> None:
    dockerfile = text("Dockerfile")
    assert "\nUSER nacre\n" in dockerfile
    assert 'ENTRYPOINT ["tini", "--", "nacre"]' in dockerfile
    assert 'CMD ["run", "--migrate"]' in dockerfile
    assert "/healthz" in dockerfile
    assert "--require-hashes -r requirements.lock" in dockerfile


def test_the_containers_health_check_is_a_program_that_runs() -> None:
    (check,) = re.findall(r'CMD \["python", "-c", "(.+)"\]', text("Dockerfile"))
    compile(check.replace('\\"', '"'), "healthcheck", "exec")


# --- words about it ---


def test_readme_has_the_two_commands_and_names_every_command() -> None:
    readme = text("README.md")
    assert f"\n{TRY}\n" in readme
    assert f"\n{QUICK_TESTS}\n" in readme
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__.replace("_", "-")
        assert name == "migrate" or f"| `nacre {name}" in readme


def test_readme_names_the_permissions_that_are_asked_for() -> None:
    from bot.commands.settings import _title
    from bot.domain import permissions

    readme = " ".join(text("README.md").split())
    assert str(permissions.BITS) in readme
    assert all(_title(permission) in readme for permission in permissions.NEEDED)


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "docs/operators.md", "docs/try-it.md", "docs/decisions/README.md"]
)
def test_links_between_our_pages_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text(page)) if "://" not in target]
    assert [target for target in targets if not (folder / target).exists()] == []


def test_every_decision_is_listed_once() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[^)]+\.md)\)", text("docs/decisions/README.md"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_the_machine_that_checks_runs_readmes_command_as_it_stands() -> None:
    run = ROOT / ".ci" / "run"
    assert f"\n{QUICK_TESTS}\n" in run.read_text(encoding="utf-8")
    assert run.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(run)], check=True)


# --- the wheel ---


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_all_that_is_read_while_it_runs_and_no_tests(wheel: Path) -> None:
    """Words, kinds, migrations, fonts and templates of pictures and pages, the demonstration's transcripts."""
    names = set(zipfile.ZipFile(wheel).namelist())
    source = {
        str(path.relative_to(ROOT))
        for folder in PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".mo"
    }
    assert {".html", ".svg", ".ttf", ".vtt", ".js", ".css"} <= {Path(name).suffix for name in source}
    assert {"bot/kinds.toml", "bot/locales/pl/LC_MESSAGES/common.po", "migrations/env.py"} <= source
    assert source <= names
    assert not any(name.startswith("tests/") for name in names)


@pytest.mark.slow
def test_the_installed_wheel_runs_outside_the_tree(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own; only what it depends on is lent from here."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    scripts = tmp_path / "venv" / "bin"
    install = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    environment = {"PATH": str(scripts), "PYTHONPATH": sysconfig.get_paths()["purelib"], "HOME": str(tmp_path)}

    def nacre(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [str(scripts / "nacre"), *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert nacre("--version").stdout.startswith("nacre ")
    assert nacre("run").returncode == 2
    assert "webinar" in nacre("check-config").stdout
    assert nacre("migrate").returncode == 0
    assert (tmp_path / "data" / "nacre.db").is_file()
    code = "import bot.words; print(bot.__file__, bot.words.count('pl', 'common.seats_left', 5))"
    ask = [str(scripts / "python"), "-c", code]
    said = subprocess.run(ask, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert said.startswith(str(tmp_path / "venv"))
    assert "miejsc" in said
