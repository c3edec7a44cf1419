"""The cells of one sheet of an old workbook, as they lie in the file: [MS-XLS], 2.1.7.20.6."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from modules.partners.formats import biff
from modules.partners.formats.biff import Pieces
from modules.partners.formats.book_values import date, is_plain, plain
from modules.partners.formats.compound import damaged
from modules.partners.formats.content import Number
from modules.partners.formats.notices import Notices
from modules.partners.formats.number_formats import number as shown
from modules.partners.formats.xls_parts import Sheet, Workbook, version_of

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_VALUES = frozenset({biff.NUMBER, biff.RK, biff.LABEL_SST, biff.LABEL, biff.RICH_LABEL, biff.BOOL_ERR})
_PLACED = _VALUES | {biff.MUL_RK, *biff.FORMULAS}
_NO_NUMBER = b"\xff\xff"


class Cell(NamedTuple):
    """What a cell shows; lines and columns are counted from 0."""

    line: int
    column: int
    text: str


class Cells:
    """The cells that are not blank; `levels` says how deep the rows met so far are folded, where they are."""

    def __init__(self, book: Workbook, sheet: Sheet, notices: Notices) -> None:
        self._book, self._notices = book, notices
        self._records = book.records(sheet)
        self.levels: dict[int, int] = {}

    def are_sorted(self) -> bool:
        """Whether no row comes after one below it."""
        before = 0
        for kind, record in self._inside():
            if kind in _PLACED:
                line = int.from_bytes(record[:2], "little")
                if line < before:
                    return False
                before = line
        return True

    def __iter__(self) -> Iterator[Cell]:
        told: tuple[int, int] | None = None
        for kind, record in self._inside():
            if kind == biff.TEXT_OF_FORMULA and told:
                yield Cell(*told, self._text_of_formula(record))
            elif kind == biff.ROW:
                self._note_level(record)
            elif kind in _PLACED:
                line, column, style = struct.unpack("<HHH", record[:6])
                told = (line, column)
                yield from self._of_record(kind, line, column, style, record)

    def _of_record(self, kind: int, line: int, column: int, style: int, record: bytes) -> Iterator[Cell]:
        if kind == biff.MUL_RK:
            for place, (style, number) in enumerate(struct.iter_unpack("<HI", record[4:-2])):
                yield Cell(line, column + place, self._number(biff.rk_number(number), style))
        elif text := self._of_formula(record, style) if kind in biff.FORMULAS else self._shown(kind, record, style):
            yield Cell(line, column, text)

    def _inside(self) -> Iterator[tuple[int, bytes]]:
        """The records of the sheet itself, without those of the charts in it."""
        version_of(self._records)
        depth = 1
        for kind, record in self._records:
            depth += (kind == biff.BOF) - (kind == biff.EOF)
            if not depth:
                return
            if depth == 1:
                yield kind, record
        raise damaged()

    def _note_level(self, record: bytes) -> None:
        line, level = int.from_bytes(record[:2], "little"), record[12] & 7
        if level:
            self.levels[line] = level

    def _shown(self, kind: int, record: bytes, style: int) -> str:
        match kind:
            case biff.NUMBER:
                return self._number(biff.long_number(record[6:14]), style)
            case biff.RK:
                return self._number(biff.rk_number(int.from_bytes(record[6:10], "little")), style)
            case biff.LABEL_SST:
                return self._book.texts.get(int.from_bytes(record[6:10], "little")).strip()
            case biff.BOOL_ERR:
                return _said(record[6], is_error=bool(record[7]))
        return self._book.text(record, 6).strip()

    def _of_formula(self, record: bytes, style: int) -> str:
        """The result, 2.5.133; a text comes in a record of its own."""
        result = record[6:14]
        if result[6:] != _NO_NUMBER:
            return self._number(biff.long_number(result), style)
        if result[0] in (1, 2):
            return _said(result[2], is_error=result[0] == 2)
        if result[0] == 3:
            self._notices.add("formula_without_value")
        return ""

    def _text_of_formula(self, record: bytes) -> str:
        if self._book.version != biff.BIFF8:
            return self._book.text(record, 0).strip()
        pieces = Pieces(record, self._records.further)
        return pieces.letters(pieces.number(2), pieces.number(1)).strip()

    def _number(self, number: float, style: int) -> Number:
        if not is_plain(number):
            return Number(number)
        if style in self._book.dates:
            return Number(date(number, is_1904=self._book.is_1904))
        text = plain(number)
        text = text.zfill(self._book.widths.get(style, 0)) if text.isdigit() else text
        return shown(text, self._book.formats.get(style, ""))


def _said(value: int, *, is_error: bool) -> str:
    if is_error:
        return _ERRORS.get(value, "#ERR!")
    return "TRUE" if value else "FALSE"
