"""XLSX. What is a text stays one: ids and GTINs with their zeros, and what looks like a formula.

Excel writes characters that XML cannot hold as `_xHHHH_` and reads them so (ECMA-376, ST_Xstring); openpyxl does
neither. Its numbers are doubles of which it shows 15 digits, so a 0.1 + 0.2 is a 0.3.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

import openpyxl
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from openpyxl.cell import WriteOnlyCell

from core.sheets.formats.base import Row, SheetFormat, as_json
from core.sheets.formulas import is_formula
from core.sheets.table import MAX_COLUMNS, MAX_ROWS, Table, Unreadable, under_header

MAX_UNPACKED = 200 * 1024 * 1024
MAX_STRINGS = 64 * 1024 * 1024
MAX_PARTS = 1000
# Excel shows both with its reader's own separators.
AMOUNT, PLACES = "#,##0.00", -2
MOMENT = "yyyy-mm-dd hh:mm"
LONGEST_CELL = 32_767  # Excel's own bound; openpyxl would cut the rest off in silence
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEEDS_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Xlsx(SheetFormat):
    title = "XLSX"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def create_dataset(self, in_stream: bytes) -> Table:
        _refuse_bomb(in_stream)
        try:
            return under_header(_records(in_stream))
        except Unreadable:
            raise
        except Exception:  # whatever a broken workbook makes of openpyxl: KeyError, ParseError, TypeError...
            raise Unreadable(_("This is no XLSX workbook that can be read.")) from None

    def write(self, file: IO[bytes], columns: list[str], rows: Iterable[Row]) -> None:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, name) for name in columns])
        for row in rows:
            sheet.append([_cell(sheet, row[name]) for name in columns])
        book.save(file)


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return _formatted(sheet, value, AMOUNT) if value.as_tuple().exponent == PLACES else value
    if isinstance(value, datetime):
        return _formatted(sheet, localtime(value).replace(tzinfo=None), MOMENT)  # Excel knows no zones
    text = value if isinstance(value, str) else as_json(value)
    if len(text) > LONGEST_CELL:
        raise Unreadable(_("A text is longer than a cell of XLSX may be: export it as CSV, JSON or YAML."))
    return _text(sheet, _NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def _formatted(sheet: Any, value: Any, number_format: str) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    return cell


def _text(sheet: Any, text: str) -> Any:
    # openpyxl takes a leading `=` for a formula and `#N/A` for an error.
    if not is_formula(text) and not text.startswith("#") and not text[:1].isdigit():
        return text
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, "s"
    cell.number_format = "@"
    cell.quotePrefix = True  # it stays a text when somebody edits it
    return cell


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = book.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Unreadable(_("This is no XLSX workbook that can be read.")) from None
    strings = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
    if len(parts) > MAX_PARTS or strings > MAX_STRINGS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable(_("The workbook is too large once it is unpacked."))


def _records(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a workbook says of its size need not be so
    far = MAX_ROWS + 2
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, max_row=far, values_only=True), 1):
        if number == far:
            raise Unreadable(_("The file has too many rows: at most %(limit)s are read at once."), limit=MAX_ROWS)
        yield number, [_read(cell) for cell in cells]


def _read(value: Any) -> Any:
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, float):
        return Decimal(f"{value:.15g}")
    return value
