"""What is wrong with a configuration, in words: where, what was found there, what was expected.

Values are shown only where no secret can be: never those of secrets, nor of settings nobody knows (a token under a
misspelt name is still a token).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from bot.stopped import Code, Stopped

PREFIX = "NACRE_"
NESTED = "__"
CONFIG_VARIABLE = "NACRE_CONFIG"  # names the file itself, so it is no setting

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    where: str  # "web.port", with the environment variable where that is what said it
    found: str
    expected: str = ""
    meant: str = ""  # for a name that does not exist: the one that was probably meant

    def __str__(self) -> str:
        advice = f"did you mean {self.meant}?" if self.meant else f"expected {self.expected}"
        return f"{self.where}: found {self.found}; {advice}"


class BadSettings(Stopped):
    """A configuration with at least one mistake; says all of them in one go."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        count = "a mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        super().__init__("\n  ".join([f"The configuration has {count}:", *map(str, self.mistakes)]), Code.SETTINGS)


def of_validation(error: ValidationError, model: type[BaseModel], environment: Mapping[str, str]) -> Iterator[Mistake]:
    """Each of pydantic's errors, in our words."""
    for one in error.errors(include_url=False, include_context=False):
        path = one["loc"]
        where = _where(path, environment)
        if one["type"] == "extra_forbidden":
            parent = _model_at(path[:-1], model)
            yield _unknown(where, "a setting", str(path[-1]), parent.model_fields if parent else ())
        elif one["type"] == "missing":
            yield Mistake(where, "nothing", _expected(path, model, one["msg"]))
        elif one["type"].startswith("nacre."):
            yield Mistake(where, one["type"].removeprefix("nacre.").replace("_", " "), one["msg"])
        else:
            yield Mistake(where, _found(one["input"], path, model), _expected(path, model, one["msg"]))


def of_environment(model: type[BaseModel], environment: Mapping[str, str]) -> Iterator[Mistake]:
    """Variables that look like ours and mean nothing. Those below a table (`NACRE_WEB__PROT`) pydantic sees itself."""
    known = {*variables(model), CONFIG_VARIABLE}
    seen_by_pydantic = {PREFIX + field.upper() for field in model.model_fields}
    for name in sorted(environment):
        if name.startswith(PREFIX) and name != CONFIG_VARIABLE and name.split(NESTED)[0] not in seen_by_pydantic:
            yield _unknown(name, "a variable", name, known)


def variables(model: type[BaseModel], prefix: str = PREFIX) -> Iterator[str]:
    """The names of all environment variables that set something."""
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is not None and get_origin(field.annotation) is None:
            yield from variables(inner, f"{prefix}{name.upper()}{NESTED}")
        elif inner is None:
            yield f"{prefix}{name.upper()}"


def _where(path: Path, environment: Mapping[str, str]) -> str:
    dotted = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    variable = PREFIX + NESTED.join(str(part) for part in path).upper()
    return f"{dotted} (from {variable})" if variable in environment else dotted


def _found(value: object, path: Path, model: type[BaseModel]) -> str:
    field = _field(path, model)
    if field is not None and SecretStr in (field.annotation, *get_args(field.annotation)):
        return "something else (not shown: it is a secret)"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    shown = "true" if value is True else "false" if value is False else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


def _expected(path: Path, model: type[BaseModel], otherwise: str) -> str:
    field = _field(path, model)
    if field is None or field.description is None:
        return otherwise[:1].lower() + otherwise[1:]
    return field.description


def _unknown(where: str, what: str, name: str, known: Iterable[str]) -> Mistake:
    known = sorted(known)
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return Mistake(where, f"{what} that does not exist", f"one of {', '.join(known)}", meant=close[0] if close else "")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model in an annotation, however it is wrapped: `Web`, `Web | None`, `tuple[KindTable, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (list, tuple, Union, UnionType):
        for inner in get_args(annotation):
            found = _model_in(inner)
            if found is not None:
                return found
    return None


def _model_at(path: Path, model: type[BaseModel]) -> type[BaseModel] | None:
    current: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, str) and current is not None:
            field = current.model_fields.get(part)
            current = _model_in(field.annotation) if field else None
    return current


def _field(path: Path, model: type[BaseModel]) -> FieldInfo | None:
    """The setting a path leads to; for an item of a list of plain values, that list."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    parent = _model_at(path[:-1], model)
    return parent.model_fields.get(str(path[-1])) if parent and path else None
