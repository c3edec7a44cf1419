"""Counting ids that stand packed in rows strung together (see `modules.catalog.selectors.codes`)."""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable


def counted(rows: Iterable[bytes | memoryview | str | None]) -> Counter[int]:
    """Return how often each id stands in all of them: bytes as Postgres packs them, or SQLite's texts."""
    kept = [row for row in rows if row]
    if not kept or isinstance(kept[0], str):
        return Counter({int(id): times for id, times in Counter(",".join(map(str, kept)).split(",")).items() if id})
    return _codes_in(b"".join(map(bytes, kept)))


def integers(rows: Iterable[bytes | memoryview | str | None]) -> Counter[int]:
    """Return how often each integer stands in all of them: eight bytes each, or SQLite's texts."""
    kept = [row for row in rows if row]
    if not kept or isinstance(kept[0], str):
        return Counter(map(int, filter(None, ",".join(map(str, kept)).split(","))))
    return Counter(_read("q", b"".join(map(bytes, kept))))


def _codes_in(strung: bytes) -> Counter[int]:
    # By twos: half as many to count, and there are few different pairs, since each product's ids ascend.
    found = Counter[int]()
    even = len(strung) // 8 * 8
    for pair, times in Counter(_read("Q", strung[:even])).items():
        found[pair >> 32] += times
        found[pair & 0xFFFFFFFF] += times
    found.update(_read("I", strung[even:]))
    return Counter({_id(code): times for code, times in found.items()})


def _read(kind: str, strung: bytes) -> array[int]:
    numbers = array(kind, strung)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _id(code: int) -> int:
    return code & 0x7F | code >> 1 & 0x3F80 | code >> 2 & 0x1FC000 | code >> 3 & 0xFE00000
