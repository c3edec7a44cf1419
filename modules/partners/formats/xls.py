"""XLS, the workbooks of Excel before 2007: every sheet that has a header row, as it is shown.

Read as a stream, record by record: the libraries that read such workbooks build a sheet, and all its texts, in memory.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO

from modules.partners.formats import biff
from modules.partners.formats.columns import Columns
from modules.partners.formats.compound import SIGNATURE
from modules.partners.formats.content import Content, Likeness
from modules.partners.formats.header import MAX_COLUMNS
from modules.partners.formats.notices import Notices
from modules.partners.formats.records import Record, Row
from modules.partners.formats.sorted_cells import SortedCells
from modules.partners.formats.workbooks import read_sheets
from modules.partners.formats.xls_cells import Cell, Cells
from modules.partners.formats.xls_parts import Sheet, Workbook


def likeness(head: bytes) -> Likeness:
    return Likeness.SURE if head.startswith(SIGNATURE) else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    return read_sheets(_Book(source), notices, columns)


class _Book(Workbook):
    """A workbook whose sheets are read row by row."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__(source)
        self._sorted: dict[Sheet, bool] = {}

    def rows(self, sheet: Sheet, notices: Notices, last: int | None = None) -> Iterator[Record]:
        """The rows that are not blank, up to the `last` line."""
        with biff.sound():
            found = Cells(self, sheet, notices)
            for line, row in groupby(self._in_order(sheet, found), itemgetter(0)):
                if last and line >= last:
                    return
                if not (cells := _filled(row)).is_blank:
                    yield cells.record(line + 1, found.levels.get(line, 0))

    def _in_order(self, sheet: Sheet, cells: Cells) -> Iterable[Cell]:
        """The cells row by row, however they lie: not all programs write them so."""
        if sheet not in self._sorted:
            self._sorted[sheet] = Cells(self, sheet, Notices()).are_sorted()
        return cells if self._sorted[sheet] else SortedCells(cells)


def _filled(row: Iterable[Cell]) -> Row:
    found = Row()
    for cell in row:
        if cell.column <= MAX_COLUMNS and cell.text:
            found.put(cell.column, cell.text)
    return found
