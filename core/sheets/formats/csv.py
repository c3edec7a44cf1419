"""CSV as spreadsheets write it: `,`, `;` or tabs, in UTF-8, UTF-16 or windows-1251; written in UTF-8 with a BOM."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import batched
from typing import IO, Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.sheets.formats.base import Row, SheetFormat, as_json
from core.sheets.formulas import bared, guarded
from core.sheets.table import Table, Unreadable, under_header

AT_ONCE = 200  # rows in one piece


class Csv(SheetFormat):
    title = "CSV"
    content_type = "text/csv; charset=utf-8"

    def create_dataset(self, in_stream: bytes) -> Table:
        text = _decoded(in_stream)
        try:
            return under_header(_records(text))
        except csv.Error:
            raise Unreadable(_("This is no CSV: a quote is not closed, or a cell is far too long.")) from None

    def write(self, file: IO[bytes], columns: list[str], rows: Iterable[Row]) -> None:
        file.writelines(self.pieces(columns, rows))

    def pieces(self, columns: list[str], rows: Iterable[Row]) -> Iterator[bytes]:
        """Yield the file piece by piece, for whoever can send it while it is being made."""
        text = io.StringIO(newline="")
        # Excel splits at the separator of its reader's country, and reads as numbers what has that country's point.
        cell, delimiter = (_cell_with_comma, ";") if get_language() == "ru" else (_cell, ",")
        writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow([guarded(name) for name in columns])
        yield codecs.BOM_UTF8 + _taken(text)
        for some in batched(rows, AT_ONCE):
            writer.writerows([cell(row[name]) for name in columns] for row in some)
            yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    written = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return written


class _WithComma(Decimal):
    """A number to the csv module, which writes it down unquoted."""

    def __str__(self) -> str:
        return f"{self:f}".replace(".", ",")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal) or value is None:
        return value
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"  # a date to Excel in every country
    return guarded(value if isinstance(value, str) else as_json(value))


def _cell_with_comma(value: Any) -> Any:
    return _WithComma(value) if isinstance(value, Decimal) else _cell(value)


def _decoded(data: bytes) -> str:
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "windows-1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("The file is neither a text in UTF-8 or windows-1251, nor XLSX."))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 1
    for cells in reader:
        yield number, [bared(cell) for cell in cells]
        number = reader.line_num + 1


def _delimiter(text: str) -> str:
    header = text[: text.find("\n")] if "\n" in text else text
    return max(",;\t", key=header.count)
