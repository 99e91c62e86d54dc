"""Every word that people see, by key, in their language.

Catalogues are gettext `.po` files, one per area, in `locales/<language>/LC_MESSAGES/`; the msgid is a key such as
`rsvp.going`, and English is a catalogue like the others. They are joined and compiled in memory when first needed, so
that what is committed is what is read. A key missing in a language falls back to English; one missing in English
raises KeyError, which the tests look for in every call.
"""

import gettext
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
LANGUAGES = ("en", "pl")  # complete ones; a test holds them to it
_FOLDER = Path(__file__).parent / "locales"


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    joined = Catalog(locale=language)
    for path in sorted((_FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    joined[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, joined)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(language: str, key: str, /, **values: object) -> str:
    """The text of a key in a language, its `{placeholders}` filled with `values`."""
    for candidate in (language, SOURCE):
        text = _catalogue(_known(candidate)).gettext(key)
        if text != key:
            return text.format(**values)
    raise KeyError(f"no text for {key!r}")


def count(language: str, key: str, n: int, /, **values: object) -> str:
    """As `say`, in the plural form that the number asks for; the text may use `{n}`."""
    for candidate in (language, SOURCE):
        text = _catalogue(_known(candidate)).ngettext(key, key, n)
        if text != key:
            return text.format(n=n, **values)
    raise KeyError(f"no text for {key!r}")


def has(key: str, language: str = SOURCE) -> bool:
    return _catalogue(_known(language)).gettext(key) != key


def _known(language: str) -> str:
    return language if language in LANGUAGES else SOURCE


def language_of(*wishes: str | None) -> str:
    """The first wish we can speak: a person's setting, Discord's locale, the community's language; else English.

    Takes Discord's locales (`en-US`, `pl`, `sv-SE`; `no` is Bokmål) as well as our own codes.
    """
    for wish in wishes:
        if wish:
            short = wish.replace("_", "-").split("-")[0].lower()
            short = {"no": "nb"}.get(short, short)
            if short in LANGUAGES:
                return short
    return SOURCE


def when(language: str, instant: datetime, zone: str) -> str:
    """An instant in words, in a zone and with its name, for places where Discord renders no timestamps.

    "Thu 3 Dec 2026, 14:00 CET". The zone's abbreviation is what the zone database gives.
    """
    local = instant.astimezone(ZoneInfo(zone))
    text = format_datetime(local, "EEE d MMM y, HH:mm", locale=Locale.parse(_known(language)))
    return f"{text} {local.tzname()}"


def days(language: str, starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """The day of something in words, by a zone's clock: "3 December 2026"; two days when it ends on another."""
    locale = Locale.parse({"en": "en_GB"}.get(_known(language), _known(language)))  # day before month, as in Europe
    found = dict.fromkeys(at.astimezone(ZoneInfo(zone)).date() for at in (starts_at, ends_at))
    return " – ".join(format_date(each, "long", locale=locale) for each in found)


def listing(language: str, items: Iterable[str]) -> str:
    """ "a, b and c" in a language."""
    from babel.lists import format_list

    return format_list(list(items), locale=Locale.parse(_known(language)))
