"""Time zones: their names as people write them, and the instant at which a wall clock shows a time.

Zones are those of the IANA database. A wall clock's time is missing for an hour in spring and comes twice in autumn;
the one rule for both is in `at_wall`.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.folding import fold
from bot.domain.refused import Refused

# The network's own zones come first wherever zones are offered, with the words people there may type for them:
# their country and larger towns, in English and in their own languages.
HOME = {
    "Europe/Copenhagen": "Denmark Danmark København Svendborg Aarhus Vejle",
    "Europe/Tallinn": "Estonia Eesti Tartu Hiiumaa",
    "Europe/Helsinki": "Finland Suomi Helsingfors Turku Åbo Jakobstad Kristinestad Närpes Nykarleby",
    "Europe/Berlin": "Germany Deutschland Hamburg Kiel Rostock",
    "Europe/Riga": "Latvia Latvija Rīga Cēsis Rūjiena",
    "Europe/Vilnius": "Lithuania Lietuva Wilno Kaunas Druskininkai",
    "Europe/Oslo": "Norway Norge Noreg Bergen Trondheim",
    "Europe/Warsaw": "Poland Polska Warszawa Gdańsk Gdynia Kraków Szczecin Łódź",
    "Europe/Stockholm": "Sweden Sverige Göteborg Malmö Härnösand Helsingborg",
    "UTC": "GMT Z Zulu",
    "Europe/Mariehamn": "Åland",
    "Atlantic/Reykjavik": "Iceland Ísland",
    "Atlantic/Faroe": "Føroyar",
    "Europe/Kaliningrad": "",
    "Europe/London": "UK Britain England Scotland",
    "Europe/Brussels": "Belgium Belgique België",
    "Europe/Kyiv": "Ukraine Kiev",
}

# What stands on people's invitations. They mean the wall clock there, in summer too, so each is read as a place.
ABBREVIATIONS = {
    "cet": "Europe/Berlin",
    "cest": "Europe/Berlin",
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "eet": "Europe/Helsinki",
    "eest": "Europe/Helsinki",
    "wet": "Europe/Lisbon",
    "west": "Europe/Lisbon",
    "bst": "Europe/London",
    "msk": "Europe/Moscow",
}
_REGIONS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
_MINUTE = timedelta(minutes=1)


@cache
def _names() -> frozenset[str]:
    odd = {"localtime", "Factory", "posixrules"}
    return frozenset(
        name for name in available_timezones() - odd if not name.startswith(("posix/", "right/", "SystemV/"))
    )


def known(name: str) -> bool:
    """Whether this is, letter by letter, the IANA name of a zone."""
    return name in _names()


def find(typed: str, home: str | None = None) -> str | None:
    """The zone meant by an IANA name, a city, a country or an abbreviation in any case; None when there is none.

    An abbreviation means the zone `home` when that one's clock agrees: "EET" is Europe/Riga to people in Riga.
    """
    word = _key(typed)
    if word in ABBREVIATIONS and home is not None and same_clock(ABBREVIATIONS[word], home):
        return home
    return _place(typed) if typed in _names() else _words().get(word)


def require(name: str) -> str:
    """The IANA name of the zone a person typed; Refused("zone.unknown") when there is none."""
    found = find(name)
    if found is None:
        raise Refused("zone.unknown")
    return found


def suggest(typed: str, limit: int = 25) -> list[str]:
    """Zones whose city, country or name has what was typed, the region's first; all of the region's for nothing."""
    wanted = _key(typed)
    if not wanted:
        return list(HOME)[:limit]
    exact = _words().get(wanted)
    starts, holds = [], []
    for name, words in _haystack():
        if any(word.startswith(wanted) for word in words):
            starts.append(name)
        elif any(f" {wanted}" in word for word in words):
            holds.append(name)
    ordered = dict.fromkeys([*([exact] if exact else []), *starts, *holds])
    return list(ordered)[:limit]


def at_wall(local: datetime, zone: str) -> datetime:
    """The instant (UTC) at which the wall clock of a zone shows a naive local time.

    A time that the clock change in spring leaves out moves forward by as much as the clock does; of one that comes
    twice in autumn the first is meant (as RFC 5545 section 3.3.5 has it).
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall(instant: datetime, zone: str) -> datetime:
    """What the wall clock of a zone shows at an instant, as a naive datetime."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def gap(local: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """The wall clock just before and just after the change, when that change leaves `local` out; else None.

    03:30 in Riga on 28 March 2027 gives 03:00 and 04:00.
    """
    if wall(at_wall(local, zone), zone) == local:
        return None
    info = ZoneInfo(zone)
    before, after = (local.replace(tzinfo=info, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    early, late = local - after, local - before  # as UTC: just before and just after the change
    while late - early > _MINUTE:
        middle = early + (late - early) / 2
        if middle.replace(tzinfo=UTC).astimezone(info).utcoffset() == before:
            early = middle
        else:
            late = middle
    change = late.replace(second=0, microsecond=0)
    return change + before, change + after


def same_clock(one: str, other: str) -> bool:
    """Whether the wall clocks of two zones agree in winter and in summer."""
    noons = (datetime(2026, month, 1, 12, tzinfo=UTC) for month in (1, 7))
    return all(wall(noon, one) == wall(noon, other) for noon in noons)


def _key(typed: str) -> str:
    return fold(typed[:60].replace("_", " "))


def _place(name: str) -> str:
    return ABBREVIATIONS.get(name.casefold(), name)


@cache
def _haystack() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Zones worth offering, the region's first, each with its folded words."""
    places = sorted(name for name in _names() if name.split("/")[0] in _REGIONS)
    rows = []
    for name in dict.fromkeys([*HOME, *places]):
        city = name.split("/")[-1]
        rows.append((name, tuple(_key(word) for word in (city, *HOME.get(name, "").split(), name))))
    return tuple(rows)


@cache
def _words() -> dict[str, str]:
    """Every folded word that names exactly one zone. Later rows win: abbreviations over cities over odd names."""
    words = {_key(name): _place(name) for name in sorted(_names())}
    for name, folded in reversed(_haystack()):
        words |= dict.fromkeys(folded, name)
    return words | ABBREVIATIONS
