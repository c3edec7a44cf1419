"""The header row of a CSV price list: where it is and what separates its cells."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from core.sheets.formulas import bared
from modules.partners.formats.columns import Columns
from modules.partners.formats.header import header_of_two, is_header, known_fields

DELIMITERS = ";,\t|"
_MAX_LINES_ABOVE = 30
_MAX_LINES_INSIDE = 10


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The cells of a header, and how many lines of the file end with it."""

    delimiter: str
    above: int
    lines: int
    cells: list[str]


def find_header(head: str, columns: Columns) -> HeaderRow | None:
    """The first row that names at least a name and a price; titles and blank lines may stand above it."""
    for found, both in _rows(head, columns):
        if both or is_header(found.cells, columns):
            return both or found
    return None


def likeliest_header(head: str, columns: Columns) -> HeaderRow | None:
    """Where no row is a header: the one that knows the most fields, or the first that has several cells."""
    rows = [row for row, _both in _rows(head, columns) if sum(map(bool, map(str.strip, row.cells))) > 1]
    return max(rows, key=lambda row: len(known_fields(row.cells, columns)), default=None)


def _rows(head: str, columns: Columns) -> Iterator[tuple[HeaderRow, HeaderRow | None]]:
    """Each line as it is best read, and with the one below it where both are one header."""
    lines = head.split("\n", _MAX_LINES_ABOVE + _MAX_LINES_INSIDE)
    for above in range(min(len(lines), _MAX_LINES_ABOVE)):
        found = [_row(lines, above, delimiter) for delimiter in DELIMITERS]
        best = max(found, key=lambda row: (len(known_fields(row.cells, columns)), len(row.cells)))
        tried = [best] if is_header(best.cells, columns) else found
        yield best, next((both for row in tried if (both := _with_next(row, lines, columns))), None)


def _row(lines: list[str], above: int, delimiter: str) -> HeaderRow:
    inside = lines[above : above + _MAX_LINES_INSIDE]
    reader = csv.reader((line + "\n" for line in inside), delimiter=delimiter, skipinitialspace=True)
    try:
        cells = [bared(cell) for cell in next(reader, [])]
        return HeaderRow(delimiter, above, cells=cells, lines=above + reader.line_num)
    except csv.Error:
        return HeaderRow(delimiter, above, above, [])


def _with_next(row: HeaderRow, lines: list[str], columns: Columns) -> HeaderRow | None:
    if len(row.cells) < 2:
        return None
    below = _row(lines, row.lines, row.delimiter)
    cells = header_of_two(row.cells, below.cells, columns)
    return HeaderRow(row.delimiter, row.above, below.lines, cells) if cells else None
