"""The sheets of a workbook become goods, whatever file the workbook is in."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Protocol

from modules.partners.formats.categories import Categories
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, RawGood
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.guess import guessed_header
from modules.partners.formats.header import Header, find_header, known_fields, read_header
from modules.partners.formats.misnamed import header_unknown, missing_of
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.records import Record
from modules.partners.formats.sheet_categories import read_categories
from modules.partners.formats.table import goods_of
from modules.partners.formats.texts import shown
from modules.partners.formats.titles import with_titles

_TO_FIND_HEADER = 40
_LAST_OF_HEADER = 1000
_TO_GUESS_BY = 200
_MAX_TOLD = 200
_MAX_TITLE = 255
# Of the sheets that are left out no more is read than it takes to say that there is something.
_HIDDEN_READ, _HIDDEN_ROWS = 10, 1000

# What programs call a sheet, and what says nothing of the goods on it.
_UNNAMED = re.compile(
    r"(?:(?:td|work)?sheet|лист|страница|page|таблица|table|products|goods|товары)?[ _-]?\(?\d*\)?"
    r"|прайс\b.*|price(?:[ _-]?list)?\b.*",
    re.IGNORECASE,
)


class Sheet(Protocol):
    """One sheet; what else is known of it is its workbook's."""

    @property
    def title(self) -> str: ...

    def __hash__(self) -> int: ...


class Book[S: Sheet](Protocol):
    """An opened workbook: the sheets that are read, and those left out for being hidden."""

    sheets: list[S]
    hidden: list[S]

    def rows(self, sheet: S, notices: Notices, last: int | None = None) -> Iterator[Record]:
        """The rows that are not blank, up to the `last` line, or where so many are that nothing can follow."""


def read_sheets[S: Sheet](book: Book[S], notices: Notices, columns: Columns) -> Content:
    """The goods of a workbook; raises UnreadablePriceList (`columns_unknown`, `bad_workbook` ...)."""
    lists = {sheet: found for sheet in book.sheets if (found := _header_in(book, sheet, columns))}
    hidden = _goods_hidden(book, columns)
    if not lists:
        return _without_header(book, notices, columns, hidden)
    _tell_of_hidden(hidden, notices)
    parts = [
        _goods(book, sheet, header, line, notices, columns, is_one_of_several=len(lists) > 1)
        for sheet, (header, line) in lists.items()
    ]
    goods, categories = chain.from_iterable(parts), Categories(notices)
    for sheet in book.sheets:
        if sheet not in lists:
            read_categories(book.rows(sheet, Notices()), categories)
    told = {header.currency for header, _line in lists.values()} - {None}
    of_all = told.pop() if len(told) == 1 else None
    return Content(goods, currency=of_all, categories=categories.names, parents=categories.parents)


def _tell_of_hidden(hidden: dict[str, int], notices: Notices) -> None:
    """Goods that nobody sees are not meant to be sold, but whoever has hidden them may not know that."""
    if hidden:
        notices.say("hidden_sheet", sum(hidden.values()), sheets=_titles(hidden))


def _goods_hidden[S: Sheet](book: Book[S], columns: Columns) -> dict[str, int]:
    """How many goods there are on hidden sheets, by their titles."""
    first = islice(book.hidden, _HIDDEN_READ)
    return {sheet.title: rows for sheet in first if (rows := _rows_of_goods(book, sheet, columns))}


def _titles(hidden: dict[str, int]) -> str:
    return shown(", ".join(hidden), _MAX_TOLD)


def _rows_of_goods[S: Sheet](book: Book[S], sheet: S, columns: Columns) -> int:
    """How many of its first rows stand below a sheet's header; what cannot be read is not missed where it is left."""
    rows = book.rows(sheet, Notices(), _HIDDEN_ROWS)
    try:
        first = list(islice(rows, _TO_FIND_HEADER))
        found = find_header([row.cells for row in first], columns)
        return len(first) - found.last - 1 + sum(1 for _row in rows) if found else 0
    except UnreadablePriceList:
        return 0


def _header_in[S: Sheet](book: Book[S], sheet: S, columns: Columns) -> tuple[Header, int] | None:
    """The header of a sheet, and the line that it ends on."""
    first = list(islice(book.rows(sheet, Notices(), _LAST_OF_HEADER), _TO_FIND_HEADER))
    found = find_header([row.cells for row in first], columns)
    if found is None:
        return None
    line = first[found.last].line
    return with_titles(read_header(found.cells, columns, line), first[: found.first]), line


def _goods[S: Sheet](
    book: Book[S],
    sheet: S,
    header: Header,
    line: int,
    notices: Notices,
    columns: Columns,
    *,
    is_one_of_several: bool,
) -> Iterator[RawGood]:
    notices.add_all(header.notices)
    title = shown(sheet.title, _MAX_TITLE)
    below = (row for row in book.rows(sheet, notices) if row.line > line)
    for raw in goods_of(below, header, notices, columns):
        if is_one_of_several:
            raw.sheet, raw.currency = title, raw.currency or header.currency
        if is_one_of_several and not header.has_category and not _UNNAMED.fullmatch(sheet.title.strip()):
            raw.fields["category"] = raw.fields.get("category") or title
        yield raw


def _without_header[S: Sheet](book: Book[S], notices: Notices, columns: Columns, hidden: dict[str, int]) -> Content:
    for sheet in book.sheets:
        sample = [row.cells for row in islice(book.rows(sheet, Notices()), _TO_GUESS_BY)]
        if header := guessed_header(sample, columns):
            notices.add("guessed_columns")
            _tell_of_hidden(hidden, notices)
            return Content(goods_of(book.rows(sheet, notices), header, notices, columns))
    raise _nothing_to_read(book, columns, hidden)


def _nothing_to_read[S: Sheet](book: Book[S], columns: Columns, hidden: dict[str, int]) -> UnreadablePriceList:
    """What to say of visible sheets without goods: where goods are hidden, that those may be meant."""
    rows = [row for sheet in book.sheets for row in islice(book.rows(sheet, Notices()), _TO_FIND_HEADER)]
    likeliest = max(rows, key=lambda row: (len(known_fields(row.cells, columns)), len(row.cells)), default=None)
    known = known_fields(likeliest.cells, columns) if likeliest else set()
    if hidden and not known:
        sentence = _("Goods stand on hidden sheets of the workbook only: %(sheets)s. Unhide them and send it again.")
        return UnreadablePriceList("hidden_sheet", sentence, sheets=_titles(hidden))
    if likeliest is None:
        return UnreadablePriceList("no_goods", _("The workbook has no rows."))
    return header_unknown(likeliest.cells, known, missing_of(known, likeliest.cells, columns), likeliest.line)
