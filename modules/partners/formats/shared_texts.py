"""The texts that the cells of a workbook share, on the disk where they are many."""

import tempfile
from array import array
from collections.abc import Iterable

from modules.partners.formats.archive import refuse_bomb
from modules.partners.formats.records import MAX_SIZE

_IN_MEMORY = 1 << 24


class SharedTexts:
    """Texts by their places. A long one is kept as far as it takes to see that its row is too long.

    However small a file is, its cells may share a text as often as there are cells: what they say in all has an end.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (it lives as long as the workbook)
        self._ends = array("I")
        self._given = 0
        for text in texts:
            self._file.write(text[: MAX_SIZE + 1].encode("utf-8", "replace"))
            self._ends.append(self._file.tell())

    def get(self, place: int) -> str:
        """The text of that place, "" where there is none; raises UnreadablePriceList (`zip_bomb`)."""
        if not 0 <= place < len(self._ends):
            return ""
        start = self._ends[place - 1] if place else 0
        size = self._ends[place] - start
        self._given += size
        refuse_bomb(self._given)
        self._file.seek(start)
        return self._file.read(size).decode()
