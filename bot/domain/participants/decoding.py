"""The text of a file, however it was saved: Teams writes UTF-16, Zoom UTF-8, Excel the region's old encodings."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from bot.domain.refused import Refused

# What files begin with that are no text: workbooks (and any ZIP), the old Excel, PDF, pictures
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# Windows' single-byte encodings of the region, each with the letters it is used for there. A text belongs to the first
# whose letters are all that it has beyond ASCII
_REGION = (
    ("cp1252", set("äöüÄÖÜßåÅæÆøØéÉõÕ")),
    ("cp1250", set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻäöüÄÖÜßéÉ")),
    ("cp1257", set("āčēģīķļņōŗšūžĀČĒĢĪĶĻŅŌŖŠŪŽąęėįųĄĘĖĮŲäöüõÄÖÜÕåÅéÉćłńóśźż")),
)
_MARKS = set("\u00a0–—’‘“”„…·№§°´«»")  # beyond ASCII, but letters of no language


def text_of(content: bytes) -> str:
    """Refused("import.workbook") for an Excel workbook, Refused("import.unknown") for what is no text at all."""
    if content.startswith(_NO_TEXT[:2]):
        raise Refused("import.workbook")
    if content.startswith(_NO_TEXT):
        raise Refused("import.unknown")
    text = _decoded(content)
    if any(ord(letter) < 32 and letter not in "\t\r\n\f\v\0" for letter in text[:4000]):
        raise Refused("import.unknown")
    return text.replace("\0", "")


def _decoded(content: bytes) -> str:
    if content.startswith(BOM_UTF8):
        return content.decode("utf-8-sig", "replace")
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    sample = content[:4000]
    if len(sample) >= 4 and sample.count(0) >= len(sample) // 4:  # ASCII letters have an empty byte each in UTF-16
        return content.decode("utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _in_the_region(content)


def _in_the_region(content: bytes) -> str:
    for encoding, letters in _REGION:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(letter in letters or letter in _MARKS for letter in set(text) if ord(letter) > 127):
            return text
    return content.decode("cp1252", "replace")
