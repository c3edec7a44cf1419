"""Which ids a file has named already, and in which lines: in a database of its own that spills to disk, so that a
million of them take no more memory than a thousand.
"""

from pathlib import Path
from typing import NamedTuple

from modules.partners.formats.spilling import spilling


class Seen(NamedTuple):
    """Where an id was named: a line, and its sheet where a workbook has several."""

    line: int
    sheet: str = ""


class Lines:
    """The lines of a file by the ids of their goods."""

    def __init__(self, folder: Path | None = None) -> None:
        self._kept = spilling(folder)
        self._kept.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER, sheet TEXT) WITHOUT ROWID")
        self._kept.execute("BEGIN")

    def find(self, id: str) -> Seen | None:
        """Return where the id was named."""
        found = self._kept.execute("SELECT line, sheet FROM seen WHERE id = ?", (id,)).fetchone()
        return Seen(*found) if found else None

    def note(self, id: str, line: int, sheet: str = "") -> None:
        """Keep that this line names an id that none has named before."""
        self._kept.execute("INSERT INTO seen VALUES (?, ?, ?)", (id, line, sheet))

    def __del__(self) -> None:
        self._kept.close()
