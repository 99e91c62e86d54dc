"""What a file is, by its content and not by its name; and a name under which it can safely be saved.

Taken are what people hand out after an event: PDF, the documents of office programs, pictures, and text. Nothing that
runs: no web pages, no macros, no archives.
"""

import io
import re
import unicodedata
from dataclasses import dataclass

from bot.domain.refused import Refused
from bot.domain.transcripts import decoded

_NAME = 100  # characters of a file's name with its ending
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_MAGIC = (  # https://www.iana.org/assignments/media-types and the formats' own specifications
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
)
_OFFICE = {
    "word/": (f"{_OPEN_XML}.wordprocessingml.document", "docx"),
    "ppt/": (f"{_OPEN_XML}.presentationml.presentation", "pptx"),
    "xl/": (f"{_OPEN_XML}.spreadsheetml.sheet", "xlsx"),
}
_OPEN_DOCUMENT = {f"{_ODF}.text": "odt", f"{_ODF}.presentation": "odp", f"{_ODF}.spreadsheet": "ods"}
_OLD_OFFICE = {
    "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint",
    "xls": "application/vnd.ms-excel",
}
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")  # [MS-OVBA] 2.2.1: the name of a stream, as such files write names
_ENCODED_AS = ("", "pl", "lv")  # languages whose old encodings differ from one another
_TEXTS = {
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
}
_RUNS = re.compile(r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|html|script|svg|head|body)\b", re.I | re.S)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # device names on Windows


@dataclass(frozen=True, slots=True)
class Typed:
    """A file that may be kept: its media type by its content, and a name with the ending that belongs to that."""

    name: str
    media_type: str


def typed(name: str, content: bytes) -> Typed:
    """What a file is. Raises Refused("file.empty"), Refused("file.kind"), Refused("file.macros")."""
    if not content:
        raise Refused("file.empty")
    media_type, ending = _type(content, _ending(name))
    return Typed(_named(name, ending), media_type)


def _type(content: bytes, ending: str) -> tuple[str, str]:
    for magic, media_type, usual in _MAGIC:
        if content.startswith(magic):
            return media_type, usual
    if b"%PDF-" in content[:1024]:
        return "application/pdf", "pdf"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", "webp"
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and ending in _OLD_OFFICE:
        if _OLD_MACROS in content:
            raise Refused("file.macros")
        return _OLD_OFFICE[ending], ending
    return _of_text(content, ending)


def _of_zip(content: bytes) -> tuple[str, str]:
    """Office documents are zip files; only their list of contents is read, and one short entry."""
    from zipfile import BadZipFile, ZipFile  # not wanted before somebody uploads something

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                if any(name.lower().endswith("vbaproject.bin") for name in names):
                    raise Refused("file.macros")
                for folder, known in _OFFICE.items():
                    if any(name.startswith(folder) for name in names):
                        return known
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                media_type = archive.read("mimetype").decode("ascii", "replace").strip()
                if media_type in _OPEN_DOCUMENT:
                    return media_type, _OPEN_DOCUMENT[media_type]
    # what zipfile raises: a password is a RuntimeError, a compression it does not know a NotImplementedError
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise Refused("file.kind") from error
    raise Refused("file.kind")


def _of_text(content: bytes, ending: str) -> tuple[str, str]:
    """Text is what has no control characters in it; which kind only its name, or how it begins, can say."""
    texts = (decoded(content, language).lstrip("\ufeff") for language in _ENCODED_AS)
    text = next((each for each in texts if "\ufffd" not in each), None)
    if text is None or _CONTROLS.search(text) or _RUNS.match(text[:2000]):
        raise Refused("file.kind")
    if text.startswith("WEBVTT"):
        return "text/vtt", "vtt"
    kind = ending if ending in _TEXTS else "txt"
    return _TEXTS[kind], kind


def _ending(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def _named(name: str, ending: str) -> str:
    """The last part of the name, without what no file system takes, hidden letters or a second ending at its end."""
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    visible = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    stem = _FORBIDDEN.sub("_", visible)
    if _ending(stem) == ending or (ending == "jpg" and _ending(stem) == "jpeg"):
        stem = stem.rpartition(".")[0]
    stem = " ".join(stem.split()).strip(". ")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"file {stem}".strip()
    return f"{stem[: _NAME - len(ending) - 1].rstrip('. ')}.{ending}"
