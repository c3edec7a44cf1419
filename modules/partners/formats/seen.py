"""Which ids a file has named already, and in which lines: in twelve bytes a slot, where a dict takes a hundred.

A hash table of open addressing with linear probing (Knuth, The Art of Computer Programming, volume 3, 6.4).
"""

from array import array

_FIRST = 1 << 12
_FREE = 0


class Lines:
    """The lines of a file by the ids of their goods.

    Kept are hashes, for their bounded size: two different ids share one of these 64 bits once in billions of files.
    """

    def __init__(self) -> None:
        self._used = 0
        self._make(_FIRST)

    def note(self, id: str, line: int) -> int | None:
        """Return the line that has named the id already; where none has, keep that this one does."""
        key = hash(id) or 1
        slot = self._slot(key)
        if self._keys[slot] == key:
            return self._lines[slot]
        self._keys[slot], self._lines[slot] = key, line
        self._used += 1
        if self._used * 3 > len(self._keys) * 2:
            self._grow()
        return None

    def _make(self, slots: int) -> None:
        self._mask = slots - 1
        self._keys = array("q", bytes(8 * slots))
        self._lines = array("I", bytes(4 * slots))

    def _slot(self, key: int) -> int:
        """Return the slot of the key, or the free one where it belongs."""
        keys, mask = self._keys, self._mask
        slot = key & mask
        while keys[slot] not in (key, _FREE):
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        kept = zip(self._keys, self._lines, strict=True)
        self._make(2 * len(self._keys))
        for key, line in kept:
            if key != _FREE:
                slot = self._slot(key)
                self._keys[slot], self._lines[slot] = key, line
