"""The container of old Office files, a file system of sectors in one file: [MS-CFB], read without believing it.

Every chain of sectors ends where the file could hold no more of them, so that one that leads back to itself ends, too.
"""

import os
import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<8s16x6xHH14xI4xII4xI4x436s")
_ENTRY = struct.Struct("<64sHBxIII16x4x16xII4x")
_NONE = 0xFFFFFFFF
_LAST = 0xFFFFFFFA  # what is above names no sector
_MAX_DIRECTORY = 1 << 20
_MOST_SMALL = 4096
_SHIFTS = {9, 12}
_STREAM = 2


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file in the container, or its root; `left`, `right` and `child` are places of others in the directory."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Stream:
    """One file of the container, read from any place."""

    def __init__(self, source: BinaryIO, places: array[int], unit: int, size: int) -> None:
        self._source, self._places, self._unit, self.size = source, places, unit, size

    def read_at(self, place: int, count: int) -> bytes:
        """Up to `count` bytes from a place, none behind the end; raises UnreadablePriceList where they are missing."""
        count = min(count, self.size - place)
        if count <= 0 or place < 0:
            return b""
        first, skipped = divmod(place, self._unit)
        found = b"".join(self._pieces(first, -(-(skipped + count) // self._unit)))[skipped : skipped + count]
        if len(found) < count:
            raise damaged()
        return found

    def _pieces(self, first: int, units: int) -> Iterator[bytes]:
        for at, many in self._runs(first, units):
            self._source.seek(at)
            yield (piece := self._source.read(many * self._unit))
            if len(piece) < many * self._unit:  # the last unit of a file may be short
                return

    def _runs(self, first: int, units: int) -> Iterator[tuple[int, int]]:
        """Where units stand that follow each other in the file, and how many they are."""
        start = end = -1
        for at in self._places[first : first + units]:
            if at != end and start >= 0:
                yield start, (end - start) // self._unit
            start, end = (start, at + self._unit) if at == end else (at, at + self._unit)
        if start >= 0:
            yield start, (end - start) // self._unit


class Compound:
    """The files at the top of a container by their names; raises UnreadablePriceList (`bad_workbook`)."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._length = source.seek(0, os.SEEK_END)
        source.seek(0)
        header = source.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(SIGNATURE):
            raise damaged()
        _sign, shift, small_shift, directory, cutoff, self._small_start, further, table = _HEADER.unpack(header)
        if shift not in _SHIFTS or small_shift != 6:
            raise damaged()
        self._unit = 1 << shift
        self._cutoff = min(cutoff, _MOST_SMALL)
        self._most = self._length // self._unit + 1
        self._next = self._table(struct.unpack("<109I", table), further)
        entries = self._entries(directory)
        self._root = entries[0]
        self._streams = {one.name: one for one in _at_the_top(entries) if one.kind == _STREAM}

    @property
    def names(self) -> list[str]:
        return list(self._streams)

    def open(self, name: str) -> Stream:
        """The file of that name."""
        entry = self._streams[name]
        if entry.size < self._cutoff:
            return self._small(entry)
        return Stream(self._source, self._places(entry.start, entry.size), self._unit, entry.size)

    def _small(self, entry: _Entry) -> Stream:
        """A small file: its pieces of 64 bytes lie in one that belongs to the root."""
        room = self._places(self._root.start, self._root.size)
        chain = array("I", self._whole(self._chain(self._small_start)))
        places = array("Q")
        at = entry.start
        while len(places) * 64 < entry.size:
            sector, place = divmod(at * 64, self._unit)
            if at >= len(chain) or sector >= len(room):
                raise damaged()
            places.append(room[sector] + place)
            at = chain[at]
        return Stream(self._source, places, 64, entry.size)

    def _table(self, first: tuple[int, ...], further: int) -> array[int]:
        """By the number of a sector the one after it."""
        found = array("I")
        for sector in self._tables(first, further):
            if len(found) >= self._most or sector >= _LAST:
                break
            found.frombytes(self._sector(sector))
        return found

    def _tables(self, first: tuple[int, ...], further: int) -> Iterator[int]:
        """The sectors that the table is in: the header names the first, a chain of its own the others."""
        yield from first
        for _turn in range(self._most):
            if further >= _LAST:
                return
            *here, further = struct.unpack(f"<{self._unit // 4}I", self._sector(further))
            yield from here

    def _sector(self, number: int) -> bytes:
        self._source.seek((number + 1) * self._unit)
        found = self._source.read(self._unit)
        if len(found) < self._unit:
            raise damaged()
        return found

    def _chain(self, sector: int) -> Iterator[int]:
        for _turn in range(self._most):
            if sector >= _LAST:
                return
            if sector >= len(self._next):
                raise damaged()
            yield sector
            sector = self._next[sector]
        raise damaged()

    def _places(self, sector: int, size: int) -> array[int]:
        """Where in the source the sectors of a file of this size stand."""
        if size > self._length:
            raise damaged()
        places, most = array("Q"), -(-size // self._unit)
        for number in self._chain(sector):
            if len(places) >= most:
                break
            places.append((number + 1) * self._unit)
        if len(places) < most:
            raise damaged()
        return places

    def _whole(self, chain: Iterator[int]) -> bytes:
        return b"".join(map(self._sector, chain))

    def _entries(self, sector: int) -> list[_Entry]:
        whole = bytearray()
        for number in self._chain(sector):
            whole += self._sector(number)
            if len(whole) > _MAX_DIRECTORY:
                raise damaged()
        found = [_entry(whole[at : at + 128]) for at in range(0, len(whole) - 127, 128)]
        if not found:
            raise damaged()
        return found


def _entry(record: bytearray) -> _Entry:
    name, length, kind, left, right, child, start, size = _ENTRY.unpack(record)
    written = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(written, kind, left, right, child, start, size)


def _at_the_top(entries: list[_Entry]) -> Iterator[_Entry]:
    """What the root holds; what is in folders below it (tables inside a text, for instance) is none of its own."""
    waiting, seen = [entries[0].child], set[int]()
    while waiting:
        place = waiting.pop()
        if place in seen or place >= len(entries):
            continue
        seen.add(place)
        yield entries[place]
        waiting += [entries[place].left, entries[place].right]


def damaged() -> UnreadablePriceList:
    """What to say of a workbook that its container or its records do not hold together."""
    return UnreadablePriceList("bad_workbook", _("The workbook is damaged or was cut off; save it and send it again."))
