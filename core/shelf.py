"""A store in memory bounded by bytes: what was not used for longest goes first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

# What an entry costs beside its own bytes: keys, tuples, the node of the list.
OVERHEAD = 500


class Shelf[K: Hashable, V]:
    """Keeps values up to so many bytes altogether; safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit, self._lock = limit, threading.Lock()
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """Return what is kept under the key, or None, and remember that it was wanted."""
        found = self._kept.get(key)
        if found is None:
            return None
        try:
            self._kept.move_to_end(key)
        except KeyError:
            return found[0]  # another thread has just made room
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of so many bytes, in the place of an older one; one larger than the shelf is not kept."""
        size += OVERHEAD
        with self._lock:
            self._take(key)
            if size > self._limit:
                return
            self._kept[key] = (value, size)
            self.bytes += size
            while self.bytes > self._limit:
                _, (_, freed) = self._kept.popitem(last=False)
                self.bytes -= freed

    def drop(self, key: K) -> None:
        with self._lock:
            self._take(key)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.bytes = 0

    def _take(self, key: K) -> None:
        _, size = self._kept.pop(key, (None, 0))
        self.bytes -= size
