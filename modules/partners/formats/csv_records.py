"""Records of a CSV file with the lines they start on: a quote that is not closed costs its own line, not the file."""

import csv
from collections import deque
from collections.abc import Iterator

from core.sheets.formulas import bared
from modules.partners.formats.encodings import DecodedText
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.records import MAX_SIZE, TOO_LONG, Record
from modules.partners.formats.rows import Problem

_MAX_LINE = 1 << 20
# Each broken record is read again without its first line; an end to that is an end to reading in circles.
_MAX_BROKEN = 100
_BAD_QUOTES = Problem("", "bad_quotes", _("The quotes of this row do not come in pairs."))


class _Overlong(Exception):
    """More lines than one record may have, or one line that is too long."""


class Records:
    """Iterates over the records below the header."""

    def __init__(self, text: DecodedText, delimiter: str, skip: int, width: int) -> None:
        self._source = _lines(text)
        self._delimiter = delimiter
        self._width = width
        self._line = 1 + sum(1 for _ in zip(range(skip), self._source, strict=False))
        self._taken: list[str] = []
        self._again: deque[str] = deque()
        self._broken = 0
        self._reader = self._new_reader()

    def __iter__(self) -> Iterator[Record]:
        while True:
            self._taken.clear()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except (csv.Error, _Overlong):
                yield self._without_first_line()
                continue
            if len(self._taken) > 1 and len(cells) > self._width > 0:
                yield self._without_first_line()
                continue
            line = self._line
            self._line += len(self._taken)
            # The apostrophe that keeps a spreadsheet from running a text is no part of it.
            yield Record(line, [bared(cell) for cell in cells])

    def _new_reader(self) -> "Iterator[list[str]]":
        return csv.reader(self._feed(), delimiter=self._delimiter, skipinitialspace=True, strict=True)

    def _feed(self) -> Iterator[str]:
        size = 0
        while (line := self._again.popleft() if self._again else next(self._source, None)) is not None:
            size = len(line) + (size if self._taken else 0)
            self._taken.append(line)
            if size > MAX_SIZE:
                raise _Overlong
            yield line + "\n"

    def _without_first_line(self) -> Record:
        self._broken += 1
        if self._broken > _MAX_BROKEN:
            sentence = _("More than %(most)d rows cannot be told from those below them: their quotes are broken.")
            raise UnreadablePriceList("broken_quotes", sentence, self._line, most=_MAX_BROKEN)
        is_long = len(self._taken[0]) > MAX_SIZE
        self._again.extendleft(reversed(self._taken[1:]))
        self._reader = self._new_reader()
        self._line += 1
        return Record(self._line - 1, [], TOO_LONG if is_long else _BAD_QUOTES)


def _lines(text: DecodedText) -> Iterator[str]:
    tail, number = "", 1
    for piece in text:
        *lines, tail = (tail + piece).split("\n")
        yield from lines
        number += len(lines)
        if len(tail) > _MAX_LINE:
            sentence = _("A line has more than %(most)d characters.")
            raise UnreadablePriceList("too_long", sentence, number, most=_MAX_LINE)
    if tail:
        yield tail
