"""Counts in fixed windows of time, shared by all processes without asking for each of them.

Each process counts for itself and hands its sum over when that has become a twentieth of what is left, or after a
second: the closer to the limit, the more exactly. What others have not handed over yet is missing from the count, so
it is never too high: nobody who keeps to a limit is refused.
"""

import threading

from django.conf import settings

from core.memcached import Unreachable, node_of

EMBEDDED: bool = settings.EMBEDDED
PART = 20
SECONDS_BETWEEN = 1.0
REMEMBERED = 50_000


class _Window:
    """One name's count: what all had told when last asked, and what we have not told yet."""

    __slots__ = ("asked", "lock", "number", "ours", "told")

    def __init__(self, number: int, now: float) -> None:
        self.number, self.told, self.ours = number, 0, 0
        self.asked, self.lock = now, threading.Lock()

    def is_due(self, limit: int, now: float) -> bool:
        left = limit - self.told - self.ours
        # Who is over the limit stays so until the window ends: no need to tell of every further try.
        return (left >= -1 and self.ours >= max(1, left // PART)) or now - self.asked >= SECONDS_BETWEEN


class Windows:
    """The windows that this process counts in, by name."""

    def __init__(self) -> None:
        self._lock, self._windows = threading.Lock(), dict[str, _Window]()

    def count(self, name: str, *, limit: int, seconds: int, now: float) -> int:
        """Count one more under the name, and return how many there are known to be in the present window."""
        number = int(now) // seconds
        window = self._windows.get(name)
        if window is None or window.number != number:
            window = self._opened(name, number, now)
        with window.lock:
            window.ours += 1
            if not EMBEDDED and window.is_due(limit, now):
                _hand_over(window, f"rate:{name}:{number}", seconds, now)
            return window.told + window.ours

    def clear(self) -> None:
        with self._lock:
            self._windows.clear()

    def _opened(self, name: str, number: int, now: float) -> _Window:
        with self._lock:
            known = self._windows.get(name)
            if known is not None and known.number == number:
                return known
            if len(self._windows) > REMEMBERED:
                self._forget()
            opened = self._windows[name] = _Window(number, now)
            return opened

    def _forget(self) -> None:
        # Half of them, the oldest: names are kept in the order they were first seen in, and a new window is new.
        for name in list(self._windows)[: REMEMBERED // 2]:
            del self._windows[name]


def _hand_over(window: _Window, key: str, seconds: int, now: float) -> None:
    window.asked = now
    try:
        told = _added(key, window.ours, seconds)
    except Unreachable:
        return  # counted here alone until the node is back
    if told is not None:
        window.told, window.ours = max(told, window.told + window.ours), 0


def _added(key: str, number: int, seconds: int) -> int | None:
    # `incr` is atomic in Memcached; of two first ones `add` lets one win, and the other counts on.
    node = node_of(key)
    told = node.incr(key, number)
    if told is None:
        told = number if node.add(key, number, seconds + 5) else node.incr(key, number)
    return told


windows = Windows()
