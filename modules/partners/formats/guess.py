"""A table without a header row: what its columns are, where what is in them leaves no doubt.

A column counts as one thing when nearly all its cells do; several that could be the price, or none, and nothing is
guessed at all. “Column 1”, “Column 2” ... are the names by which a supplier can say what they are.
"""

import re
from collections.abc import Sequence
from statistics import mean

from modules.partners.formats.codes import gtin
from modules.partners.formats.columns import ATTRIBUTE, IGNORE, Columns
from modules.partners.formats.errors import Refused
from modules.partners.formats.header import Header
from modules.partners.formats.spare_columns import Column

_FEWEST_ROWS = 5
_NEARLY_ALL = 0.9
_DECIMAL = re.compile(r"\d[\d ]{0,12}[.,]\d{1,2}")
_WHOLE = re.compile(r"\d{1,6}")
_CODE = re.compile(r"[A-Za-zА-Яа-я0-9][\w./-]{1,40}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def guessed_header(rows: Sequence[Sequence[str]], columns: Columns) -> Header | None:
    """The header that the rows would have, None where it cannot be told."""
    rows = [row for row in rows if any(map(str.strip, row))]
    width = max(map(len, rows), default=0)
    told = [columns.meaning(f"Column {place + 1}") for place in range(width)]
    if any(told):
        return _header(told) if {"name", "price", "quantity"} <= set(told) else None
    if len(rows) < _FEWEST_ROWS or len({len(row) for row in rows}) > 1:
        return None
    return _guess([_Cells([row[place].strip() for row in rows]) for place in range(width)])


class _Cells:
    """The cells of one column, with what they have in common."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells
        self.filled = [cell for cell in cells if cell]
        self.distinct = len(set(self.filled))
        self.length = mean(map(len, self.filled)) if self.filled else 0

    def share(self, kind: re.Pattern[str]) -> float:
        return sum(1 for cell in self.filled if kind.fullmatch(cell)) / max(1, len(self.cells))

    def is_nearly(self, kind: re.Pattern[str]) -> bool:
        return self.share(kind) >= _NEARLY_ALL

    def is_price(self) -> bool:
        return self.share(_DECIMAL) >= 0.5 and self.share(_DECIMAL) + self.share(_WHOLE) >= _NEARLY_ALL

    def is_gtin(self) -> bool:
        return sum(map(_is_gtin, self.filled)) / max(1, len(self.cells)) >= 0.7

    def is_text(self) -> bool:
        return sum(1 for cell in self.filled if _LETTERS.search(cell)) / max(1, len(self.filled)) >= _NEARLY_ALL

    def tells_apart(self) -> bool:
        return self.distinct >= 0.9 * len(self.cells)


def _guess(columns: list[_Cells]) -> Header | None:
    prices = [place for place, one in enumerate(columns) if one.is_price()]
    pieces = [place for place, one in enumerate(columns) if one.is_nearly(_WHOLE) and not one.is_price()]
    pieces = [place for place in pieces if not _counts_up(columns[place].cells)]
    texts = [place for place, one in enumerate(columns) if one.is_text() and one.tells_apart()]
    names = [place for place in texts if columns[place].length <= 120 and not columns[place].is_nearly(_CODE)]
    if len(prices) != 1 or len(pieces) != 1 or not names:
        return None
    found = {prices[0]: "price", pieces[0]: "quantity", min(names, key=lambda place: columns[place].length): "name"}
    for place, one in enumerate(columns):
        if place not in found and (field := _further(one, set(found.values()))):
            found[place] = field
    return _header([found.get(place, "") for place in range(len(columns))])


def _further(one: _Cells, found: set[str]) -> str:
    if one.is_gtin():
        return next((field for field in ("external_id", "gtin") if field not in found and one.tells_apart()), "")
    if one.is_nearly(_CODE) and one.tells_apart() and "external_id" not in found:
        return "external_id"
    if not one.is_text():
        return ""
    if one.length > 60 and one.tells_apart():
        return "" if "description" in found else "description"
    has_levels = any(">" in cell or "/" in cell for cell in one.filled)
    return "category" if "category" not in found and has_levels and one.distinct * 2 <= len(one.cells) else ""


def _header(meanings: Sequence[str]) -> Header:
    named = (f"Column {place + 1}" if meaning == ATTRIBUTE else "" for place, meaning in enumerate(meanings))
    fields = ("" if meaning in (ATTRIBUTE, IGNORE) else meaning for meaning in meanings)
    return Header(tuple(Column(field, name) for field, name in zip(fields, named, strict=True)))


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether these are the numbers of the rows."""
    return all(cell == str(row) for row, cell in enumerate(cells, start=1))


def _is_gtin(cell: str) -> bool:
    try:
        return len(gtin(cell)) >= 13
    except Refused:
        return False
