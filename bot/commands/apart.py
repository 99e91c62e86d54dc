"""Work before the bot starts, in a process of its own: what it imports and allocates is given back when it ends."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def apart(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Do something in a copy of this process, and return or raise what it does; both must be picklable.

    It is done here where the system cannot copy a process, or where this one has threads, which a copy would not have.
    If the copy is killed, its work counts as not done: EOFError.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return work(*args, **kwargs)
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    copy = context.Process(target=_tell, args=(sending, work, args, kwargs))
    copy.start()
    sending.close()
    try:
        done, found = receiving.recv()
    finally:
        receiving.close()
        copy.join()
    if not done:
        raise found
    return cast(R, found)


def _tell(sending: Connection, work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    try:
        told = True, work(*args, **kwargs)
    except Exception as error:
        told = False, error
    sending.send(told)
