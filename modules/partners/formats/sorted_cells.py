"""Cells that lie in a file in any order, put in order on the disk."""

from collections.abc import Iterable, Iterator

from modules.partners.formats.content import Number
from modules.partners.formats.number_formats import Formatted, number
from modules.partners.formats.spilling import spilling
from modules.partners.formats.xls_cells import Cell


class SortedCells:
    """Cells by their rows; of two in one place the later counts."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._kept = spilling(None)
        self._kept.execute("CREATE TABLE cells (line INTEGER, place INTEGER, text TEXT, format TEXT)")
        self._kept.execute("BEGIN")
        rows = ((one.line, one.column, one.text, _format(one.text)) for one in cells)
        self._kept.executemany("INSERT INTO cells VALUES (?, ?, ?, ?)", rows)

    def __iter__(self) -> Iterator[Cell]:
        for line, column, text, code in self._kept.execute("SELECT * FROM cells ORDER BY line, rowid"):
            yield Cell(line, column, text if code is None else number(text, code))

    def __del__(self) -> None:
        self._kept.close()


def _format(text: str) -> str | None:
    """The format of a number, None of a text."""
    if isinstance(text, Formatted):
        return text.code
    return "" if isinstance(text, Number) else None
