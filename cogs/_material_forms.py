"""The forms about materials, field by field, and what they say in the words of the services."""

from bot.domain.materials import LIMITS, Given, Material, MaterialAudience
from cogs._event_forms import HELD_IN
from cogs._forms import Field, Form, Kind, Submission

LANGUAGES = tuple((code, f"event.held_in.{code}") for code in HELD_IN)
AUDIENCES = tuple((each.value, f"material.audience.{each}") for each in MaterialAudience)

_LINK = Field("link", max_length=1000)
_TITLE = Field("title", max_length=LIMITS["title"])
_TEXT = Field("text", Kind.TEXT, max_length=LIMITS["text"])
_TAGS = Field("tags", max_length=400)
_TOPIC = Field("topic", max_length=LIMITS["topic"])
_SPEAKERS = Field("speakers", max_length=LIMITS["speakers"])

ADD = Form("material", "add", (_TITLE, _TEXT, _SPEAKERS, _TOPIC, _TAGS))
TEXT = Form("material", "text", (Field("title", required=True, max_length=100), _TEXT, _SPEAKERS, _TOPIC, _TAGS))
DETAILS = Form(
    "material",
    "details",
    (
        _LINK,
        Field("language", Kind.CHOICE, choices=LANGUAGES),
        Field("audience", Kind.CHOICE, required=True, choices=AUDIENCES),
        Field("roles", Kind.ROLES, max_values=25),
    ),
)
LINK = Form("material", "link", (Field("link", required=True, max_length=1000),))
GIVE = Form("recording", "give", (Field("link", required=True, max_length=1000), _TITLE))


def texts_of(material: Material) -> dict[str, str]:
    return {
        "title": material.title,
        "text": material.text,
        "speakers": material.speakers,
        "topic": material.topic,
        "tags": ", ".join(material.tags),
    }


def details_of(material: Material) -> dict[str, str]:
    return {
        "link": material.link,
        "language": material.language,
        "audience": material.audience.value,
        "roles": ",".join(map(str, sorted(material.role_ids))),
    }


def texts_in(given: Submission) -> Given:
    return Given(
        title=given["title"],
        text=given["text"],
        speakers=given["speakers"],
        topic=given["topic"],
        tags=given["tags"],
    )


def details_in(given: Submission) -> Given:
    return Given(
        link=given["link"],
        language=given["language"],
        audience=MaterialAudience(given["audience"]),
        role_ids=frozenset(given.ids("roles")),
    )


def packed(kind: str, language: str, audience: str, role_id: int | None) -> str:
    """What a command said that has no field in its form, as the form's arg."""
    return f"{kind}.{language}.{audience}.{role_id or ''}"


def unpacked(arg: str) -> tuple[str, str, str, int | None]:
    kind, language, audience, role = [*arg.split("."), "", "", ""][:4]
    return kind, language, audience, int(role) if role.isdecimal() else None
