"""Carries out what is due, one item after the other, each as one transaction. It never waits for Discord.

Order of things, and what is left when the process dies just after each:
1. the ids of due items are read: nothing happened;
2. an item is carried out, its transaction is committed: it is done, and what it says is in the outbox;
3. a failure is noted: the item is still planned, with the time of its next attempt (without the note: at once).
"""

import logging

from bot.client import Client
from bot.domain.agenda import AgendaStatus
from bot.services import agenda
from bot.worker.messenger import Meter

_AT_ONCE = 100
_log = logging.getLogger(__name__)


async def run_agenda(client: Client, meter: Meter) -> int:
    """Carry out everything that is due now; returns how many items were settled."""
    settled = 0
    while ids := await client.ask(agenda.due, _AT_ONCE):
        progress = sum([await _run(client, meter, item_id) for item_id in ids])
        settled += progress
        if not progress:  # what is left is in another worker's hands, or was put off
            break
    return settled


async def _run(client: Client, meter: Meter, item_id: int) -> bool:
    try:
        ran = await client.do(agenda.run, item_id)
    except Exception as error:
        _log.exception("agenda item %s failed and is tried again later", item_id)
        meter.agenda("failed")
        await client.do(agenda.failed, item_id, type(error).__name__)
        return False
    if ran is None:
        return False
    meter.agenda(ran.status.value)
    if ran.status is AgendaStatus.MISSED:
        _log.warning("agenda item %s was missed: %s, %s late", ran.item.key, ran.reason, ran.late)
    return True
