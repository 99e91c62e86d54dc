"""Tables to download: readable by every spreadsheet, and nothing that people wrote runs in one."""

import csv
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports.tables import csv_of, delimiter_for, harmless, xlsx_of

_NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    '=cmd|" /C calc"!A0',
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def cells(book: bytes, sheet: int = 1) -> list[list[str | None]]:
    """The values of a sheet as they are stored, strings resolved; None where a row has no cell."""
    with zipfile.ZipFile(BytesIO(book)) as parts:
        names = parts.namelist()
        strings: list[str] = []
        if "xl/sharedStrings.xml" in names:
            items = ElementTree.fromstring(parts.read("xl/sharedStrings.xml")).findall("s:si", _NS)
            strings = ["".join(part.text or "" for part in item.iter(f"{{{_NS['s']}}}t")) for item in items]
        root = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert root.findall(".//s:f", _NS) == []  # no formula, whatever was written
    found = []
    for row in root.findall(".//s:row", _NS):
        values: list[str | None] = []
        for cell in row.findall("s:c", _NS):
            column = ord(re.sub(r"\d", "", cell.attrib["r"])) - ord("A")
            values += [None] * (column - len(values))
            value = cell.findtext("s:v", None, _NS)
            values.append(strings[int(value or 0)] if cell.get("t") == "s" else value)
        found.append(values)
    return found


def sheet_names(book: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(book)) as parts:
        root = ElementTree.fromstring(parts.read("xl/workbook.xml"))
    return [sheet.attrib["name"] for sheet in root.findall(".//s:sheet", _NS)]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_calculate_is_text(text: str) -> None:
    """OWASP, CSV Injection: an apostrophe stands before it, in both kinds of file and in the header too."""
    assert harmless(text) == f"'{text}"
    read = list(csv.reader(StringIO(csv_of([text], [[text]]).decode("utf-8-sig"), newline="")))
    assert read == [[f"'{text}"], [f"'{text}"]]
    stored = cells(xlsx_of({"A": ([text], [[text]])}))
    assert [row[0][0] for row in stored if row[0]] == ["'", "'"]


@pytest.mark.parametrize("text", ["Łucja", "a=b", "3-4", "", " Anna", "'quoted"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_numbers_stay_numbers() -> None:
    """A negative number is no formula; whoever gets the table can add up."""
    row = [-5, 3.5, Decimal("-0.25"), True, None, 0]
    assert csv_of(["a"], [row]).decode("utf-8-sig").splitlines()[1] == "-5,3.5,-0.25,TRUE,,0"
    assert cells(xlsx_of({"A": (["a"], [row])}))[1] == ["-5", "3.5", "-0.25", "1", None, "0"]


def test_what_a_spreadsheet_would_round_or_refuse_is_text() -> None:
    """A bare 18-digit number loses its last digits; "not a number" has no cell."""
    row = [174_000_000_000_000_123, float("nan"), float("inf"), -(10**16)]
    assert cells(xlsx_of({"A": (["a"], [row])}))[1] == ["174000000000000123", "nan", "inf", "'-10000000000000000"]
    assert csv_of(["a"], [row]).decode("utf-8-sig").splitlines()[1].endswith(",'-10000000000000000")


def test_dates_are_dates() -> None:
    """As they stand, in the zone they were brought to."""
    row = [datetime(2026, 12, 3, 14, 0, tzinfo=UTC), date(2026, 12, 3)]
    assert csv_of(["a"], [row]).decode("utf-8-sig").splitlines()[1] == "2026-12-03 14:00,2026-12-03"
    stored = cells(xlsx_of({"A": (["a"], [row])}))[1]
    assert [round(float(value or 0), 3) for value in stored] == [46359.583, 46359.0]


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5), st.sampled_from([",", ";"]))
def test_every_text_comes_back(rows: list[list[str]], delimiter: str) -> None:
    """RFC 4180: quotes, line breaks and the delimiter itself; only the apostrophe is added."""
    made = csv_of(["x", "y"], rows, delimiter=delimiter)
    assert made.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(StringIO(made.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert read == [["x", "y"], *([harmless(cell) for cell in row] for row in rows)]


@given(st.lists(texts, min_size=1, max_size=5))
def test_every_text_fits_a_workbook(row: list[str]) -> None:
    """Control characters and markup among them; no cell holds a formula."""
    stored = cells(xlsx_of({"A": (["x"], [row])}))
    assert len(stored) == (2 if any(row) else 1)


def test_sheets_have_names_that_excel_takes() -> None:
    """At most 31 characters, none of []:*?/\\, each once whatever its case, never "History"."""
    empty: tuple[list[str], list[list[object]]] = (["a"], [])
    wanted = ["Answers: 2026/27?", "ANSWERS  2026 27 ", "History", "x" * 40, "x" * 35, "''", "[Łódź]"]
    names = sheet_names(xlsx_of(dict.fromkeys(wanted, empty)))
    assert names[2:] == ["History_", "x" * 31, "x" * 29 + " 2", "1", "Łódź"]
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert len({name.casefold() for name in names}) == len(wanted)


def test_a_workbook_without_a_sheet_is_none() -> None:
    with pytest.raises(ValueError, match="at least one sheet"):
        xlsx_of({})


def test_a_very_long_text_is_cut_to_what_a_cell_holds() -> None:
    assert len(cells(xlsx_of({"A": (["a"], [["x" * 40_000]])}))[1][0] or "") == 32_766


def test_each_sheet_has_its_own_rows() -> None:
    book = xlsx_of({"One": (["a"], [["1"]]), "Two": (["b", "c"], [["2", 3], ["4", 5]])})
    assert sheet_names(book) == ["One", "Two"]
    assert cells(book, 2) == [["b", "c"], ["2", "3"], ["4", "5"]]


def test_excel_splits_where_the_language_wants_it() -> None:
    assert [delimiter_for(language) for language in ("en", "pl", "de")] == [",", ";", ";"]
