"""The people of the demonstration, all invented: a first name of their country and something from its shore.

Nobody could be mistaken for them: no family is called after a lugworm or the beam of a lighthouse.
"""

from dataclasses import dataclass

ORGANISER, MENTOR, CANDIDATE, PEARL, PARTNER = "Organisers", "Mentors", "Candidates 2024", "Pearls", "Partners"
THIS_YEAR, LAST_YEAR = "Cohort 2024", "Cohort 2023"


@dataclass(frozen=True, slots=True)
class Invented:
    """`locale` is what their Discord is set to; Estonian and Latvian are not among Discord's."""

    key: str
    name: str
    country: str
    locale: str
    roles: tuple[str, ...] = ()
    town: str | None = None


def _town(key: str, name: str, country: str, locale: str, town: str) -> Invented:
    return Invented(key, name, country, locale, (CANDIDATE, THIS_YEAR), town)


def _mentor(key: str, name: str, country: str, locale: str) -> Invented:
    return Invented(key, name, country, locale, (MENTOR,))


# in the order of the page's list: one organiser, one participant, one mentor, one guest, then everybody else
PEOPLE = (
    Invented("olga", "Olga Perłopław", "PL", "en-GB", (ORGANISER,)),  # pearl mussel
    Invented("anna", "Anna Falochron", "PL", "en-GB", (PARTNER, LAST_YEAR)),  # breakwater
    Invented("bartek", "Bartek Żaglówka", "PL", "pl", (PEARL, LAST_YEAR)),  # sailing boat
    _mentor("mads", "Mads Strandskade", "DK", "da"),  # oystercatcher
    Invented("robin", "Robin Driftwood", "DK", "en-GB"),  # a guest: no role at all
    _town("freja", "Freja Havstjerne", "DK", "da", "Svendborg"),  # starfish
    _town("kadri", "Kadri Merepärl", "EE", "en-US", "Hiiumaa"),  # pearl of the sea
    _town("aino", "Aino Meritähti", "FI", "fi", "Kristinestad"),  # starfish
    _town("elias", "Elias Havsörn", "FI", "sv-SE", "Närpes"),  # sea eagle
    _town("saga", "Saga Strandgräs", "FI", "sv-SE", "Jakobstad"),  # lyme grass
    _town("viktor", "Viktor Skärkobbe", "FI", "sv-SE", "Nykarleby"),  # skerry
    _town("jonas", "Jonas Möwenruf", "DE", "de", "Kiel"),  # call of a gull
    _town("liga", "Līga Gliemežvāks", "LV", "en-US", "Cēsis"),  # shell
    _town("juris", "Juris Jūraszirdziņš", "LV", "en-US", "Rūjiena"),  # sea horse
    _town("ruta", "Rūta Gintaražuvė", "LT", "lt", "Druskininkai"),  # amber fish
    _town("elsa", "Elsa Vågskvalp", "SE", "sv-SE", "Härnösand"),  # lapping of waves
    _town("nils", "Nils Musselskal", "SE", "sv-SE", "Helsingborg"),  # mussel shell
    Invented("petra", "Petra Leuchtfeuer", "DE", "de", (ORGANISER,)),  # beacon
    Invented("ingrid", "Ingrid Fyrlykt", "NO", "no", (PARTNER,)),  # lantern of a lighthouse
    _mentor("zofia", "Zofia Wodorost", "PL", "pl"),  # seaweed
    _mentor("jaan", "Jaan Majakatuli", "EE", "en-US"),  # light of a lighthouse
    _mentor("helmi", "Helmi Simpukka", "FI", "fi"),  # clam
    _mentor("greta", "Greta Wattwurm", "DE", "de"),  # lugworm
    _mentor("ilze", "Ilze Bākuguns", "LV", "en-US"),  # light of a lighthouse
    _mentor("tomas", "Tomas Jūržvaigždė", "LT", "lt"),  # starfish
    _mentor("sindre", "Sindre Tangtare", "NO", "no"),  # kelp
    _mentor("maja", "Maja Sjöstjärna", "SE", "sv-SE"),  # starfish
)
