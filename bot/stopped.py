"""How the program ends when it cannot go on: why, in words for the operator, and a code for the shell."""

from enum import IntEnum


class Code(IntEnum):
    """Exit codes. 2 is also what a mistyped command gives."""

    OK = 0
    FAILED = 1
    SETTINGS = 2


class Stopped(Exception):  # noqa: N818 - an ending, said without a traceback
    """Why, and what to do: a sentence or a short text."""

    def __init__(self, why: str, code: Code = Code.FAILED) -> None:
        super().__init__(why)
        self.code = code
