"""Good rows laid aside on the disk between reading a file and applying it.

So a file that breaks in its last line has not touched the catalogue, reading takes no lock however long it lasts,
and memory stays bounded whatever the number of rows.
"""

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from modules.catalog.public import GoodRow

_BATCH = 500


class Spool(AbstractContextManager["Spool"]):
    """Holds rows in the order in which they were added, to be read any number of times."""

    def __init__(self) -> None:
        # Nameless, so nobody else can write what is unpickled here; gone with the process, however it ends.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed by __exit__
        self._waiting: list[GoodRow] = []
        self._batches = self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[GoodRow]:
        self._write()
        self._file.seek(0)
        for _ in range(self._batches):
            yield from pickle.load(self._file)

    def add(self, row: GoodRow) -> None:
        self._waiting.append(row)
        self._rows += 1
        if len(self._waiting) == _BATCH:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._file.seek(0, 2)
            pickle.dump(self._waiting, self._file, pickle.HIGHEST_PROTOCOL)
            self._waiting, self._batches = [], self._batches + 1
