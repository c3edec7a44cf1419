"""A file of rows, whatever its format: the names of its columns, and the cells as far as the format tells their kind.

What a file may cost is bounded here, for every format alike; larger ones are a supplier's price list, not a form.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 100


class Unreadable(Exception):
    """A file that cannot be taken at all; its text is a sentence for whoever sent it."""

    def __init__(self, sentence: "str | Promise", **facts: object) -> None:
        super().__init__(sentence)
        self._facts = facts

    def __str__(self) -> str:
        sentence = str(self.args[0])
        return sentence % self._facts if self._facts else sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as a person counts it in the file, and its cells; a column it does not name is absent."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    lines: list[Line]


def under_header(records: Iterable[tuple[int, Sequence[Any]]]) -> Table:
    """Return the table of (number, cells), the first of them its header; lines without any value are left out.

    Raises Unreadable, as do the others here.
    """
    header: list[str] = []
    lines: list[Line] = []
    for number, cells in records:
        if not header:
            header = _header(cells)
        elif any(cell not in (None, "") for cell in cells):
            lines.append(Line(number, _fitted(header, cells, number)))
            _refuse_over(len(lines))
    return _table(header, lines)


def of_records(records: object) -> Table:
    """Return the table of a list of mappings, each naming the columns that it speaks of."""
    if not isinstance(records, list) or not all(isinstance(record, Mapping) for record in records):
        raise Unreadable(_("The file must be a list of objects, one for each row."))
    _refuse_over(len(records))
    names = dict.fromkeys(name for record in records for name in record)
    if len(names) > MAX_COLUMNS:
        raise Unreadable(_("The file has too many columns: at most %(limit)s are read."), limit=MAX_COLUMNS)
    lines = [Line(number, dict(record)) for number, record in enumerate(records, 1)]
    return _table([str(name) for name in names], lines)


def _header(cells: Sequence[Any]) -> list[str]:
    names = [str(cell).strip() if cell is not None else "" for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise Unreadable(_("The file has too many columns: at most %(limit)s are read."), limit=MAX_COLUMNS)
    if any(not name for name in names):
        raise Unreadable(_("The first line must name every column; one of its cells is empty."))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Unreadable(_("The column “%(name)s” stands there twice."), name=twice[:60])
    return names


def _fitted(header: list[str], cells: Sequence[Any], number: int) -> dict[str, Any]:
    if any(cell not in (None, "") for cell in cells[len(header) :]):
        raise Unreadable(_("Line %(number)s has more cells than the first line has names."), number=number)
    padded = [*cells, *[None] * (len(header) - len(cells))]
    return {name: None if cell == "" else cell for name, cell in zip(header, padded, strict=False)}


def _refuse_over(count: int) -> None:
    if count > MAX_ROWS:
        raise Unreadable(_("The file has too many rows: at most %(limit)s are read at once."), limit=MAX_ROWS)


def _table(columns: list[str], lines: list[Line]) -> Table:
    if not lines:
        raise Unreadable(_("The file has no rows: the first line names the columns, and rows follow it."))
    return Table(tuple(columns), lines)
