"""The texts that the cells of a workbook share, on the disk where they are many."""

import tempfile
from array import array
from collections.abc import Iterable

_IN_MEMORY = 1 << 24


class SharedTexts:
    """Texts by their places."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (it lives as long as the workbook)
        self._ends = array("I")
        for text in texts:
            self._file.write(text.encode("utf-8", "replace"))
            self._ends.append(self._file.tell())

    def get(self, place: int) -> str:
        """The text of that place, "" where there is none."""
        if not 0 <= place < len(self._ends):
            return ""
        start = self._ends[place - 1] if place else 0
        self._file.seek(start)
        return self._file.read(self._ends[place] - start).decode()
