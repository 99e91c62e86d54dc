"""What remains of an event, or stands by itself: recordings, slides, takeaways, transcripts, tools, documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
