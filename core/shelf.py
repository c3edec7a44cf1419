"""A store in memory bounded by bytes: what was not used for longest goes first, nearly.

There are two generations. What is wanted from the older one comes into the younger; when that is full it becomes the
older, and what nobody wanted since goes. So a look costs one step and no lock, unlike a list of who was used when.
"""

import threading
from collections.abc import Hashable

# What an entry costs beside its own bytes: keys, tuples, its place in the table.
OVERHEAD = 500


class Shelf[K: Hashable, V]:
    """Keeps values up to so many bytes altogether; safe between threads."""

    def __init__(self, limit: int) -> None:
        self.limit, self._lock = limit, threading.Lock()
        self._young, self._old = dict[K, tuple[V, int]](), dict[K, tuple[V, int]]()
        self._young_bytes = self._old_bytes = 0

    @property
    def bytes(self) -> int:
        return self._young_bytes + self._old_bytes

    def get(self, key: K) -> V | None:
        """Return what is kept under the key, or None, and remember that it was wanted."""
        found = self._young.get(key)
        return self._wanted_again(key) if found is None else found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of so many bytes, in the place of an older one; one larger than half the shelf is not kept."""
        with self._lock:
            self._take(key)
            if size + OVERHEAD <= self.limit // 2:
                self._place(key, value, size + OVERHEAD)

    def clear(self) -> None:
        with self._lock:
            self._young, self._old = {}, {}
            self._young_bytes = self._old_bytes = 0

    def _wanted_again(self, key: K) -> V | None:
        if key not in self._old:
            return None
        with self._lock:
            found = self._take(key)
            if found is None:
                return None
            self._place(key, *found)
            return found[0]

    def _place(self, key: K, value: V, size: int) -> None:
        if self._young_bytes + size > self.limit // 2:
            self._old, self._old_bytes = self._young, self._young_bytes
            self._young, self._young_bytes = {}, 0
        self._young[key] = (value, size)
        self._young_bytes += size

    def _take(self, key: K) -> tuple[V, int] | None:
        if (found := self._young.pop(key, None)) is not None:
            self._young_bytes -= found[1]
        elif (found := self._old.pop(key, None)) is not None:
            self._old_bytes -= found[1]
        return found
