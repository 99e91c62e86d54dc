"""A use case, as the two databases run it, and what its transaction leaves to be done once it is committed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

P = ParamSpec("P")
R = TypeVar("R")
UseCase = Callable[Concatenate[Connection, P], R]

DISCREET: Any = {
    "hide_parameters": True
}  # for engines: what people wrote stays out of error messages, and so out of logs

FOLDER = "nacre.folder"
_KEY = "nacre.aftermath"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Aftermath:
    stirred: bool = False
    calls: list[Callable[[], None]] = field(default_factory=list)

    def carry_out(self) -> None:
        """Run what was asked for. It is too late to fail: what raises is logged, and the rest still runs."""
        for call in self.calls:
            try:
                call()
            except Exception:
                _log.exception("what was to follow a commit failed")


def stir(conn: Connection) -> None:
    """Say that this transaction wrote something that may be due: once committed, the worker is woken."""
    _of(conn).stirred = True


def after_commit(conn: Connection, call: Callable[[], None]) -> None:
    """Run something in the database's thread once this transaction is durable, before its caller hears of it.

    If the process dies in between it is not run: it must be something that a later start makes good.
    """
    _of(conn).calls.append(call)


def folder_of(conn: Connection) -> Path | None:
    """The data folder of the database that runs this transaction; None on a plain engine's connection."""
    return conn.info.get(FOLDER)


def take(conn: Connection) -> Aftermath:
    """What was asked for since the last take; afterwards nothing is."""
    return conn.info.pop(_KEY, None) or Aftermath()


def _of(conn: Connection) -> Aftermath:
    aftermath: Aftermath = conn.info.setdefault(_KEY, Aftermath())
    return aftermath
