"""Zones by every name people use, and the wall clock's missing and doubled hours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import zones
from bot.domain.refused import Refused

REGION = (
    "Europe/Copenhagen",
    "Europe/Tallinn",
    "Europe/Helsinki",
    "Europe/Berlin",
    "Europe/Riga",
    "Europe/Vilnius",
    "Europe/Oslo",
    "Europe/Warsaw",
    "Europe/Stockholm",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Europe/Riga", "Europe/Riga"),
        ("europe/riga", "Europe/Riga"),
        ("Rīga", "Europe/Riga"),
        ("RIGA", "Europe/Riga"),
        ("Łódź", "Europe/Warsaw"),
        ("kobenhavn", "Europe/Copenhagen"),
        ("Cēsis", "Europe/Riga"),
        ("Suomi", "Europe/Helsinki"),
        ("new york", "America/New_York"),
        ("CEST", "Europe/Berlin"),
        ("EET", "Europe/Helsinki"),
        ("utc", "UTC"),
        ("Z", "UTC"),
    ],
)
def test_a_zone_is_found_by_any_of_its_names(typed: str, meant: str) -> None:
    """IANA name, city, country, town of the network or abbreviation; case and diacritics do not matter."""
    assert zones.require(typed) == meant


@pytest.mark.parametrize("typed", ["", "Atlantis", "Europe/", "14:00", "../../etc/passwd", "x" * 5000])
def test_an_unknown_zone_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"zone\.unknown"):
        zones.require(typed)


def test_an_abbreviation_is_the_readers_own_zone_when_the_clocks_agree() -> None:
    """People in Riga who write EET mean Riga; people in Warsaw who write it mean the eastern neighbours."""
    assert zones.find("EET", "Europe/Riga") == "Europe/Riga"
    assert zones.find("CEST", "Europe/Warsaw") == "Europe/Warsaw"
    assert zones.find("EET", "Europe/Warsaw") == "Europe/Helsinki"


def test_only_exact_names_are_known() -> None:
    assert zones.known("Europe/Riga")
    assert not zones.known("riga")


def test_the_region_is_offered_first() -> None:
    """Nothing typed offers the network's zones; a beginning offers those before the rest of the world."""
    assert set(REGION) <= set(zones.suggest("")[:9])
    assert zones.suggest("ri")[0] == "Europe/Riga"
    assert zones.suggest("stockh") == ["Europe/Stockholm"]
    assert zones.suggest("york") == ["America/New_York"]


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(1, 25))
def test_whatever_is_typed_suggestions_are_few_distinct_known_zones(typed: str, limit: int) -> None:
    offered = zones.suggest(typed, limit)
    assert len(offered) <= limit
    assert len(set(offered)) == len(offered)
    assert all(zones.known(name) for name in offered)


def test_a_missing_time_moves_forward() -> None:
    """On 28 March 2027 the clocks in Riga go from 03:00 to 04:00, so 03:30 means 04:30."""
    missing = datetime(2027, 3, 28, 3, 30)
    assert zones.wall(zones.at_wall(missing, "Europe/Riga"), "Europe/Riga") == datetime(2027, 3, 28, 4, 30)
    assert zones.gap(missing, "Europe/Riga") == (datetime(2027, 3, 28, 3, 0), datetime(2027, 3, 28, 4, 0))
    assert zones.gap(datetime(2027, 3, 28, 4, 0), "Europe/Riga") is None
    assert zones.gap(datetime(2026, 10, 4, 2, 10), "Australia/Lord_Howe") == (
        datetime(2026, 10, 4, 2, 0),
        datetime(2026, 10, 4, 2, 30),
    )


def test_of_a_doubled_time_the_first_is_taken() -> None:
    """On 25 October 2026 it is 02:30 twice in Warsaw; the first is still summer time, UTC+2."""
    assert zones.at_wall(datetime(2026, 10, 25, 2, 30), "Europe/Warsaw") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@settings(deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1)).map(lambda local: local.replace(microsecond=0)),
    st.sampled_from([*REGION, "UTC"]),
)
def test_a_wall_clock_time_comes_back_unless_the_clock_leaves_it_out(local: datetime, zone: str) -> None:
    """Over ten years in every zone of the network: the same time again, or later by the length of the gap."""
    shown = zones.wall(zones.at_wall(local, zone), zone)
    around = zones.gap(local, zone)
    if around is None:
        assert shown == local
    else:
        assert around[0] <= local < around[1]
        assert shown - local == around[1] - around[0] == timedelta(hours=1)
