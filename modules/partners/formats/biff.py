"""The records of old Excel's workbooks: [MS-XLS] for those since Excel 97 (BIFF8), the same with plain texts before."""

import codecs
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from modules.partners.formats.compound import Stream, damaged

# The kinds of records that say something of a price list, 2.3.2.
BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
CODE_PAGE, DATE_MODE, FILE_PASS = 0x42, 0x22, 0x2F
BOUND_SHEET, SHARED_TEXTS, FORMAT, CELL_STYLE = 0x85, 0xFC, 0x41E, 0xE0
ROW, NUMBER, RK, MUL_RK = 0x208, 0x203, 0x27E, 0xBD
LABEL_SST, LABEL, RICH_LABEL, BOOL_ERR = 0xFD, 0x204, 0xD6, 0x205
FORMULAS, TEXT_OF_FORMULA = frozenset({0x06, 0x206, 0x406}), 0x207  # some programs write those of older ones
BIFF8, BIFF5 = 0x600, 0x500
_HEAD = struct.Struct("<HH")
_CHUNK = 1 << 16
_WIDE, _EXTENDED, _RICH = 1, 4, 8
_CODE_PAGES = {367: "ascii", 1200: "utf-16-le", 10000: "mac_roman", 10007: "mac_cyrillic", 32769: "cp1252"}


class Records:
    """The records from a place of a stream to another, each with its kind."""

    def __init__(self, stream: Stream, place: int, end: int) -> None:
        self._stream, self._place, self._end = stream, place, end
        self._kept, self._at = b"", 0

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        while self._has(4):
            kind, length = _HEAD.unpack_from(self._kept, self._at)
            yield kind, self._whole(length)

    def further(self) -> bytes | None:
        """What goes on where the record before broke off; None where another one begins."""
        if not self._has(4):
            return None
        kind, length = _HEAD.unpack_from(self._kept, self._at)
        return self._whole(length) if kind == CONTINUE else None

    def _whole(self, length: int) -> bytes:
        if not self._has(4 + length):
            raise damaged()
        start = self._at + 4
        self._at = start + length
        return self._kept[start : self._at]

    def _has(self, count: int) -> bool:
        if len(self._kept) - self._at < count:
            read = self._stream.read_at(self._place, min(_CHUNK, self._end - self._place))
            self._place += len(read)
            self._kept, self._at = self._kept[self._at :] + read, 0
        return len(self._kept) >= self._at + count


class Pieces:
    """What stands in a record and in those that continue it."""

    def __init__(self, first: bytes, further: Callable[[], bytes | None]) -> None:
        self._piece, self._at, self._further = first, 0, further

    def has_more(self) -> bool:
        return self._at < len(self._piece) or self._next()

    def number(self, size: int) -> int:
        """A number of so many bytes, which never breaks off."""
        if not self.has_more() or self._at + size > len(self._piece):
            raise damaged()
        self._at += size
        return int.from_bytes(self._piece[self._at - size : self._at], "little")

    def text(self) -> str:
        """A text with its length in front, 2.5.293: its fonts and its sounds are left out."""
        plain = self._plain()
        return plain if plain is not None else self._any_text()

    def _plain(self) -> str | None:
        """A text that is nothing else and stands here as a whole, as nearly all of them."""
        head = self._piece[self._at : self._at + 3]
        if len(head) < 3 or head[2] > _WIDE:
            return None
        start = self._at + 3
        end = start + (int.from_bytes(head[:2], "little") << head[2])
        if end > len(self._piece):
            return None
        self._at = end
        return self._piece[start:end].decode("utf-16-le" if head[2] else "latin-1", "replace")

    def _any_text(self) -> str:
        length, flags = self.number(2), self.number(1)
        behind = 4 * self.number(2) if flags & _RICH else 0
        behind += self.number(4) if flags & _EXTENDED else 0
        found = self.letters(length, flags)
        self._skip(behind)
        return found

    def letters(self, count: int, flags: int) -> str:
        """So many letters of one byte or two; where they break off, the next piece says anew of how many."""
        found = ""
        while True:
            size = 2 if flags & _WIDE else 1
            here = min(count, (len(self._piece) - self._at) // size)
            end = self._at + here * size
            found += self._piece[self._at : end].decode("utf-16-le" if size == 2 else "latin-1", "replace")
            self._at, count = end, count - here
            if not count:
                return found
            if not self._next():
                raise damaged()
            flags = self.number(1)

    def _skip(self, count: int) -> None:
        while count > len(self._piece) - self._at:
            count -= len(self._piece) - self._at
            if not self._next():
                raise damaged()
        self._at += count

    def _next(self) -> bool:
        piece = self._further()
        self._piece, self._at = piece or b"", 0
        return bool(piece)


def code_page(number: int) -> str:
    """How the texts of workbooks before Excel 97 are encoded."""
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def long_number(written: bytes) -> float:
    """A number in eight bytes, as it stands in a cell of its own."""
    number: float = struct.unpack("<d", written)[0]
    return number


def rk_number(written: int) -> float:
    """A number in 30 bits, 2.5.217: a whole one or the front of a long one, perhaps in hundredths."""
    if written & 2:
        number = float((written - (1 << 32) if written & 1 << 31 else written) >> 2)
    else:
        number = long_number(struct.pack("<Q", (written & ~3) << 32))
    return number / 100 if written & 1 else number


@contextmanager
def sound() -> Iterator[None]:
    """A record that is too short for what it is to hold is told as damage."""
    try:
        yield
    except (struct.error, IndexError):
        raise damaged() from None
