"""A bot's gateway session: it outlives its socket for as long as it can be resumed."""

import secrets
from collections import deque
from dataclasses import dataclass, field

from local_discord.audience import Listener
from local_discord.gateway_socket import Socket
from local_discord.records import Application, Json

DISPATCH = 0
_KEPT = 2000


@dataclass
class Session:
    application: Application
    listener: Listener
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT))
    socket: Socket | None = None
    record: "list[tuple[Session, Json]] | None" = None  # where everything dispatched is noted, for tests

    @property
    def user_id(self) -> int:
        return self.application.id

    @property
    def intents(self) -> int:
        return self.listener.intents

    def dispatch(self, name: str, body: Json) -> None:
        self.sequence += 1
        payload = {"op": DISPATCH, "t": name, "s": self.sequence, "d": body}
        self.sent.append(payload)
        if self.record is not None:
            self.record.append((self, payload))
        if self.socket is not None:
            self.socket.send_payload(payload)

    def since(self, sequence: int) -> list[Json] | None:
        """What was said after a sequence number; None when not all of it is kept any longer."""
        missed = [payload for payload in self.sent if payload["s"] > sequence]
        return None if missed and missed[0]["s"] != sequence + 1 else missed
