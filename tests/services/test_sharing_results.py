"""What an organiser lets be told of feedback, and what keeps it from being told."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.domain.outbox import Dropped
from bot.services import letters
from bot.store.schema import answer, outbox
from tests.worker.lives.results import KEY, a_closed_survey


def test_what_may_not_be_told_any_more_is_not_told(conn: Connection, now: datetime) -> None:
    """Answers that were removed meanwhile, as by retention: fewer than five are left."""
    a_closed_survey(conn, now)
    item_id = conn.scalars(select(outbox.c.id).where(outbox.c.key == KEY)).one()
    first = conn.scalars(select(answer.c.id).limit(1)).one()
    conn.execute(delete(answer).where(answer.c.id == first))
    assert letters.open_letter(conn, now, item_id) == Dropped("changed")
