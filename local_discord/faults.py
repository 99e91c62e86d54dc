"""Faults on demand: what can go wrong between a bot and Discord, made to happen."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Fault:
    """Happens to requests of a method whose path holds `path`, for as many times as `times` says.

    `status` answers that status at once (429 with `retry_after` seconds, `scope` user, global or shared), `code` that
    error of Discord's. `delay` seconds pass before the request is looked at. `lost` cuts the connection before it is
    carried out, `drop` after, without a word of the answer, `torn` in the middle of the answer.
    """

    method: str = ""
    path: str = ""
    times: int = 1
    status: int | None = None
    retry_after: float = 0.1
    delay: float = 0.0
    drop: bool = False
    code: int | None = None
    scope: str = "user"
    lost: bool = False
    torn: bool = False

    def concerns(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method in ("", method) and self.path in path


@dataclass
class Faults:
    planned: list[Fault] = field(default_factory=list)
    on_request: Callable[[str, str], None] = lambda _method, _path: None

    def plan(self, fault: Fault) -> Fault:
        self.planned.append(fault)
        return fault

    def next(self, method: str, path: str) -> Fault | None:
        """The first fault that concerns a request; it is used up by one."""
        for fault in self.planned:
            if fault.concerns(method, path):
                fault.times -= 1
                return fault
        return None
