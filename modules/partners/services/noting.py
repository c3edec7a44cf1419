"""What was noticed of single rows while a file was read, kept until it is known what becomes of them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from modules.partners.formats.spilling import spilling


class Noted(NamedTuple):
    """The codes of what is odd about a row, and its sheet in a workbook that has goods on several."""

    codes: tuple[str, ...] = ()
    sheet: str = ""


NOTHING = Noted()


class Notes:
    """What was noticed of the rows of one file, by the ids of their goods: in a database on the disk."""

    def __init__(self, folder: Path) -> None:
        self._kept = spilling(folder)
        self._kept.execute("CREATE TABLE noted (id TEXT PRIMARY KEY, codes TEXT, sheet TEXT) WITHOUT ROWID")
        self._kept.execute("BEGIN")

    def note(self, id: str, codes: Iterable[str], sheet: str) -> None:
        """Keep what is odd about the row of this id; nothing where nothing is."""
        if (said := " ".join(codes)) or sheet:
            self._kept.execute("INSERT OR REPLACE INTO noted VALUES (?, ?, ?)", (id, said, sheet))

    def of(self, ids: Sequence[str]) -> dict[str, Noted]:
        """Return what was kept of those of which something was."""
        sql = "SELECT id, codes, sheet FROM noted WHERE id IN (SELECT value FROM json_each(?))"
        found = self._kept.execute(sql, (json.dumps(list(ids)),))
        return {id: Noted(tuple(codes.split()), sheet) for id, codes, sheet in found}

    def __del__(self) -> None:
        self._kept.close()
