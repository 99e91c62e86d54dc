"""A worker over a messenger double, and an event with people around it."""

import pytest

from bot.client import Client
from bot.worker import Worker
from tests.worker.doubles import Discord, MessengerDouble


@pytest.fixture
def discord_double() -> Discord:
    return Discord()


@pytest.fixture
def messenger(client: Client, discord_double: Discord) -> MessengerDouble:
    return MessengerDouble(client, discord_double)


@pytest.fixture
def worker(client: Client, messenger: MessengerDouble) -> Worker:
    return Worker(client, messenger)
