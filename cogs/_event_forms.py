"""The forms about events, field by field, and how an event fills them before they open."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.events import Audience, Event, Mode
from bot.domain.where import mode_of
from cogs._forms import Field, Form, Kind
from cogs._leads import typed_lead, typed_leads

# The region's languages in which events are held, whether Nacre speaks them or not
HELD_IN = ("en", "da", "et", "fi", "de", "lv", "lt", "nb", "pl", "sv")

_TITLE = Field("title", required=True, max_length=100)
_SUMMARY = Field("summary", Kind.TEXT, max_length=300)
_DESCRIPTION = Field("description", Kind.TEXT, max_length=2000)
_SPEAKERS = Field("speakers", max_length=300)
_WHEN = Field("when", required=True, max_length=60)
_ENDS = Field("ends", max_length=60)
_ZONE = Field("zone", max_length=60)

AGAIN = Form("create", "again", (_TITLE, _WHEN, _ENDS, _ZONE, Field("channel", Kind.CHANNEL)))
REST = Form(
    "create", "rest", (_SUMMARY, _DESCRIPTION, Field("where", max_length=700), _SPEAKERS, Field("seats", max_length=10))
)
DUPLICATE = Form("duplicate", "again", (_WHEN,))
MOVE = Form("move", "again", (_WHEN, _ENDS, _ZONE))
CANCEL = Form("cancel", "reason", (Field("reason", Kind.TEXT, max_length=300),))

TEXT = Form("draft", "text", (_TITLE, _SUMMARY, _DESCRIPTION, _SPEAKERS))
_MODES = (("auto", "event.mode.auto"), *((mode.value, f"event.mode.{mode}") for mode in Mode))
PLACE = Form(
    "draft",
    "place",
    (
        Field("place", max_length=200),
        Field("link", max_length=500),
        Field("opens", max_length=30),
        Field("mode", Kind.CHOICE, required=True, choices=_MODES),
    ),
)
SEATS = Form("draft", "seats", (Field("seats", max_length=10), Field("closes", max_length=60)))
_AUDIENCES = tuple((audience.value, f"event.audience.{audience}") for audience in Audience)
AUDIENCE = Form(
    "draft",
    "audience",
    (
        Field("audience", Kind.CHOICE, required=True, choices=_AUDIENCES),
        Field("roles", Kind.ROLES, max_values=25),
    ),
)
_LANGUAGES = tuple((code, f"event.held_in.{code}") for code in HELD_IN)
_HOST = Field("host", Kind.USER)
_LANGUAGE = Field("language", Kind.CHOICE, required=True, choices=_LANGUAGES)
_RECORDED = Field(
    "recorded", Kind.CHOICE, required=True, choices=(("yes", "event.recorded.yes"), ("no", "event.recorded.no"))
)
PEOPLE = Form("draft", "people", (_HOST, _LANGUAGE, _RECORDED, Field("channel", Kind.CHANNEL)))
HOST = Form("draft", "host", (_HOST, _LANGUAGE, _RECORDED))  # of a published event, whose card stands somewhere already
TIMES = Form("draft", "times", (_WHEN, _ENDS, _ZONE, Field("leads", max_length=200)))

PARTS = {form.verb: form for form in (TEXT, PLACE, SEATS, AUDIENCE, PEOPLE, TIMES)}


def filled(part: str, event: Event) -> dict[str, str]:
    """What stands in the form of a part when it opens: the event as it is."""
    match part:
        case "text":
            return {
                "title": event.title,
                "summary": event.summary,
                "description": event.description,
                "speakers": event.speakers,
            }
        case "place":
            follows = event.mode is mode_of(event.place, event.join_link)
            return {
                "place": event.place,
                "link": event.join_link,
                "opens": typed_lead(event.link_opens_minutes),
                "mode": "auto" if follows else event.mode.value,
            }
        case "seats":
            return {"seats": str(event.capacity or ""), "closes": typed(event.closes_at, event.zone)}
        case "audience":
            return {"audience": event.audience.value, "roles": ",".join(map(str, sorted(event.role_ids)))}
        case "people":
            return {
                "host": str(event.host_id or ""),
                "language": event.language,
                "recorded": "yes" if event.recorded else "no",
                "channel": str(event.channel_id or ""),
            }
        case _:
            return {**times(event), "leads": typed_leads(event.lead_minutes)}


def times(event: Event) -> dict[str, str]:
    return {
        "when": typed(event.starts_at, event.zone),
        "ends": typed(event.ends_at, event.zone),
        "zone": event.zone,
    }


def typed(instant: datetime | None, zone: str) -> str:
    """An instant as a person would type it into the form, in the zone's wall clock; "" for none."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if instant else ""
