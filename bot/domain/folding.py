"""Text as people search for it: without case, accents and the region's special letters."""

import unicodedata

# letters that have no decomposition in Unicode, as people without them on the keyboard type them
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def fold(text: str) -> str:
    """Lower case without diacritics and with single spaces: "Łódź  in Øresund" becomes "lodz in oresund".

    The same for what is stored and for what is typed; `casefold` turns ß into ss.
    """
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not _is_mark(letter))
    return " ".join(bare.translate(_LETTERS).split())


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) != 0
