"""Reading participant lists: every layout and language, minutes counted once, nothing else taken for a list."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.participants import LARGEST, MOST_ROWS, Format, parse
from bot.domain.participants.clocks import moment, seconds
from bot.domain.participants.names import hints_of, is_full, keys_of
from bot.domain.refused import Refused
from tests.domain.lists import SAMPLES, Sample


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_real_layout_is_read(sample: Sample) -> None:
    read = parse(sample.content)
    assert [(person.name, person.minutes) for person in read.people] == sample.people
    assert (read.format, read.absent) == (sample.format, sample.absent)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", [name for name in SAMPLES if "teams" in name])
def test_the_encoding_does_not_matter(name: str, encoding: str) -> None:
    """Excel and mail programs save a list anew in whatever they like."""
    content = SAMPLES[name].content
    text = content.decode("utf-16" if content[:2] == b"\xff\xfe" else "utf-16-le")
    assert parse(text.encode(encoding)) == parse(content)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "unknown"),
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "workbook"),
        (b"%PDF-1.7", "unknown"),
        (b"\x00\x01\x02\x03" * 50, "unknown"),
        (b"<html><body>Please sign in</body></html>", "unknown"),
        (b"Product;Price\nBread;2\n", "unknown"),
        (b"Name;Price\nBread;2\n", "unknown"),
        (b"Dear all,\nthe meeting was good.\nMarta\n", "unknown"),
        (
            b"Attendee Details,\nFirst Name,Last Name,Email,Registration Time,Approval Status\nA,B,a@x,1,approved\n",
            "registered",
        ),
        (b"Vorname,Nachname,E-Mail,Registrierungszeit\nA,B,a@x.org,2026-11-01 09:00\n", "registered"),
        ("Imię,Nazwisko,E-mail,Czas rejestracji\nA,B,a@x.org,2026-11-01 09:00\n".encode(), "registered"),
        (b"Name (Original Name),User Email,Total Duration (Minutes),Guest\n", "empty"),
        (b"Attended,User Name (Original Name),Email\nNo,Linus Ek,l@example.org\n", "empty"),
        (b"Name\n" + b"x" * LARGEST, "too_large"),
        (b"Name\n" + b"".join(b"Person %d\n" % n for n in range(MOST_ROWS + 1)), "too_long"),
        (b"Name\n" + b"\n" * (5 * MOST_ROWS), "too_long"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, key: str) -> None:
    """With words on what to do: never half read."""
    with pytest.raises(Refused) as refused:
        parse(content)
    assert refused.value.key == f"import.{key}"


def test_as_many_people_as_allowed_are_read() -> None:
    content = b"Name;Minutes\n" + b"".join(b"Person %d;5\n" % n for n in range(MOST_ROWS))
    assert len(parse(content).people) == MOST_ROWS


def test_rows_without_a_name_are_counted() -> None:
    """Dial-ins often have none; the organiser is told."""
    assert parse(b"Name (Original Name),User Email,Total Duration (Minutes)\n,,5\nEero Salo,,6\n").nameless == 1


def test_two_people_of_one_name_stay_two() -> None:
    """Different addresses: nobody's minutes go to somebody else."""
    content = b"Name,Email,Duration (minutes)\nAnna Lis,a@x.org,10\nAnna Lis,b@x.org,20\nAnna Lis,a@x.org,5\n"
    assert [(each.name, each.minutes) for each in parse(content).people] == [("Anna Lis", 15), ("Anna Lis", 20)]


def test_one_address_with_two_names_is_two_people() -> None:
    """A town's office shares one account; only names with something in common are one person."""
    content = b"Name,Email,Duration (minutes)\nAnna Lis,office@x.org,10\nJan Nowak,office@x.org,20\n"
    assert [each.name for each in parse(content).people] == ["Anna Lis", "Jan Nowak"]


def test_a_name_has_no_control_characters_and_an_end() -> None:
    content = ("Name;Minutes\nA\u202eb\u200b c\x07;1\n" + "x" * 300 + ";2\n").encode("utf-16")
    with pytest.raises(Refused):  # a bell is in no list
        parse(content)
    read = parse(content.replace("\x07".encode("utf-16-le"), b""))
    assert [len(each.name) for each in read.people] == [len("A b c"), 100]
    assert all(each.name.isprintable() for each in read.people)


MINUTE = timedelta(minutes=1)
START = datetime(2026, 12, 3, 14)
stays = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 200)), min_size=1, max_size=6)


@given(stays)
def test_a_moment_counts_once_however_often_they_joined(parts: list[tuple[int, int]]) -> None:
    """Two devices at once are one person's one hour: the union of the rows, in any order."""
    rows = [(START + begin * MINUTE, START + (begin + length) * MINUTE, length) for begin, length in parts]
    lines = [f"Anna Lis,,{begin},{end},{length},No" for begin, end, length in rows]
    head = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"
    minutes = {begin + passed for begin, length in parts for passed in range(length)}
    for order in (lines, lines[::-1]):
        (person,) = parse("\n".join([head, *order]).encode()).people
        assert person.minutes == len(minutes)


@given(st.binary(max_size=300))
def test_no_file_makes_it_stumble(content: bytes) -> None:
    """Whatever is sent is a list of somebody, or refused."""
    with suppress(Refused):
        assert parse(content).people


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be"]))
def test_no_text_under_a_heading_makes_it_stumble(text: str, encoding: str) -> None:
    try:
        read = parse(f"Name,Email,Duration (minutes)\n{text}".encode(encoding, "replace"))
    except Refused:
        return
    assert all(person.name and person.name.isprintable() for person in read.people)
    assert read.format in Format


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1h 2m 30s", 3750),
        ("62 min", 3720),
        ("62m", 3720),
        ("62", 3720),
        ("40s", 40),
        ("01:02:30", 3750),
        ("1 Std. 2 Min. 30 Sek.", 3750),
        ("59 Min. 0 Sek.", 3540),
        ("1 godz. 2 min 30 s", 3750),
        ("1 tim 2 min", 3720),
        ("1 t 2 m 30 s", 3750),
        ("1 st. 2 min.", 3720),
        ("1 val. 2 min.", 3720),
        ("1\u00a0h 2\u00a0min", 3720),
        ("1.5 h", 5400),
        ("0", 0),
        ("", None),
        ("--", None),
        ("often", None),
        ("10081", None),
        ("2026-12-03", None),
    ],
)
def test_lengths_are_read_in_many_languages(text: str, expected: int | None) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/03/2026 02:05:00 PM", (2026, 12, 3, 14, 5)),
        ("12/3/26, 12:05:09\u202fAM", (2026, 12, 3, 0, 5, 9)),
        ("03/12/2026, 14:05:00", (2026, 12, 3, 14, 5)),
        ("12/23/2026 14:05", (2026, 12, 23, 14, 5)),
        ("23/12/2026 02:05:00 PM", (2026, 12, 23, 14, 5)),
        ("03.12.2026 14:05:00", (2026, 12, 3, 14, 5)),
        ("3.12.2026 klo 14.05.00", (2026, 12, 3, 14, 5)),
        ("03-12-2026 14:05", (2026, 12, 3, 14, 5)),
        ("2026-12-03 14:05:09", (2026, 12, 3, 14, 5, 9)),
        ("2026-12-03T14:05:09Z", (2026, 12, 3, 14, 5, 9)),
        ("Dec 3, 2026 14:05:09", (2026, 12, 3, 14, 5, 9)),
        ("Dec 3, 2026 2:05 PM", (2026, 12, 3, 14, 5)),
        ("--", None),
        ("14:05", None),
        ("31.02.2026 14:05", None),
        ("2026-12-03 25:00", None),
        ("", None),
    ],
)
def test_moments_are_read_in_many_orders(text: str, expected: tuple[int, ...] | None) -> None:
    assert moment(text) == (datetime(*expected) if expected else None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "member"),
    [
        ("Łucja Żak", "lucja zak"),
        ("ŁUCJA ŻAK", "Łucja Żak"),
        ("Mueller, Jörg", "Jorg Müller"),
        ("Soeren Kaer", "Søren Kær"),
        ("Aase Oeberg", "Åse Öberg"),
        ("Żak, Łucja", "Łucja Żak"),
        ("Anna-Maria O’Neill", "Anna Maria O'Neill"),
        ("Ola Nowak (Pearl of Kiel)", "Ola Nowak"),
        ("Ola Nowak | Kiel", "ola nowak"),
        ("Ola Nowak - Kiel", "Ola Nowak"),
        ("Eero Salo (Guest)", "Eero Salo"),
        ("Eero Salo 🌊", "Eero Salo"),
        ("Jānis Ķēniņš", "Janis Kenins"),
        ("Straße, Anna", "Anna Strasse"),
    ],
)
def test_one_name_has_many_spellings(written: str, member: str) -> None:
    assert keys_of(written) & keys_of(member)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Nowak", "Anna Nowacka"),
        ("Nowak Anna", "Anna Nowak"),
        ("A. Nowak", "Anna Nowak"),
        ("iPhone (Ola Nowak)", "Ola Nowak"),
        ("Ola Nowak, City of Kiel", "Ola Nowak"),
        ("Pearl of Kiel", "Ola Nowak (Pearl of Kiel)"),
        ("🌊", "🌍"),
        ("", ""),
    ],
)
def test_names_that_only_resemble_are_not_one(one: str, other: str) -> None:
    """Nothing is guessed: for these a person decides."""
    assert not keys_of(one) & keys_of(other)


def test_what_may_be_a_name_is_hinted_at() -> None:
    assert hints_of("iPhone (Ola Nowak)") == ("iPhone", "Ola Nowak")
    assert hints_of("Eero Salo (Guest)") == ("Eero Salo",)
    assert hints_of("Ola Nowak, City of Kiel") == ("Ola Nowak, City of Kiel", "Ola Nowak", "City of Kiel")


def test_a_first_name_alone_is_nobody_in_particular() -> None:
    assert [is_full(name) for name in ("Anna", "Anna (Kiel)", "Anna Lis", "Lis, Anna", "🌊 Anna")] == [
        False,
        False,
        True,
        True,
        False,
    ]
