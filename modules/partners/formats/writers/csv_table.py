"""CSV in UTF-8 with its mark, as spreadsheets open it; what they would run as a formula stays a text."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import BinaryIO

from core.sheets.formulas import guarded
from modules.partners.formats.writers.columns import Cell, Layout
from modules.partners.formats.writers.goods import Head, WrittenGood, plain


def write(file: BinaryIO, head: Head, goods: Iterable[WrittenGood]) -> None:
    layout, text = Layout(head.attributes), io.TextIOWrapper(file, "utf-8-sig", newline="")
    rows = csv.writer(text, delimiter=head.delimiter)
    rows.writerow([guarded(name) for name in layout.header])
    rows.writerows([_cell(cell) for cell in layout.cells(good)] for good in goods)
    text.detach()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return plain(cell)
    return guarded(cell) if isinstance(cell, str) else str(cell)
