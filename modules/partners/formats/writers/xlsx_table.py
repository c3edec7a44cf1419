"""XLSX, written row by row. What is a text stays one: ids with their zeros, and what looks like a formula."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import openpyxl
from openpyxl.cell import WriteOnlyCell

from core.sheets.formulas import is_formula
from modules.partners.formats.writers.columns import Cell, Layout
from modules.partners.formats.writers.goods import Head, WrittenGood

LONGEST = 32_767  # Excel's own bound


def write(file: BinaryIO, head: Head, goods: Iterable[WrittenGood]) -> None:
    layout, book = Layout(head.attributes), openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name) for name in layout.header])
    for good in goods:
        sheet.append([_cell(sheet, cell) for cell in layout.cells(good)])
    book.save(file)


def _cell(sheet: Any, cell: Cell) -> Any:
    if not isinstance(cell, str):
        return cell
    text = cell[:LONGEST]
    # openpyxl takes a leading `=` for a formula and `#N/A` for an error; Excel a digit for a number, once edited.
    if not is_formula(text) and not text.startswith("#") and not text[:1].isdigit():
        return text or None
    written = WriteOnlyCell(sheet)
    written._value, written.data_type = text, "s"
    written.number_format = "@"
    written.quotePrefix = True
    return written
