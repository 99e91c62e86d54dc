"""What remains of an event, or stands by itself: recordings, slides, takeaways, transcripts, tools, documents."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict

from bot.domain import details, links
from bot.domain.refused import Refused

LIMITS = {"title": 100, "text": 3500, "speakers": 300, "topic": 100}  # characters
TAGS, TAG = 10, 40  # at most so many, of so many characters
MOST = 100  # materials of one event
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_BETWEEN = re.compile(r"[,;\n]|(?:^|\s)#")


class MaterialKind(StrEnum):
    RECORDING = "recording"
    SLIDES = "slides"
    TAKEAWAYS = "takeaways"
    TRANSCRIPT = "transcript"
    TOOL = "tool"
    DOCUMENT = "document"


class MaterialAudience(StrEnum):
    """Who may see it; decided in `audience.may_see_material` and nowhere else."""

    EVENT = "event"  # whoever may see its event
    PUBLIC = "public"
    COMMUNITY = "community"
    ROLES = "roles"  # members who hold one of the material's own roles


class LinkState(StrEnum):
    UNKNOWN = "unknown"  # not checked yet
    OK = "ok"
    FAILING = "failing"  # did not answer as it should; it may be a bad day
    DEAD = "dead"  # gone, as far as can be known


@dataclass(frozen=True, slots=True)
class Material:
    """One piece of material. It has a link, a file, a text, or several of them; instants are aware UTC.

    A recording may come with its transcript: then the file is the transcript's, and its passages are the recording's.
    """

    id: int
    community_id: int
    kind: MaterialKind
    title: str  # at most 100 characters: autocomplete shows no more
    held_at: datetime  # the event's start, else when it was added
    created_at: datetime
    updated_at: datetime
    event_id: int | None = None
    link: str = ""  # https, as it was given
    file_name: str = ""  # cleaned, as people will save it
    file_digest: str = ""  # SHA-256 of its bytes in hex, which names the stored file; "" for none
    file_size: int = 0  # bytes
    media_type: str = ""  # by its content
    text: str = ""  # the takeaways, or a description; Discord's Markdown
    language: str = ""
    speakers: str = ""
    tags: tuple[str, ...] = ()
    topic: str = ""
    audience: MaterialAudience = MaterialAudience.COMMUNITY
    role_ids: frozenset[int] = frozenset()
    created_by: int | None = None  # None once that person's data was erased
    removed_at: datetime | None = None  # it can be brought back for a while
    told_at: datetime | None = None  # when people were told of this recording
    link_state: LinkState = LinkState.UNKNOWN
    link_checked_at: datetime | None = None
    link_failures: int = 0  # in a row
    link_failing_since: datetime | None = None
    link_problem: str = ""  # of the last check, see domain/link_health.py
    link_due_at: datetime | None = None  # when it is looked at next


@dataclass(frozen=True, slots=True)
class Passage:
    """About a minute of a transcript. `at_seconds` counts from the beginning of the recording."""

    at_seconds: int
    text: str


def recording_for(material: Material, recordings: Iterable[Material]) -> Material | None:
    """The recording that a transcript's passages are heard in: itself when it has a link, else its event's only one.

    `recordings` are those the reader may see. Of several recordings none is guessed.
    """
    if material.link:
        return material
    same = [one for one in recordings if one.event_id is not None and one.event_id == material.event_id and one.link]
    return same[0] if len(same) == 1 else None


@dataclass(frozen=True, slots=True)
class File:
    """A file that is kept (`bot/files.py`)."""

    name: str
    digest: str
    size: int
    media_type: str


class Given(TypedDict, total=False):
    """What a person says of a material. Texts are cleaned; see LIMITS. `file` and `passages` replace earlier ones."""

    title: str
    link: str
    file: File | None
    passages: tuple[Passage, ...]
    text: str
    language: str
    speakers: str
    tags: str  # between commas
    topic: str
    audience: MaterialAudience
    role_ids: frozenset[int]


def described(material: Material, given: Given) -> Material:
    """The material with what was given. Refused("material.…"), Refused("link.…") for the first that does not fit."""
    values: dict[str, Any] = {}
    said: Mapping[str, Any] = given
    for name, value in said.items():
        if name == "file":
            values |= _file(value)
        elif name != "passages":  # they have a table of their own
            values[name] = _CLEANERS[name](value)
    changed = replace(material, **values)
    if changed.audience is not MaterialAudience.ROLES:
        return replace(changed, role_ids=frozenset())
    if not changed.role_ids:
        raise Refused("material.no_roles")
    return changed


def require_whole(material: Material) -> None:
    """Refuse what lacks something.

    material.title_empty, material.recording_link, material.transcript_file, material.nothing.
    """
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in material.title):
        raise Refused("material.title_empty")
    if material.kind is MaterialKind.RECORDING and not material.link:
        raise Refused("material.recording_link")
    if material.kind is MaterialKind.TRANSCRIPT and not material.file_digest:
        raise Refused("material.transcript_file")
    if not (material.link or material.file_digest or material.text):
        raise Refused("material.nothing")


def twin(material: Material, others: Iterable[Material]) -> Material | None:
    """One of the others that is the same file, or leads to the same place."""
    for other in others:
        if other.id == material.id:
            continue
        if material.link and other.link and links.same(material.link) == links.same(other.link):
            return other
        if not material.link and material.file_digest and material.file_digest == other.file_digest:
            return other
    return None


def tags(text: str) -> tuple[str, ...]:
    """Tags between commas or behind #, each once whatever its case. Refused: material.tags_many, material.tag_long."""
    found: dict[str, str] = {}
    for part in _BETWEEN.split(details.visible(text)):
        tag = " ".join(part.split()).strip("# ")
        if len(tag) > TAG:
            raise Refused("material.tag_long", limit=TAG)
        if tag:
            found.setdefault(tag.casefold(), tag)
    if len(found) > TAGS:
        raise Refused("material.tags_many", limit=TAGS)
    return tuple(found.values())


def _line(name: str, text: str) -> str:
    return _within(name, " ".join(details.visible(text).split()))


def _within(name: str, text: str) -> str:
    if len(text) > LIMITS[name]:
        raise Refused(f"material.{name}_long", limit=LIMITS[name], length=len(text))
    return text


def _language(code: str) -> str:
    cleaned = code.strip()
    if cleaned and not _LANGUAGE.fullmatch(cleaned):
        raise Refused("event.language")
    return cleaned


def _roles(ids: Iterable[int]) -> frozenset[int]:
    roles = frozenset(ids)
    if len(roles) > 25:  # as many as one select menu takes
        raise Refused("event.roles_many", limit=25)
    return roles


def _file(file: File | None) -> dict[str, Any]:
    if file is None:
        return {"file_name": "", "file_digest": "", "file_size": 0, "media_type": ""}
    return {
        "file_name": file.name,
        "file_digest": file.digest,
        "file_size": file.size,
        "media_type": file.media_type,
    }


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "title": lambda text: _line("title", text),
    "speakers": lambda text: _line("speakers", text),
    "topic": lambda text: _line("topic", text),
    "text": lambda text: _within("text", details.visible(text).strip()),
    "link": links.clean,
    "tags": tags,
    "language": _language,
    "role_ids": _roles,
    "audience": MaterialAudience,
}
