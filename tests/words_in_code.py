"""Finds the keys of texts in the code, by reading it: which are named outright, and which are put together.

A key is named in a call (`say(language, "card.going")`), put together (`f"event.status.{status}"`: a family), or
handed on (a constant that another function says). All three are found; the first with the values that fill it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]

# where a function comes from → its name → which argument is a key, and what the key is put below
_SPEAKERS: dict[str, dict[str, tuple[int, str]]] = {
    "bot.words": {"say": (1, ""), "count": (1, ""), "has": (0, "")},
    "cogs._answers": {"answer": (1, ""), "fill": (1, "")},
    "cogs._commands": {"described": (0, "command."), "text": (0, ""), "choice": (0, "")},
    "bot.domain.refused": {"Refused": (0, "refused.")},
    "bot.services.logbook": {"write": (3, "log.")},
}
_NOT_VALUES = {"view", "file", "private"}  # keywords of `answer` that fill no placeholder


@dataclass(frozen=True)
class Use:
    """One place where a text is said. `key` has `*` where the code puts something in."""

    where: str
    speaker: str
    key: str
    values: frozenset[str] | None  # what fills it; None when that cannot be read from the call
    label: bool  # it is the label of a button

    @property
    def family(self) -> bool:
        return "*" in self.key

    def matches(self, key: str) -> bool:
        return re.fullmatch(re.escape(self.key).replace(r"\*", r".+"), key) is not None


@cache
def uses() -> tuple[Use, ...]:
    return tuple(use for path in _files() for use in _of(path))


@cache
def constants() -> frozenset[str]:
    """Every string in the code that looks like a key or the end of one."""
    looks = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
    return frozenset(
        node.value
        for path in _files()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and looks.fullmatch(node.value)
    )


@cache
def families() -> frozenset[str]:
    """Every f-string that looks like a key with a hole, wherever it is used: `event.status.*`."""
    looks = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9_.]*\*[a-z0-9_.*]*")
    return frozenset(
        pattern
        for path in _files()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.JoinedStr) and looks.fullmatch(pattern := _pattern(node))
    )


@cache
def endings() -> frozenset[str]:
    """What the code puts behind a key it was given: `f"{key}_at"` gives `_at`."""
    return frozenset(
        pattern[1:]
        for path in _files()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.JoinedStr) and re.fullmatch(r"\*[._][a-z_]+", pattern := _pattern(node))
    )


def _files() -> list[Path]:
    folders = [path for path in (ROOT / "bot").rglob("*.py") if "commands" not in path.parts]  # operators' English
    return sorted([*folders, *(ROOT / "cogs").rglob("*.py")])


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _of(path: Path) -> Iterator[Use]:
    tree = _tree(path)
    named, modules = _imports(tree)
    labels = set(map(id, _label_nodes(tree)))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        speaker = _speaker(node.func, named, modules)
        if speaker is None:
            continue
        name, (position, prefix) = speaker
        if len(node.args) <= position or any(isinstance(argument, ast.Starred) for argument in node.args):
            continue
        where = f"{path.relative_to(ROOT)}:{node.lineno}"
        values = _values(node, name)
        for key in _keys(node.args[position]):
            yield Use(where, name, prefix + key, values, id(node) in labels)


def _imports(tree: ast.Module) -> tuple[dict[str, tuple[str, tuple[int, str]]], dict[str, str]]:
    """Names that speak, and modules whose attributes do, as this file calls them."""
    named: dict[str, tuple[str, tuple[int, str]]] = {}
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                called = alias.asname or alias.name
                if alias.name in _SPEAKERS.get(node.module, {}):
                    named[called] = (alias.name, _SPEAKERS[node.module][alias.name])
                if f"{node.module}.{alias.name}" in _SPEAKERS:
                    modules[called] = f"{node.module}.{alias.name}"
    return named, modules


def _speaker(
    function: ast.expr, named: dict[str, tuple[str, tuple[int, str]]], modules: dict[str, str]
) -> tuple[str, tuple[int, str]] | None:
    if isinstance(function, ast.Name):
        return named.get(function.id)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in modules:
        speakers = _SPEAKERS[modules[function.value.id]]
        if function.attr in speakers:
            return function.attr, speakers[function.attr]
    return None


def _label_nodes(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls inside the label of a `button(…)` or `Button(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"button", "Button"}:
                told = [keyword.value for keyword in node.keywords if keyword.arg == "label"] or node.args[:1]
                for argument in told:
                    yield from (inner for inner in ast.walk(argument) if isinstance(inner, ast.Call))


def _keys(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield _pattern(node)
    elif isinstance(node, ast.IfExp):
        yield from _keys(node.body)
        yield from _keys(node.orelse)


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)  # type: ignore[misc]


def _values(node: ast.Call, speaker: str) -> frozenset[str] | None:
    if speaker in {"has", "described", "text", "choice", "write", "fill"}:
        return None
    if any(keyword.arg is None for keyword in node.keywords):  # **values
        return None
    given = {keyword.arg for keyword in node.keywords if keyword.arg is not None} - _NOT_VALUES
    return frozenset(given | ({"n"} if speaker == "count" else set()))
