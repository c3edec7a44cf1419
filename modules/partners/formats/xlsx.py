"""XLSX: every sheet that has a header row, as it is shown: results of formulas, dates as dates.

Read from its XML as a stream: the libraries that read workbooks build a sheet, or all its texts, in memory.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from modules.partners.formats.archive import SIGNATURE, Archive
from modules.partners.formats.book_values import date, is_plain, plain
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness
from modules.partners.formats.header import MAX_COLUMNS
from modules.partners.formats.notices import Notices
from modules.partners.formats.number_formats import number
from modules.partners.formats.records import Record, Row
from modules.partners.formats.workbooks import read_sheets
from modules.partners.formats.xlsx_parts import Sheet, Workbook, text_of
from modules.partners.formats.xml_nodes import Node

_PLACE = re.compile(r"([A-Z]{1,3})[0-9]*")
_NUMBER = re.compile(r"[0-9]{1,9}")
# What a workbook begins with; a ZIP with one in it begins with the name of that.
_PARTS = (b"[content_types].xml", b"_rels/", b"xl/", b"docprops/", b"customxml/")
_NAMED = 30
_MOST_BLANK_ROWS = 10_000


def likeness(head: bytes) -> Likeness:
    begins = head.startswith(SIGNATURE) and head[_NAMED : _NAMED + 20].lower().startswith(_PARTS)
    return Likeness.SURE if begins and b"word/" not in head else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    return read_workbook(Archive(source), notices, columns)


def read_workbook(archive: Archive, notices: Notices, columns: Columns) -> Content:
    """The goods of a workbook; raises UnreadablePriceList (`columns_unknown`, `bad_workbook` ...)."""
    return read_sheets(_Book(archive), notices, columns)


class _Book(Workbook):
    """A workbook whose sheets are read row by row."""

    def rows(self, sheet: Sheet, notices: Notices, last: int | None = None) -> Iterator[Record]:
        """The rows that are not blank, up to the `last` line, or where so many are that nothing can follow."""
        line = blank = 0
        for row in self.nodes(sheet.path, {"row"}):
            number = row.attributes.get("r", "")
            line = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else line + 1
            if last and line > last:
                return
            found = _cells(self, row, notices)
            if not found.is_blank:
                blank = 0
                if row.attributes.get("hidden") in ("1", "true"):
                    notices.add("hidden_row")
                yield found.record(max(1, line), _level(row))
                continue
            blank += 1
            if blank >= _MOST_BLANK_ROWS:
                notices.add("blank_end")
                return


def _level(row: Node) -> int:
    """How deep the row is folded: 18.3.1.73, `outlineLevel`, at most 7."""
    written = row.attributes.get("outlineLevel", "")
    return int(written) if len(written) == 1 and written in "1234567" else 0


def _cells(book: Workbook, row: Node, notices: Notices) -> Row:
    found = Row()
    for node in row.children:
        place = _place(node.attributes.get("r", ""), found.width)
        if found.width <= place <= MAX_COLUMNS and (text := _shown(book, node, notices)):
            found.put(place, text)
    return found


def _place(name: str, otherwise: int) -> int:
    found = _PLACE.fullmatch(name)
    if not found:
        return otherwise
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _shown(book: Workbook, cell: Node, notices: Notices) -> str:
    """What a cell shows: its result, if there is a formula."""
    kind, value = cell.attributes.get("t", "n"), cell.get("v")
    if kind == "inlineStr":
        return next((text_of(one) for one in cell.all("is")), "").strip()
    if not value and any(cell.all("f")):
        notices.add("formula_without_value")
    if kind == "s":
        return book.texts.get(int(value) if _NUMBER.fullmatch(value) else -1).strip()
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind != "n" or not value:
        return value
    return number(_number(book, cell, value), book.formats.get(cell.attributes.get("s", "0"), ""))


def _number(book: Workbook, cell: Node, value: str) -> str:
    """A number without the noise of its binary form, with the zeros that fill it up, or the date it stands for."""
    style = cell.attributes.get("s", "0")
    is_date = style in book.dates
    if not is_date and len(value) <= 15 and "e" not in value.casefold():
        return value.zfill(book.widths.get(style, 0)) if value.isdigit() else value
    try:
        counted = float(value)
    except ValueError:
        return value
    if not is_plain(counted):
        return value
    return date(counted, is_1904=book.is_1904) if is_date else plain(counted)
