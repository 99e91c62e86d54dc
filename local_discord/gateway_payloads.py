"""What goes over the gateway: opcodes, and the close codes for what is no payload.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway
"""

import json
from typing import Any

from local_discord.records import Json

HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, RECONNECT, REQUEST_MEMBERS = 1, 2, 3, 4, 6, 7, 8
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
LARGEST_PAYLOAD = 4096


class GatewayError(Exception):
    """The client did what Discord closes a connection for; the code says what."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def read(text: str) -> Json:
    """A payload, or the close code 4002 for what is none."""
    try:
        payload = json.loads(text)
    except ValueError:
        raise GatewayError(4002) from None
    if len(text.encode()) > LARGEST_PAYLOAD or not isinstance(payload, dict) or not isinstance(payload.get("op"), int):
        raise GatewayError(4002)
    return payload


def as_object(data: Any) -> Json:
    """The body of a payload that has to have one."""
    if not isinstance(data, dict):
        raise GatewayError(4002)
    return data
