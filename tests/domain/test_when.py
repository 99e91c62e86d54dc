"""Times as organisers type them: what is understood, what is refused and why, what is offered while typing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import ParamSpec, TypeVar

import pytest
from babel.dates import format_datetime
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import words
from bot.domain import zones
from bot.domain.refused import Refused
from bot.domain.when import (
    parse,
    parse_clock,
    parse_end,
    parse_lead,
    parse_leads,
    parse_length,
    suggest,
)
from bot.domain.when import words as vocabulary
from tests.domain.test_zones import REGION

P = ParamSpec("P")
R = TypeVar("R")
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Warsaw
WARSAW = "Europe/Warsaw"


def said(text: str, zone: str = WARSAW, now: datetime = NOW) -> str:
    understood = parse(text, now, zone)
    return f"{understood.local:%a %Y-%m-%d %H:%M} {understood.zone}"


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-03 14:00",
        "2026-12-03T14:00",
        "2026-12-03T14:00:00",
        "2026-12-03T14:00+01:00",
        "2026-12-03T13:00Z",
        "2026-12-03T13:00:00.000Z",
        "2026/12/03 14:00",
        "3 Dec 14:00",
        "3. Dec 14:00",
        "3dec 14",
        "3rd of December at 2 p.m.",
        "3-Dec-2026 14:00",
        "3 Dec 26 14:00",
        "3.12. 14:00",
        "3.12 14:00",
        "3. 12. 14.00",
        "3.12.2026 14.00",
        "3.12.26 14h",
        "03/12/2026 14:00",
        "3/12 14:00",
        "Dec 3 2pm",
        "Dec 3, 2026 2:00 PM",
        "14:00 3 Dec",
        "2pm on 3 December",
        "Thu 3 Dec 2026, 14:00 CET",
        "Thursday, 3 December 2026 14:00",
        "<t:1796302800:F>",
        "<t:1796302800>",
        "3 Dec 14:00 (CET)",
        "3 Dec 14:00 UTC+1",
        "3 Dec 15:00 +02:00",
    ],
)
def test_a_date_is_understood_however_it_is_written(text: str) -> None:
    """With or without a year, numbers with the day first, month by name, English clock, Discord's own markup."""
    assert said(text) == "Thu 2026-12-03 14:00 Europe/Warsaw"


@pytest.mark.parametrize(
    "text",
    [
        "tors. 3. dec. 2026 kl. 14.00",  # Danish
        "3. detsembril kell 14",  # Estonian
        "to 3. jouluk. 2026 klo 14.00",  # Finnish
        "torstaina 3. joulukuuta klo 14",
        "am 3. Dezember um 14 Uhr",  # German
        "Do., 3. Dez. 2026 14:00",
        "2026. gada 3. decembrī plkst. 14:00",  # Latvian
        "ceturtdien, 3. decembrī 14.00",
        "2026 m. gruodžio 3 d. 14 val.",  # Lithuanian
        "2026 m. gruodžio 3 d., 14:00",
        "tor. 3. des. 2026 kl. 14",  # Norwegian
        "w czwartek 3 grudnia o 14:00",  # Polish
        "3 grudnia 2026 r. godz. 14",
        "czw. 3 gru 2026, 14:00 CET",
        "torsdag den 3 december kl 14",  # Swedish
    ],
)
def test_a_date_is_understood_in_the_languages_of_the_region(text: str) -> None:
    assert said(text) == "Thu 2026-12-03 14:00 Europe/Warsaw"


@pytest.mark.parametrize("text", ["tomorrow 9:00", "i morgen kl. 9", "homme kell 9", "huomenna klo 9", "morgen 9 Uhr",
                                  "rīt 9:00", "rytoj 9 val.", "jutro o 9", "imorgon kl 9", "tmrw 9am", "in 1 day 9:00",
                                  "9:00 tomorrow"])  # fmt: skip
def test_tomorrow_is_understood_in_the_languages_of_the_region(text: str) -> None:
    assert said(text) == "Tue 2026-11-03 09:00 Europe/Warsaw"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("today 18", "Mon 2026-11-02 18:00"),
        ("14:00", "Mon 2026-11-02 14:00"),
        ("at 14", "Mon 2026-11-02 14:00"),
        ("9:00", "Tue 2026-11-03 09:00"),  # past already today
        ("10:00", "Tue 2026-11-03 10:00"),  # this very moment is no time to come
        ("thursday 14:00", "Thu 2026-11-05 14:00"),
        ("this thu 14:00", "Thu 2026-11-05 14:00"),
        ("next thu 14:00", "Thu 2026-11-12 14:00"),
        ("w przyszły czwartek o 14:00", "Thu 2026-11-12 14:00"),
        ("nächsten Donnerstag 14 Uhr", "Thu 2026-11-12 14:00"),
        ("monday 18:00", "Mon 2026-11-02 18:00"),
        ("monday 9:00", "Mon 2026-11-09 09:00"),
        ("friday noon", "Fri 2026-11-06 12:00"),
        ("day after tomorrow 10", "Wed 2026-11-04 10:00"),
        ("in 2 hours", "Mon 2026-11-02 12:00"),
        ("in 1 h 30 min", "Mon 2026-11-02 11:30"),
        ("in 30 min", "Mon 2026-11-02 10:30"),
        ("za 2 godziny", "Mon 2026-11-02 12:00"),
        ("2 tunnin kuluttua", "Mon 2026-11-02 12:00"),
        ("in 2 weeks 14:00", "Mon 2026-11-16 14:00"),
        ("1.1. 10", "Fri 2027-01-01 10:00"),
        ("1 Nov 10:00", "Mon 2027-11-01 10:00"),
        ("29 Feb 10:00", "Tue 2028-02-29 10:00"),
        ("3 Dec 12am", "Thu 2026-12-03 00:00"),
        ("3 Dec 12:30 pm", "Thu 2026-12-03 12:30"),
    ],
)
def test_a_time_is_the_next_one_that_fits(text: str, meant: str) -> None:
    """No year: the next such date. A weekday: the coming one, or with "next" the one in the week after this."""
    assert said(text) == f"{meant} Europe/Warsaw"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3 Dec 14:00 Europe/Riga", "Thu 2026-12-03 14:00 Europe/Riga"),
        ("3 Dec 14:00 rīga", "Thu 2026-12-03 14:00 Europe/Riga"),
        ("3 Dec 14:00 EET", "Thu 2026-12-03 14:00 Europe/Helsinki"),
        ("14:00 CET", "Mon 2026-11-02 14:00 Europe/Warsaw"),
        ("14:00 UTC", "Mon 2026-11-02 14:00 UTC"),
        ("tomorrow 9:00 new york", "Tue 2026-11-03 09:00 America/New_York"),
        ("2026-12-03T14:00+02:00 Europe/Riga", "Thu 2026-12-03 14:00 Europe/Riga"),
    ],
)
def test_a_zone_may_stand_at_the_end(text: str, meant: str) -> None:
    """Its wall clock is meant then, and the event keeps it."""
    assert said(text) == meant


def test_noon_in_a_zone_farther_west_may_still_be_today() -> None:
    """Whether a time alone is past is asked of the clock of the zone it was typed with."""
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)  # 00:30 on Tuesday in Warsaw
    assert said("23:45 UTC", now=late) == "Mon 2026-11-02 23:45 UTC"
    assert said("23:45 +00:00", now=late) == "Tue 2026-11-03 00:45 Europe/Warsaw"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "when.not_understood"),
        ("soon", "when.not_understood"),
        ("18", "when.not_understood"),  # the 18th, or six in the evening?
        ("@everyone", "when.not_understood"),
        ("3 Dec 14:00 Atlantis", "when.not_understood"),
        ("2026-12-03 14:00 Atlantis", "when.not_understood"),
        ("٣ Dec 14:00", "when.not_understood"),
        ("14:00 +25:00", "when.not_understood"),
        ("<t:99999999999999999:F>", "when.not_understood"),
        ("x" * 4000, "when.not_understood"),
        ("3 Dec", "when.no_time"),
        ("tomorrow", "when.no_time"),
        ("9.10", "when.no_time"),  # rather a date
        ("31 Feb 14:00", "when.no_such_day"),
        ("30.2.2027 14:00", "when.no_such_day"),
        ("2026-13-03 14:00", "when.no_such_day"),
        ("0000-01-01 00:00", "when.no_such_day"),
        ("tomorrow 25:00", "when.no_such_time"),
        ("2026-12-03T24:30", "when.no_such_time"),
        ("Fri 3 Dec 2026 14:00", "when.weekday"),
        ("today 8:00", "when.past"),
        ("2 Nov 2026 10:00", "when.past"),
        ("3 Dec 2025 14:00", "when.past"),
        ("<t:0>", "when.past"),
        ("3 Dec 2226 14:00", "when.too_far"),
        ("9999-12-31 23:59", "when.too_far"),
        ("in 999999 hours", "when.too_far"),
        ("in 999999 weeks 10:00", "when.too_far"),
        ("<t:9999999999999>", "when.too_far"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_reason(text: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text, NOW, WARSAW)
    assert refused.value.key == key
    for language in words.LANGUAGES:
        assert words.say(language, f"refused.{key}", **refused.value.values)


def test_an_hour_that_spring_leaves_out_is_refused_by_name() -> None:
    """In Riga the clocks go from 03:00 to 04:00 on 28 March 2027; organisers choose another time themselves."""
    with pytest.raises(Refused) as refused:
        parse("28 Mar 2027 03:30 Riga", NOW, WARSAW)
    assert refused.value.key == "when.missing"
    assert refused.value.values == {"time": "03:30", "before": "03:00", "after": "04:00", "zone": "Europe/Riga"}
    assert said("28 Mar 2027 04:00 Riga") == "Sun 2027-03-28 04:00 Europe/Riga"


def test_of_autumns_doubled_hour_the_first_is_meant_unless_an_offset_says_otherwise() -> None:
    assert parse("31 Oct 2027 02:30", NOW, WARSAW).instant == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second = parse("2027-10-31T02:30+01:00", NOW, WARSAW)
    assert second.instant == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert parse(second.exact, NOW, WARSAW) == second


def unless_refused(read: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
    try:
        return read(*args, **kwargs)
    except Refused:
        return None


typed = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.one_of(
            st.sampled_from([*vocabulary.MONTHS, *vocabulary.WEEKDAYS, *vocabulary.UNITS, *vocabulary.FILLERS]),
            st.sampled_from(["next", "in", "at", "am", "pm", "UTC", "Riga", "CET", "<t:1:F>", "+14:00", "-", ".", ":"]),
            st.integers(0, 100_000).map(str),
            st.from_regex(r"\d{1,2}[:./h-]\d{1,2}([./-]\d{2,4})?", fullmatch=True),
        ),
        max_size=7,
    ).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(typed)
@example("24 dec 24:00")
@example("0.0.0 0")
@example("9999-12-31T23:59-14:00")
@example("<t:-9999999999999>")
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    """No text raises anything but a refusal, and what is understood lies ahead and can be said again exactly."""
    for read in (parse_length, parse_lead, parse_leads, parse_clock):
        unless_refused(read, text)
    end = unless_refused(parse_end, text, NOW, WARSAW)
    assert end is None or end > NOW
    understood = unless_refused(parse, text, NOW, WARSAW)
    if understood is not None:
        assert understood.instant > NOW
        assert zones.wall(understood.instant, understood.zone) == understood.local
        assert parse(understood.exact, NOW, WARSAW) == understood


@settings(max_examples=60, deadline=None)
@given(typed)
def test_whatever_is_typed_suggestions_are_ahead_and_distinct(text: str) -> None:
    offered = suggest(text, NOW, WARSAW)
    assert len(offered) <= 25
    assert len({moment.instant for moment in offered}) == len(offered)
    assert all(moment.instant > NOW and zones.known(moment.zone) for moment in offered)


FORMS = (
    "%Y-%m-%d %H:%M",
    "%d.%m.%Y %H.%M",
    "%d/%m/%Y %H:%M",
    "%d %b %Y %H:%M",
    "%B %d %Y %I:%M %p",
    "%a %d %B %Y, %H:%M",
)


@settings(max_examples=300, deadline=None)
@given(
    local=st.datetimes(datetime(2026, 11, 4), datetime(2036, 12, 30)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    zone=st.sampled_from([*REGION, "UTC"]),
    form=st.sampled_from(FORMS),
)
def test_a_written_time_reads_back_over_ten_years(local: datetime, zone: str, form: str) -> None:
    """Every form, every zone of the network; a missing hour is refused, and only that."""
    written = local.strftime(form)
    if zones.gap(local, zone) is not None:
        with pytest.raises(Refused, match=r"when\.missing"):
            parse(written, NOW, zone)
        return
    assert parse(written, NOW, zone).local == local
    assert parse(f"{written} {zone}", NOW, "Asia/Tokyo").instant == zones.at_wall(local, zone)


LANGUAGES = ("en", "da", "et", "fi", "de", "lv", "lt", "nb", "pl", "sv")


@settings(max_examples=60, deadline=None)
@given(
    day=st.dates(date(2026, 11, 4), date(2036, 12, 30)),
    language=st.sampled_from(LANGUAGES),
    form=st.sampled_from(["EEEE, d MMMM y HH:mm", "d MMM y, HH:mm", "EEE d MMM, HH:mm"]),
)
def test_what_programs_write_in_the_regions_languages_reads_back(day: date, language: str, form: str) -> None:
    """CLDR's own words for days and months, whole and shortened; Estonian's single letters are not among ours."""
    if language == "et":
        form = form.removeprefix("EEE ") if not form.startswith("EEEE") else form
    local = datetime.combine(day, time(14, 30))
    written = format_datetime(local, form, locale=language)
    shortly = datetime.combine(day - timedelta(days=30), time(), UTC)  # so that a date without its year is this one
    assert parse(written, shortly, WARSAW).local == local


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("90", 90), ("90 min", 90), ("1h30", 90), ("1:30", 90), ("1 h 30 min", 90), ("1.5 hours", 90), ("1,5 h", 90),
     ("2 hours", 120), ("2 godziny", 120), ("2 timer", 120), ("+1 h", 60), ("2 days", 2880), ("1 tydzień", 10_080),
     ("1 hour and 15 minutes", 75)],
)  # fmt: skip
def test_a_length_is_understood(text: str, minutes: int) -> None:
    assert parse_length(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "when.length"), ("long", "when.length"), ("0", "when.length"), ("-5 min", "when.length"),
     ("1:99", "when.length"), ("5 bananas", "when.length"), ("32 days", "when.length_too_long"),
     ("999999 weeks", "when.length_too_long")],
)  # fmt: skip
def test_no_length_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_length(text)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("16:00", "2026-12-03 16:00"),
        ("16", "2026-12-03 16:00"),
        ("4pm", "2026-12-03 16:00"),
        ("17:00 EET", "2026-12-03 16:00"),
        ("90 min", "2026-12-03 15:30"),
        ("2h", "2026-12-03 16:00"),
        ("1.5 hours", "2026-12-03 15:30"),
        ("90", "2026-12-03 15:30"),
        ("1 day", "2026-12-04 14:00"),
        ("00:30", "2026-12-04 00:30"),  # past midnight
        ("4 Dec 12:00", "2026-12-04 12:00"),
        ("friday 12:00", "2026-12-04 12:00"),
        ("2026-12-03 16:00", "2026-12-03 16:00"),
        ("<t:1796310000>", "2026-12-03 16:00"),
    ],
)
def test_an_end_is_a_time_a_date_or_a_length(text: str, end: str) -> None:
    starts_at = zones.at_wall(datetime(2026, 12, 3, 14), WARSAW)
    assert f"{zones.wall(parse_end(text, starts_at, WARSAW), WARSAW):%Y-%m-%d %H:%M}" == end


@pytest.mark.parametrize(
    ("text", "key"),
    [("13:00", "when.end_before_start"), ("14:00", "when.end_before_start"),
     ("2 Dec 2026 16:00", "when.end_before_start"), ("40 days", "when.length_too_long"),
     ("3 Dec 2027 14:00", "when.length_too_long"), ("later", "when.not_understood"), ("25:00", "when.no_such_time")],
)  # fmt: skip
def test_an_end_that_cannot_be_is_refused(text: str, key: str) -> None:
    """A clock time before the start counts as the next day only when that is a night, not a day away."""
    starts_at = zones.at_wall(datetime(2026, 12, 3, 14), WARSAW)
    with pytest.raises(Refused) as refused:
        parse_end(text, starts_at, WARSAW)
    assert refused.value.key == key


def test_lead_times_are_read_longest_first() -> None:
    assert parse_lead("1 day before") == 1440
    assert parse_lead("0") == 0
    assert parse_leads("10 min, 1 week, 1 day") == (10_080, 1440, 10)
    assert parse_leads("1 tydzień i 1 godzina") == (10_080, 60)
    assert parse_leads("60, 1 h") == (60,)
    assert parse_leads("none") == parse_leads("brak") == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "when.lead"), (", ,", "when.lead"), ("sometimes", "when.lead"), ("366 days", "when.lead_too_long"),
     ("1,2,3,4,5,6,7,8,9,10,11", "when.too_many_leads"), ("1 day, banana", "when.lead")],
)  # fmt: skip
def test_no_lead_time_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_leads(text)
    assert refused.value.key == key


@pytest.mark.parametrize(("text", "minute"), [("22:00", 1320), ("22", 1320), ("10 pm", 1320), ("7.30", 450),
                                              ("0:00", 0), ("24:00", 0), ("noon", 720), ("klo 7", 420)])  # fmt: skip
def test_a_time_of_day_is_understood(text: str, minute: int) -> None:
    assert parse_clock(text) == minute


@pytest.mark.parametrize("text", ["", "25:00", "late", "22:75", "3 Dec 14:00"])
def test_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"when\.clock"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("text", "first", "somewhere"),
    [
        ("", "Mon 2026-11-02 14:00", "Thu 2026-11-05 10:00"),
        ("3 dec", "Thu 2026-12-03 08:00", "Thu 2026-12-03 14:00"),
        ("3 d", "Thu 2026-12-03 08:00", "Thu 2026-12-03 14:00"),
        ("3", "Tue 2026-11-03 10:00", "Thu 2026-12-03 14:00"),
        ("14", "Mon 2026-11-02 14:00", "Sat 2026-11-14 10:00"),
        ("tomo", "Tue 2026-11-03 08:00", "Tue 2026-11-03 14:00"),
        ("t", "Mon 2026-11-02 14:00", "Thu 2026-11-05 10:00"),
        ("in", "Mon 2026-11-02 10:30", "Mon 2026-11-02 12:00"),
        ("in 3", "Mon 2026-11-02 10:03", "Mon 2026-11-02 13:00"),
        ("3 dec 1", "Thu 2026-12-03 01:00", "Thu 2026-12-03 14:00"),
        ("3 dec 14:3", "Thu 2026-12-03 14:30", "Thu 2026-12-03 14:30"),
        ("next thu", "Thu 2026-11-12 08:00", "Thu 2026-11-12 14:00"),
        ("dec", "Tue 2026-12-01 10:00", "Tue 2026-12-15 10:00"),
        ("14:00", "Mon 2026-11-02 14:00", "Tue 2026-11-03 14:00"),
        ("3 Dec 14:00", "Thu 2026-12-03 14:00", "Thu 2026-12-03 14:00"),
    ],
)
def test_a_beginning_is_completed(text: str, first: str, somewhere: str) -> None:
    offered = [f"{moment.local:%a %Y-%m-%d %H:%M}" for moment in suggest(text, NOW, WARSAW)]
    assert offered[0] == first
    assert somewhere in offered


def test_a_zone_begun_at_the_end_is_completed() -> None:
    first, *_ = suggest("3 dec 14:00 ri", NOW, WARSAW)
    assert (first.zone, f"{first.local:%H:%M}") == ("Europe/Riga", "14:00")


def test_no_word_means_two_things() -> None:
    """A month is no weekday and no zone's name; else a line could be read in two ways."""
    assert not vocabulary.MONTHS.keys() & vocabulary.WEEKDAYS.keys()
    for word in (*vocabulary.MONTHS, *vocabulary.WEEKDAYS, *vocabulary.DAYS_AHEAD, *vocabulary.UNITS):
        assert zones.find(word) is None, word
