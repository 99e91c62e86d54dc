"""Discord's own published OpenAPI specification as an oracle for what was asked and answered."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from local_discord.server import Exchange

# beside the checkout, or where the environment says
_FILE = Path(os.environ.get("DISCORD_OPENAPI") or Path(__file__).parents[3] / "shared" / "discord" / "openapi.json")


def at_hand() -> bool:
    """Whether the specification can be read here; without it exchanges go unchecked, and a test says so."""
    return _FILE.exists()


def describes(method: str, route: str) -> bool:
    return _operation(method, route) is not None


def mistakes(exchange: Exchange) -> list[str]:
    """What the specification finds wrong with one exchange; nothing for routes and answers it does not describe."""
    operation = _operation(exchange.method, exchange.route or "")
    if operation is None or exchange.status >= 400:
        return []
    found = []
    asked = _schema(operation.get("requestBody", {}))
    if asked is not None and exchange.asked and (exchange.method, exchange.route) not in _MISDESCRIBED:
        found += _check("asked", asked, exchange, _as_sent(exchange.asked))
    answered = _schema(operation["responses"].get(str(exchange.status), {}))
    if answered is not None and exchange.answered is not None:
        found += _check("answered", answered, exchange, _without_forward(exchange.answered))
    return found


def _as_sent(body: Any) -> Any:
    """discord.py sends some ids as numbers where the specification wants strings; Discord takes both."""
    if isinstance(body, list):
        return [_as_sent(each) for each in body]
    if not isinstance(body, dict):
        return body
    body = {key: _as_sent(value) for key, value in body.items()}
    for key, value in body.items():
        if isinstance(value, int) and (key in _IDS or (key == "id" and "filename" not in body and value > 1 << 40)):
            body[key] = str(value)
        if key in ("messages", "roles", "applied_tags", "users") and isinstance(value, list):
            body[key] = [str(each) if isinstance(each, int) else each for each in value]
        if key in ("allow", "deny", "permissions") and isinstance(value, str):
            body[key] = int(value)
    if isinstance(body.get("attachments"), list):
        body["attachments"] = [each | {"id": str(each["id"])} for each in body["attachments"]]
    return _without_forward(body)


# the specification wants an object for an application's description; Discord and every client use text
_MISDESCRIBED = frozenset({("PATCH", "/applications/@me")})
_IDS = frozenset({"recipient_id", "message_id", "channel_id", "guild_id", "parent_id", "webhook_channel_id"})


def _without_forward(body: Any) -> Any:
    """The specification knows references of kind 0 only; forwards are kind 1."""
    if isinstance(body, list):
        return [_without_forward(each) for each in body]
    if not isinstance(body, dict):
        return body
    shown = {key: _without_forward(value) for key, value in body.items()}
    if isinstance(shown.get("message_reference"), dict) and shown["message_reference"].get("type") == 1:
        shown["message_reference"] = shown["message_reference"] | {"type": 0}
    return shown


def of_component(name: str, body: Any) -> list[str]:
    """What is wrong with an object by one of the specification's named schemas."""
    schema = json.dumps({"$ref": f"#/components/schemas/{name}"})
    errors = _validator(schema).iter_errors(_without_forward(body))
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in errors]


def _check(what: str, schema: dict[str, Any], exchange: Exchange, body: Any) -> list[str]:
    validator = _validator(json.dumps(schema, sort_keys=True))
    return [
        f"{exchange.method} {exchange.path} {what} {'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
        for error in validator.iter_errors(body)
    ]


def _schema(part: dict[str, Any]) -> dict[str, Any] | None:
    schema: dict[str, Any] | None = part.get("content", {}).get("application/json", {}).get("schema")
    return schema


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_FILE.read_text())
    return document


@cache
def _operation(method: str, route: str) -> dict[str, Any] | None:
    wanted = re.sub(r"\{\w+\}", "{}", route)
    for path, operations in _document()["paths"].items():
        if re.sub(r"\{\w+\}", "{}", path) == wanted:
            operation: dict[str, Any] | None = operations.get(method.lower())
            return operation
    return None


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**json.loads(schema), "components": _document()["components"]})
