"""Which column of an exported list is which, by its heading, in the languages of the region.

Zoom speaks English, German, Polish and Swedish of these, Teams all of them. Wordings change from version to version, so
a heading is known by a part of it; names alone are told by their whole heading, as too much is called a name.
"""

import re
from enum import StrEnum

from bot.domain.folding import fold


class Column(StrEnum):
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    EMAIL = "email"
    UPN = "upn"  # Teams' "Participant ID (UPN)", an e-mail address; called UPN in every language
    JOINED = "joined"
    LEFT = "left"
    MINUTES = "minutes"
    ATTENDED = "attended"  # Zoom's webinars list those who registered, too
    WAITING = "waiting"  # Zoom: the row is of somebody in the waiting room


_NAMES = """
name|full name|user name|display name|participant|participant name|attendee name
vollstandiger name|benutzername|anzeigename|teilnehmer|name des teilnehmers
nazwa|imie i nazwisko|nazwisko i imie|pelna nazwa|pelne imie i nazwisko|nazwa uzytkownika|nazwa wyswietlana|uczestnik
namn|fullstandigt namn|anvandarnamn|visningsnamn|deltagare
navn|fuldt navn|fulde navn|brugernavn|deltager|fullt navn|brukernavn|deltaker
nimi|koko nimi|kayttajanimi|osallistuja|taisnimi|taielik nimi|kasutajanimi|osaleja
vards|vards, uzvards|vards un uzvards|pilns vards|pilnais vards|lietotajvards|dalibnieks
vardas|vardas ir pavarde|vardas, pavarde|visas vardas|pilnas vardas|naudotojo vardas|vartotojo vardas|dalyvis
"""
_FIRST = "first name|vorname|imie|fornamn|fornavn|etunimi|eesnimi"
_LAST = """
last name|surname|nachname|nazwisko|efternamn|efternavn|etternavn|sukunimi|perenimi|perekonnanimi|uzvards|pavarde
"""
_ATTENDED = "attended|teilgenommen|uczestniczyl|obecny|deltog|narvarade"
_WHOLE = {
    heading: column
    for column, headings in (
        (Column.NAME, _NAMES),
        (Column.FIRST, _FIRST),
        (Column.LAST, _LAST),
        (Column.ATTENDED, _ATTENDED),
    )
    for heading in re.split(r"[|\n]", headings)
    if heading
}

# The first that a heading contains decides. One line a language or two
_MINUTES = """
duration|time in session|minut|dauer|czas trwania|czas udzialu|czas w |varaktighet|varighed|varighet|tid i
kesto|kestus|ilgums|trukme
"""
_JOINED = """
join|beitritt|beigetreten|teilnahmezeit|dolacz|anslut|tilslut|tiltrad|deltagelse|ble med|bli med|deltakelse
liitty|liitu|pievieno|prisijung
"""
_LEFT = """
leave|left|exit|verlassen|austritt|opuszcz|wyjsci|lamna|forlod|forlad|forlat|forlot
poistu|lahku|pamet|pames|aizgaj|iziet|paliko|palikim|isej
"""
_PARTS = tuple(
    (column, tuple(part for part in re.split(r"[|\n]", parts) if part))
    for column, parts in (
        (Column.UPN, "upn"),
        (Column.WAITING, "waiting room|warteraum|wartezimmer|poczekaln|vantrum|venterum|odotushuone"),
        (Column.EMAIL, "mail|e-post|epost|sahkoposti|e-past|el. past|el.past"),
        (Column.MINUTES, _MINUTES),
        (Column.JOINED, _JOINED),
        (Column.LEFT, _LEFT),
    )
)
_PRESENT = frozenset({Column.JOINED, Column.LEFT, Column.MINUTES, Column.ATTENDED})
# What lists of registrations have in their head: "Registration Time", "Approval Status"
_REGISTERED = ("registr", "rejestr", "rekister", "approval", "genehmig", "zatwierdz", "godkann")
_VALUE = re.compile(r"@|\d[:.]\d")  # an address or a clock time: the row is somebody's, not a head
_YES = frozenset({"yes", "ja", "tak", "kylla", "jah", "taip", "true", "1"})
_NO = frozenset({"no", "nein", "nie", "nej", "nei", "ei", "ne", "false", "0"})


def column_of(heading: str) -> Column | None:
    """None for a heading that says nothing we need."""
    whole = fold(heading)
    bare = re.sub(r"\s*\([^)]*\)?", "", whole).strip(" :*")  # "Name (Original Name)"
    if bare in _WHOLE:
        return _WHOLE[bare]
    return next((column for column, parts in _PARTS if any(part in whole for part in parts)), None)


def columns_of(row: list[str]) -> dict[Column, int]:
    """Where each column stands, if the row is the head of a table of people; else {}.

    Such a table names people and says one more thing of them, or has names alone ("Name" and nothing else). Teams
    keeps one order in every language: with a UPN, the first four columns are name, joined, left and duration.
    """
    found: dict[Column, int] = {}
    if any(_VALUE.search(cell) for cell in row):
        return found
    for place, heading in enumerate(row):
        column = column_of(heading)
        if column is not None:
            found.setdefault(column, place)
    if Column.UPN in found and len(row) >= 5:
        teams = (Column.NAME, Column.JOINED, Column.LEFT, Column.MINUTES)
        return {**dict(zip(teams, range(4), strict=True)), **{Column.EMAIL: found[Column.UPN]}}
    named = Column.NAME in found or {Column.FIRST, Column.LAST} <= found.keys()
    alone = [cell for cell in row if cell.strip()]
    more = found.keys() - {Column.NAME, Column.FIRST, Column.LAST}
    return found if named and (more or len(alone) == len(found)) else {}


def is_of_registrations(row: list[str], columns: dict[Column, int]) -> bool:
    """Whether the head is that of a list of those who registered, which says nothing of who came."""
    return not _PRESENT & columns.keys() and any(part in fold(cell) for cell in row for part in _REGISTERED)


def says_no(cell: str) -> bool:
    return fold(cell) in _NO


def says_yes(cell: str) -> bool:
    return fold(cell) in _YES
