"""CSV and XLSX of any table. Pure and blocking: call it outside a transaction, a big one in a thread.

A text that a spreadsheet would calculate gets an apostrophe in front (OWASP, "CSV Injection"), in both kinds of file:
whoever saves the one as the other stays safe. Numbers, dates and true/false are written as such.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Sheet = tuple[Sequence[str], Iterable[Sequence[object]]]

# A cell that begins with one of these is taken for a formula; full-width forms count as well
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BOM = b"\xef\xbb\xbf"
_EXACT = 10**15  # spreadsheets round what is longer; an id of Discord's has 17 to 19 digits
# Limits of Excel (https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3)
_CELL = 32_767
_NAME = 31
_WIDEST = 60
_SAMPLE = 200  # rows that are looked at for how wide a column has to be


def harmless(cell: str) -> str:
    """The cell as text: an apostrophe in front of whatever a spreadsheet would calculate, spaces before it or not."""
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell


def csv_of(header: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> bytes:
    """A CSV file (RFC 4180) in UTF-8 with a byte-order mark, as Excel wants it.

    `delimiter`: Excel splits at ";" where the decimal comma is used, see `delimiter_for`. Datetimes are written as they
    stand, without their zone ("2026-12-03 14:00"): convert them first and name the zone in the header.
    """
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in header])
    for row in rows:
        writer.writerow([_text(_cell(value)) for value in row])
    return _BOM + out.getvalue().encode()


def delimiter_for(language: str) -> str:
    """What Excel splits a CSV file at where this language is spoken."""
    return "," if language == "en" else ";"


def xlsx_of(sheets: Mapping[str, Sheet]) -> bytes:
    """An Excel workbook; each sheet by its name with a header and rows. The header stays in sight and can be filtered.

    Names are shortened and cleaned to what Excel takes (31 characters, none of []:*?/\\), and told apart if they meet.
    ValueError without any sheet: Excel calls such a file broken.
    """
    import xlsxwriter

    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        taken: set[str] = set()
        for name, (header, rows) in sheets.items():
            _fill(book, book.add_worksheet(_sheet_name(name, taken)), header, rows)
    return out.getvalue()


def _fill(
    book: "xlsxwriter.Workbook", sheet: "Worksheet", header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = [book.add_format({"num_format": each}) for each in ("yyyy-mm-dd hh:mm", "yyyy-mm-dd")]
    widths = [len(cell) for cell in header]
    for column, cell in enumerate(header):
        sheet.write_string(0, column, harmless(cell), bold)
    last = 0
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(map(_cell, row)):
            _write(sheet, last, column, value, formats)
            if last <= _SAMPLE and column < len(widths):
                widths[column] = max(widths[column], max((len(line) for line in _text(value).splitlines()), default=0))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(_WIDEST, width + 2))
    sheet.freeze_panes(1, 0)
    if header and last:
        sheet.autofilter(0, 0, last, len(header) - 1)


def _write(sheet: "Worksheet", row: int, column: int, cell: "Cell", formats: "list[Format]") -> None:
    match cell:
        case bool():
            sheet.write_boolean(row, column, cell)
        case datetime() | date():
            sheet.write_datetime(row, column, cell, formats[0 if isinstance(cell, datetime) else 1])
        case str():
            if cell:
                sheet.write_string(row, column, cell)
        case _:
            sheet.write_number(row, column, float(cell) if isinstance(cell, Decimal) else cell)


Cell = bool | int | float | Decimal | datetime | date | str


def _cell(value: object) -> Cell:
    """What is written: a harmless text, or a number, date or truth value that a spreadsheet can hold without loss."""
    match value:
        case None:
            return ""
        case datetime():
            return value.replace(tzinfo=None)
        case bool() | date():
            return value
        case int() | float() | Decimal():
            if isfinite(value) and -_EXACT < value < _EXACT:
                return value
    return harmless(str(value)[: _CELL - 1])


def _text(cell: Cell) -> str:
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
    return str(cell)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Excel's rules: none of []:*?/\\, no apostrophe at an end, 31 characters, not "History", each name once."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip().strip("'").strip() or "1"
    clean = f"{clean}_" if clean.casefold() == "history" else clean
    name = next(each for each in _numbered(clean) if each.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _numbered(name: str) -> Iterator[str]:
    yield name[:_NAME].rstrip("' ")
    number = 2
    while True:
        yield f"{name[: _NAME - len(str(number)) - 1].rstrip()} {number}"
        number += 1
