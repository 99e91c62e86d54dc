"""Log lines: one shape for all, the interaction's context in them, and nothing secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot import logs
from bot.config import Log
from bot.store import schema
from bot.store.database import Database

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs._QUIET:
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(False)


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    logs.set_up(Log(level="debug", format="json"), secrets=["the-database-password"], stream=stream)
    return stream


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_our_lines_and_discord_pys_have_the_same_shape(out: io.StringIO) -> None:
    structlog.get_logger("bot.app").info("started", port=8080)
    logging.getLogger("discord.client").info("logging in using %s", "static token")
    ours, theirs = lines(out)
    assert ours | {"timestamp": ""} == {
        "message": "started",
        "logger": "bot.app",
        "level": "info",
        "port": 8080,
        "timestamp": "",
    }
    assert theirs | {"timestamp": ""} == {
        "message": "logging in using static token",
        "logger": "discord.client",
        "level": "info",
        "timestamp": "",
    }


def test_what_is_bound_while_an_interaction_is_answered_is_in_every_line(out: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(command="event create", user=1):
        logging.getLogger("sqlalchemy").warning("slow")
        structlog.get_logger().info("answered")
    structlog.get_logger().info("afterwards")
    during, also_during, afterwards = lines(out)
    assert during["command"] == also_during["command"] == "event create"
    assert "command" not in afterwards


def test_payloads_of_libraries_are_never_logged(out: io.StringIO) -> None:
    """At DEBUG discord.py logs whole messages and aiosqlite whole statements, even when we are at DEBUG."""
    for name in ("discord.gateway", "discord.http", "aiosqlite", "sqlalchemy.engine.Engine"):
        logging.getLogger(name).debug("what a person wrote")
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT … ('what a person wrote')")
    assert lines(out) == []


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        (f"login with {TOKEN}", TOKEN),
        (f"Authorization: Bot {TOKEN}", TOKEN),
        ("Authorization: Bearer abcdefghij0123456789", "abcdefghij0123456789"),
        ("POST https://discord.com/api/v10/interactions/123/aW50ZXJhY3Rpb246MTIz/callback", "aW50ZXJhY3Rpb246MTIz"),
        ("PATCH /webhooks/123/aW50ZXJhY3Rpb246MTIz0/messages/@original", "aW50ZXJhY3Rpb246MTIz0"),
        ("join at https://zoom.us/j/123?pwd=QWxhZGRpbg", "QWxhZGRpbg"),
        ("join at https://meet.example.org/room#key=QWxhZGRpbg", "QWxhZGRpbg"),
        ("cannot connect to postgresql://nacre:hunter22@db/nacre", "hunter22"),
        ("the secret the-database-password leaked", "the-database-password"),
    ],
)
def test_secrets_are_hidden_wherever_they_turn_up(out: io.StringIO, said: str, secret: str) -> None:
    """In the message, in a value, deep inside one, and in a traceback."""
    log = structlog.get_logger()
    log.info(said)
    log.info("value", url=said)
    log.info("deep", payload={"headers": [said]})
    logging.getLogger("elsewhere").info("%s", said)
    try:
        raise RuntimeError(said)
    except RuntimeError:
        log.exception("failed")
    assert len(lines(out)) == 5
    assert secret not in out.getvalue()
    assert out.getvalue().count(logs.HIDDEN) >= 5


def test_ordinary_addresses_and_numbers_stay_readable(out: io.StringIO) -> None:
    structlog.get_logger().info("see https://discord.com/developers/applications", guild=123456789012345678, late=0.5)
    (line,) = lines(out)
    assert line["message"] == "see https://discord.com/developers/applications"
    assert (line["guild"], line["late"]) == (123456789012345678, 0.5)


def test_the_console_shows_a_traceback_without_the_secret() -> None:
    out = io.StringIO()
    logs.set_up(Log(level="info", format="console"), stream=out)
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError:
        structlog.get_logger().exception("failed")
    assert "RuntimeError" in out.getvalue()
    assert TOKEN not in out.getvalue()


def test_automatic_means_json_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    logs.set_up(Log(level="info", format="auto"), stream=out)
    structlog.get_logger().info("started")
    assert lines(out)[0]["message"] == "started"


def test_lines_below_the_level_are_left_out() -> None:
    out = io.StringIO()
    logs.set_up(Log(level="warning", format="json"), stream=out)
    structlog.get_logger().info("too much")
    logging.getLogger("discord").info("too much")
    assert out.getvalue() == ""


@given(st.text())
def test_no_text_breaks_the_redaction(text: str) -> None:
    assert isinstance(logs.Redaction(["a-known-secret"]).text(text), str)


async def test_what_people_wrote_is_not_in_the_errors_of_the_database(database: Database) -> None:
    """SQLAlchemy would put a statement's parameters into its message, and so into the log."""
    with pytest.raises(IntegrityError) as caught:
        await database.write(lambda conn: conn.execute(insert(schema.form).values(name="what a person wrote")))
    assert "what a person wrote" not in str(caught.value)
