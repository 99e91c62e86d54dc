"""The tables. Every one of them that speaks of a person joins export, erase and retention (`store/privacy.py`)."""

from bot.store.schema.archive import material, passage
from bot.store.schema.attendance import (
    attendance,
    attendance_import,
    attendance_import_row,
    attendance_notice,
    certificate,
    checkin_code,
    checkin_guess,
    erased_attendance,
    presence,
    presence_gap,
    presence_watch,
)
from bot.store.schema.communities import community, compared_role, member
from bot.store.schema.events import card, erased_rsvp, event, reminder, rsvp, skipped_step
from bot.store.schema.feedback import answer, feedback_form, poll, pulse, survey, topic, topic_vote
from bot.store.schema.making import metadata
from bot.store.schema.running import fact, form, log_entry, tombstone, trouble
from bot.store.schema.speaking import agenda, announcement, outbox

__all__ = [
    "agenda",
    "announcement",
    "answer",
    "attendance",
    "attendance_import",
    "attendance_import_row",
    "attendance_notice",
    "card",
    "certificate",
    "checkin_code",
    "checkin_guess",
    "community",
    "compared_role",
    "erased_attendance",
    "erased_rsvp",
    "event",
    "fact",
    "feedback_form",
    "form",
    "log_entry",
    "material",
    "member",
    "metadata",
    "outbox",
    "passage",
    "poll",
    "presence",
    "presence_gap",
    "presence_watch",
    "pulse",
    "reminder",
    "rsvp",
    "skipped_step",
    "survey",
    "tombstone",
    "topic",
    "topic_vote",
    "trouble",
]
