"""Answers too many to tell Prometheus of each: summed up here, and handed over once a second and at every scrape."""

import threading
import time
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from contextlib import suppress

from core.meters import REQUEST_SECONDS, REQUESTS, SECONDS_WEB, counted_reads, observed

SECONDS_BETWEEN = 1.0
BUCKETS = len(SECONDS_WEB) + 1  # and one for all that took longer

type Seen = tuple[str, str, int, float]


class _Sum:
    """What there is to tell of one operation and namespace."""

    __slots__ = ("buckets", "seconds", "statuses")

    def __init__(self) -> None:
        self.statuses, self.seconds, self.buckets = Counter[int](), 0.0, [0] * BUCKETS

    def add(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.seconds += seconds
        self.buckets[bisect_left(SECONDS_WEB, seconds)] += 1


class Tally:
    """What this process has answered since it last told; a thread tells while there is anything."""

    def __init__(self) -> None:
        self._seen, self._lock = deque[Seen](), threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, operation: str, namespace: str, status: int, seconds: float) -> None:
        """Count an answer of the operation that was kept under the namespace."""
        self._seen.append((operation, namespace, status, seconds))  # takes no lock: many threads do nothing else
        if self._thread is None:
            self._start()

    def hand_over(self) -> bool:
        """Tell Prometheus what there is, and return whether there was anything."""
        sums = defaultdict[tuple[str, str], _Sum](_Sum)
        with suppress(IndexError):  # two may hand over at once
            for _ in range(len(self._seen)):
                operation, namespace, status, seconds = self._seen.popleft()
                sums[operation, namespace].add(status, seconds)
        for (operation, namespace), one in sums.items():
            for status, count in one.statuses.items():
                REQUESTS.labels(operation, f"{status // 100}xx").inc(count)
            observed(REQUEST_SECONDS.labels(operation), one.buckets, one.seconds)
            counted_reads(namespace, "hit", one.statuses.total())
        return bool(sums)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="tally")
                self._thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(SECONDS_BETWEEN)
            if not self.hand_over():
                self._thread = None  # whoever counts from now on starts another
                if not self._seen:
                    return
                self._thread = threading.current_thread()


tally = Tally()
