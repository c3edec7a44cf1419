"""Counting ids that stand packed in rows strung together (see `modules.catalog.selectors.codes`)."""

import sys
from array import array
from collections import Counter


def counted(strung: bytes | memoryview | str | None) -> Counter[int]:
    """Return how often each id stands in it: bytes as Postgres packs them, or SQLite's text."""
    if not strung:
        return Counter()
    if isinstance(strung, str):
        return Counter({int(id): times for id, times in Counter(strung.split(",")).items() if id})
    codes = array("I", bytes(strung))
    if sys.byteorder == "little":
        codes.byteswap()
    return Counter({_id(code): times for code, times in Counter(codes).items()})


def _id(code: int) -> int:
    return code & 0x7F | code >> 1 & 0x3F80 | code >> 2 & 0x1FC000 | code >> 3 & 0xFE00000
