"""Which spellings are one name. Exact after folding, or not at all: resemblance is for a person to decide."""

import re

from bot.domain.folding import fold

# How the region's letters are written where a keyboard lacks them: Müller as Mueller, Sørensen as Soerensen
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
_BRACKETS = re.compile(r"\s*[(\[{]([^)\]}]*)[)\]}]?")
_BESIDES = re.compile(r"\s*[|/•·]\s*|\s+[-–—]\s+")  # "Anna Kowalska | Gdańsk"
_NO_LETTER = re.compile(r"[^\w]+|_")
_MARKS = (  # what Zoom and Teams write behind a name
    "Guest|Gast|Gość|Gäst|Gæst|Gjest|Vieras|Külaline|Viesis|Svečias"
    "|Host|Co-host|me|External|Extern|Unverified|Nicht überprüft|Niezweryfikowane"
)
_ROLES = frozenset(fold(word) for word in _MARKS.split("|"))


def spellings(name: str) -> frozenset[str]:
    """Every folded form of one name as it stands; two names are the same when they share one.

    "Kowalska, Anna" is also "Anna Kowalska": the comma says which is which. Empty for a name without letters.
    """
    last, comma, first = name.partition(",")
    orders = {name, f"{first} {last}"} if comma and first.strip() and "," not in first else {name}
    forms = {_words(form) for order in orders for form in (order, order.translate(_SPELLED))}
    return frozenset(form for form in forms if form)


def main_part(name: str) -> str:
    """The name without what stands in brackets or behind a bar: "Ola Nowak (Pearl of Kiel)" is Ola Nowak."""
    bare = _BRACKETS.sub("", name).strip()
    first = _BESIDES.split(bare)[0].strip()
    return first or bare or name


def keys_of(name: str) -> frozenset[str]:
    """The spellings of a name by which somebody is surely recognised: the whole of it, and its main part."""
    return spellings(name) | spellings(main_part(name))


def hints_of(name: str) -> tuple[str, ...]:
    """All that may be a name in it, the likeliest first: "iPhone (Ola Nowak)" may be Ola Nowak."""
    bare = _BRACKETS.sub("", name)
    inner = [part.strip() for part in _BRACKETS.findall(name)]
    parts = [main_part(name), *inner, *main_part(name).split(","), *_BESIDES.split(bare)]
    return tuple(dict.fromkeys(part.strip() for part in parts if _words(part) and fold(part) not in _ROLES))


def is_full(name: str) -> bool:
    """Of two words at least. "Anna" alone may be any Anna."""
    return len(_words(main_part(name)).split()) >= 2


def _words(name: str) -> str:
    return " ".join(_NO_LETTER.sub(" ", fold(name)).split())
