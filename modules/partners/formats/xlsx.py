"""XLSX: every sheet that has a header row, as it is shown: results of formulas, dates as dates.

Read from its XML as a stream: the libraries that read workbooks build a sheet, or all its texts, in memory.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from math import isfinite
from typing import BinaryIO

from modules.partners.formats.archive import SIGNATURE, Archive
from modules.partners.formats.categories import Categories
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness, Number, RawGood
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.guess import guessed_header
from modules.partners.formats.header import (
    MAX_COLUMNS,
    Header,
    columns_unknown,
    find_header,
    known_fields,
    missing_of,
    read_header,
)
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.records import Record
from modules.partners.formats.table import goods_of
from modules.partners.formats.texts import shown
from modules.partners.formats.xlsx_categories import read_categories
from modules.partners.formats.xlsx_parts import Sheet, Workbook, text_of
from modules.partners.formats.xml_nodes import Node

_PLACE = re.compile(r"([A-Z]{1,3})[0-9]*")
_MOST_BLANK_ROWS = 10_000
_TO_FIND_HEADER = 40
_LAST_OF_HEADER = 1000
_TO_GUESS_BY = 200
_MAX_TOLD = 200
# Of the sheets that are left out no more is read than it takes to say that there is something.
_HIDDEN_READ, _HIDDEN_ROWS = 10, 1000
_SECONDS_A_DAY = 86_400
_LAST_DAY = 2_958_465


def likeness(head: bytes) -> Likeness:
    is_workbook = head.startswith(SIGNATURE) and any(mark in head for mark in (b"xl/", b"[Content_Types].xml"))
    return Likeness.SURE if is_workbook and b"word/" not in head else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    return read_workbook(Archive(source), notices, columns)


def read_workbook(archive: Archive, notices: Notices, columns: Columns) -> Content:
    """The goods of a workbook; raises UnreadablePriceList (`columns_unknown`, `bad_workbook` ...)."""
    book = Workbook(archive)
    lists = {sheet: found for sheet in book.sheets if (found := _header_in(book, sheet, columns))}
    _tell_of_hidden(book, notices, columns)
    if not lists:
        return _without_header(book, notices, columns)
    parts = [
        _goods(book, sheet, header, line, notices, is_one_of_several=len(lists) > 1)
        for sheet, (header, line) in lists.items()
    ]
    goods, categories = chain.from_iterable(parts), Categories(notices)
    for sheet in book.sheets:
        if sheet not in lists:
            read_categories(_rows(book, sheet, Notices()), categories)
    first = next(iter(lists.values()))[0]
    return Content(goods, currency=first.currency, categories=categories.names, parents=categories.parents)


def _tell_of_hidden(book: Workbook, notices: Notices, columns: Columns) -> None:
    """Goods that nobody sees are not meant to be sold, but whoever has hidden them may not know that."""
    hidden = islice(book.hidden, _HIDDEN_READ)
    left = {sheet.title: rows for sheet in hidden if (rows := _rows_of_goods(book, sheet, columns))}
    if left:
        notices.say("hidden_sheet", sum(left.values()), sheets=shown(", ".join(left), _MAX_TOLD))


def _rows_of_goods(book: Workbook, sheet: Sheet, columns: Columns) -> int:
    """How many of its first rows stand below a sheet's header; what cannot be read is not missed where it is left."""
    rows = _rows(book, sheet, Notices(), _HIDDEN_ROWS)
    try:
        first = list(islice(rows, _TO_FIND_HEADER))
        found = find_header([row.cells for row in first], columns)
        return len(first) - found[0] - 1 + sum(1 for _row in rows) if found else 0
    except UnreadablePriceList:
        return 0


def _header_in(book: Workbook, sheet: Sheet, columns: Columns) -> tuple[Header, int] | None:
    """The header of a sheet, and the line that it ends on."""
    first = list(islice(_rows(book, sheet, Notices(), _LAST_OF_HEADER), _TO_FIND_HEADER))
    found = find_header([row.cells for row in first], columns)
    if found is None:
        return None
    line = first[found[0]].line
    return read_header(found[1], columns, line), line


def _goods(
    book: Workbook, sheet: Sheet, header: Header, line: int, notices: Notices, *, is_one_of_several: bool
) -> Iterator[RawGood]:
    notices.add_all(header.notices)
    below = (row for row in _rows(book, sheet, notices) if row.line > line)
    for raw in goods_of(below, header, notices):
        if is_one_of_several:
            raw.sheet = sheet.title
        if is_one_of_several and not header.has_category:
            raw.fields["category"] = raw.fields.get("category") or sheet.title
        yield raw


def _without_header(book: Workbook, notices: Notices, columns: Columns) -> Content:
    for sheet in book.sheets:
        sample = [row.cells for row in islice(_rows(book, sheet, Notices()), _TO_GUESS_BY)]
        if header := guessed_header(sample, columns):
            notices.add("guessed_columns")
            return Content(goods_of(_rows(book, sheet, notices), header, notices))
    rows = [row for sheet in book.sheets for row in islice(_rows(book, sheet, Notices()), _TO_FIND_HEADER)]
    likeliest = max(rows, key=lambda row: (len(known_fields(row.cells, columns)), len(row.cells)), default=None)
    if likeliest is None:
        raise UnreadablePriceList("no_goods", _("The workbook has no rows."))
    raise columns_unknown(
        likeliest.cells, missing_of(known_fields(likeliest.cells, columns), likeliest.cells, columns), likeliest.line
    )


def _rows(book: Workbook, sheet: Sheet, notices: Notices, last: int | None = None) -> Iterator[Record]:
    """The rows that are not blank, up to the `last` line, or where so many are that nothing can be meant to follow."""
    line = blank = 0
    for row in book.nodes(sheet.path, {"row"}):
        number = row.attributes.get("r", "")
        line = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else line + 1
        if last and line > last:
            return
        cells = _cells(book, row, notices)
        if any(cells):
            blank = 0
            yield Record(max(1, line), cells, level=_level(row))
            continue
        blank += 1
        if blank >= _MOST_BLANK_ROWS:
            notices.add("blank_end")
            return


def _level(row: Node) -> int:
    """How deep the row is folded: 18.3.1.73, `outlineLevel`, at most 7."""
    written = row.attributes.get("outlineLevel", "")
    return int(written) if len(written) == 1 and written in "1234567" else 0


def _cells(book: Workbook, row: Node, notices: Notices) -> list[str]:
    cells: list[str] = []
    for node in row.children:
        place = _place(node.attributes.get("r", ""), len(cells))
        if len(cells) <= place <= MAX_COLUMNS and (text := _shown(book, node, notices)):
            cells.extend([""] * (place - len(cells)))
            cells.append(text)
    return cells


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
        return book.texts.get(value).strip()
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    return Number(_number(book, cell, value)) if kind == "n" and value else value


def _number(book: Workbook, cell: Node, value: str) -> str:
    """A number without the noise of its binary form, with the zeros that fill it up, or the date it stands for."""
    style = cell.attributes.get("s", "0")
    is_date = style in book.dates
    if not is_date and len(value) <= 15 and "e" not in value.casefold():
        return value.zfill(book.widths.get(style, 0)) if value.isdigit() else value
    try:
        number = float(value)
    except ValueError:
        return value
    if not isfinite(number) or abs(number) > 1e15:
        return value
    return _date(number, is_1904=book.is_1904) if is_date else f"{float(f'{number:.15g}'):.10f}".rstrip("0").rstrip(".")


def _date(number: float, *, is_1904: bool) -> str:
    if not 0 <= number < _LAST_DAY:
        return str(number)
    day = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    moment = day + timedelta(seconds=round(number * _SECONDS_A_DAY))
    return moment.isoformat(" ") if number % 1 else moment.date().isoformat()
