"""The rows of a table as they are found, whatever file it stands in."""

from dataclasses import dataclass

from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.rows import Problem

# How many characters one row may have.
MAX_SIZE = 1 << 16
TOO_LONG = Problem("", "too_long", _("The row has more than %(most)d characters."), {"most": MAX_SIZE})


@dataclass(frozen=True, slots=True)
class Record:
    """`cells`, and why they are none or not all; `level` is how deep a workbook folds the row."""

    line: int
    cells: list[str]
    problem: Problem | None = None
    level: int = 0


class Row:
    """The cells of one row of a workbook, as they are found: what makes it too long is left out, the others tell whose
    row it is.
    """

    def __init__(self) -> None:
        self._cells: list[str] = []
        self._room = MAX_SIZE
        self._problem: Problem | None = None

    @property
    def width(self) -> int:
        return len(self._cells)

    @property
    def is_blank(self) -> bool:
        return not self._cells and not self._problem

    def put(self, place: int, text: str) -> None:
        """Note what a cell shows; of two in one place the later counts."""
        self._room -= len(text)
        if self._room < 0:
            self._room += len(text)
            self._problem = TOO_LONG
            return
        self._cells.extend([""] * (place + 1 - len(self._cells)))
        self._cells[place] = text

    def record(self, line: int, level: int) -> Record:
        return Record(line, self._cells, self._problem, level)
