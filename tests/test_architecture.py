"""Who may import whom. Most of it is contracts in pyproject.toml; here is that they hold, and what they cannot say."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("bot", "cogs", include_external_packages=True, cache_dir=None)


def imports(graph: grimp.ImportGraph, package: str) -> dict[str, set[str]]:
    """The modules of a package, each with what it imports directly."""
    modules = {package} | graph.find_descendants(package)
    return {module: graph.find_modules_directly_imported_by(module) for module in modules}


@pytest.fixture
def loggers_as_they_were() -> Iterator[None]:
    """The linter sets logs up for itself and turns every logger off that was there before."""
    there = [log for log in logging.root.manager.loggerDict.values() if isinstance(log, logging.Logger)]
    was = [(log, log.disabled) for log in there]
    yield
    for log, disabled in was:
        log.disabled = disabled


@pytest.mark.usefixtures("loggers_as_they_were")
def test_the_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("package", "others"),
    [
        ("bot.domain", {"dateutil"}),
        ("bot.calendars", {"bot.domain", "bot.words", "icalendar", "dateutil"}),
        ("bot.pictures", {"jinja2", "resvg_py"}),
    ],
)
def test_what_a_pure_package_imports(graph: grimp.ImportGraph, package: str, others: set[str]) -> None:
    """The standard library, itself, and the few named here: an allow-list, which contracts do not offer."""
    foreign = {
        f"{module} imports {imported}"
        for module, found in imports(graph, package).items()
        for imported in found
        if imported.split(".")[0] not in sys.stdlib_module_names
        and not any(f"{imported}.".startswith(f"{allowed}.") for allowed in {package, *others})
    }
    assert foreign == set()


def test_the_core_is_synchronous(graph: grimp.ImportGraph) -> None:
    """Domain and services have nothing to await, so nobody can await Discord inside a transaction."""
    found = {
        module
        for package in ("bot.domain", "bot.services", "bot.calendars")
        for module, imported in imports(graph, package).items()
        if imported & {"asyncio", "aiohttp", "aiosqlite"}
    }
    assert found == set()


def test_the_domain_reads_no_clock_and_no_file(graph: grimp.ImportGraph) -> None:
    """Everything it needs is handed to it; `now` above all."""
    outside = {"os", "io", "pathlib", "time", "random", "secrets", "socket", "threading", "logging"}
    reaching = {module for module, imported in imports(graph, "bot.domain").items() if imported & outside}
    assert reaching == set()
    asking = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in (ROOT / "bot" / "domain").rglob("*.py")
        for word in ("datetime.now(", ".today(", ".utcnow(")
        if word in path.read_text(encoding="utf-8")
    ]
    assert asking == []


def test_cogs_never_reach_each_other(graph: grimp.ImportGraph) -> None:
    """They share what is in the `_` modules; an extension that imports another could not be reloaded alone."""

    def public(module: str) -> bool:
        return module.startswith("cogs.") and not module.split(".")[1].startswith("_")

    found = {
        f"{module} imports {imported}"
        for module, others in imports(graph, "cogs").items()
        for imported in others
        if public(imported) and imported.split(".")[1] != [*module.split("."), ""][1]
    }
    assert found == set()


def test_no_module_is_a_drawer() -> None:
    """A module is named after what it knows."""
    drawers = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc", "core"}
    found = [
        str(path.relative_to(ROOT))
        for folder in ("bot", "cogs", "migrations")
        for path in (ROOT / folder).rglob("*.py")
        if path.stem.strip("_") in drawers
    ]
    assert found == []


def test_every_package_says_what_lives_in_it() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for folder in ("bot", "cogs")
        for path in (ROOT / folder).rglob("__init__.py")
        if not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []
