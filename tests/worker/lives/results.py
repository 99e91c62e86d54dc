""" "You said" is told once, or recorded as missed."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import results
from bot.services.feedback import asking
from bot.store import feedback
from tests.factories import make_community, make_event, organiser
from tests.worker.doubles import Discord
from tests.worker.lives.life import SILENCE, Life, minutes, said

KEY = "survey:1/you_said"


def a_closed_survey(conn: Connection, now: datetime) -> None:
    """Five have answered, and the organiser lets what they said be told."""
    make_community(conn, now)
    event = make_event(conn, now, starts_in=-timedelta(hours=3))
    closes = now + timedelta(days=7)
    asked = asking.open_survey(
        conn, now, event.community_id, event.kind, event_id=event.id, named=False, asked=9, closes_at=closes
    )
    for rating in (5, 5, 4, 4, 3):
        feedback.add_answer(conn, asked.id, {"rating": rating})
    feedback.close_survey(conn, now, asked.id)
    results.share(conn, now, organiser(), asked.id)


def check(conn: Connection, discord: Discord, pause: float) -> None:
    times, became = discord.posts.count(KEY), said(conn)[KEY]
    if pause >= SILENCE:
        assert times <= 1
        assert became in ("sent", "missed")
    else:
        assert (times, became) == (1, "sent")


LIFE = Life(name="results", steps=14, begin=a_closed_survey, moments=minutes(0), check=check)
