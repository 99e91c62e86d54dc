"""Text as people type it when in a hurry: lower case, without diacritics. For searching, never for showing."""

import unicodedata

# Letters of the region that Unicode does not decompose into a letter and a mark
_SINGLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """ "Łódź" and "lodz" fold to the same text; runs of white space become one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.casefold().translate(_SINGLE).split())
