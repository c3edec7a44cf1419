"""The rows of a table as they are found, whatever file it stands in."""

from dataclasses import dataclass

from modules.partners.formats.rows import Problem


@dataclass(frozen=True, slots=True)
class Record:
    """`cells`, or why there are none; `level` is how deep a workbook folds the row."""

    line: int
    cells: list[str]
    problem: Problem | None = None
    level: int = 0
