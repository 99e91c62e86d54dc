"""Text as people type it when in a hurry: lower case, without diacritics. For searching, never for showing."""

import unicodedata

# Letters of the region that Unicode does not decompose into a letter and a mark
_SINGLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


class _Folded(dict[int, str]):
    """What becomes of each character, worked out when it is first met: an hour's transcript has fifty thousand."""

    def __missing__(self, codepoint: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(codepoint).casefold())
        bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        folded = self[codepoint] = bare.casefold().translate(_SINGLE)
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """ "Łódź" and "lodz" fold to the same text; runs of white space become one space."""
    return " ".join((text.lower() if text.isascii() else text.translate(_FOLDED)).split())
