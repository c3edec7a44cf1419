"""Counting ids that stand packed in rows strung together (see `modules.catalog.selectors.codes`)."""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable


def counted(rows: Iterable[bytes | memoryview | str | None]) -> Counter[int]:
    """Return how often each id stands in all of them: bytes as Postgres packs them, or SQLite's texts."""
    texts, strung = _joined(rows)
    if texts:
        return Counter({int(id): times for id, times in Counter(texts.split(",")).items() if id})
    return _codes_in(strung)


def integers(rows: Iterable[bytes | memoryview | str | None]) -> Counter[int]:
    """Return how often each integer stands in all of them: eight bytes each, or SQLite's texts."""
    texts, strung = _joined(rows)
    return Counter(map(int, texts.split(","))) if texts else Counter(_read("q", strung))


def _joined(rows: Iterable[bytes | memoryview | str | None]) -> tuple[str, bytes]:
    kept = [row for row in rows if row]
    texts = ",".join(row for row in kept if isinstance(row, str))
    return texts, b"".join(bytes(row) for row in kept if not isinstance(row, str))


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
