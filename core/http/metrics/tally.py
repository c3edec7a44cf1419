"""Answers too many to tell Prometheus of each: summed up here, and handed over once a second and at every scrape."""

import threading
import time
from bisect import bisect_left

from core.meters import REQUEST_SECONDS, REQUESTS, SECONDS_WEB, counted_reads, observed

SECONDS_BETWEEN = 1.0
BUCKETS = len(SECONDS_WEB) + 1  # and one for all that took longer


class _Row:
    __slots__ = ("buckets", "seconds", "statuses")

    def __init__(self) -> None:
        self.statuses, self.seconds, self.buckets = dict[int, int](), 0.0, [0] * BUCKETS


class Tally:
    """The sums of this process; a thread hands them over while there are any."""

    def __init__(self) -> None:
        self._lock, self._rows = threading.Lock(), dict[tuple[str, str], _Row]()
        self._thread: threading.Thread | None = None

    def add(self, operation: str, namespace: str, status: int, seconds: float) -> None:
        """Count an answer of the operation that was kept under the namespace."""
        with self._lock:
            row = self._rows.get((operation, namespace))
            if row is None:
                row = self._opened(operation, namespace)
            row.statuses[status] = row.statuses.get(status, 0) + 1
            row.seconds += seconds
            row.buckets[bisect_left(SECONDS_WEB, seconds)] += 1

    def hand_over(self) -> bool:
        """Tell Prometheus what there is, and return whether there was anything."""
        with self._lock:
            rows, self._rows = self._rows, {}
        for (operation, namespace), row in rows.items():
            for status, count in row.statuses.items():
                REQUESTS.labels(operation, f"{status // 100}xx").inc(count)
            observed(REQUEST_SECONDS.labels(operation), row.buckets, row.seconds)
            counted_reads(namespace, "hit", sum(row.statuses.values()))
        return bool(rows)

    def _opened(self, operation: str, namespace: str) -> _Row:
        row = self._rows[operation, namespace] = _Row()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True, name="tally")
            self._thread.start()
        return row

    def _run(self) -> None:
        while True:
            time.sleep(SECONDS_BETWEEN)
            if not self.hand_over():
                with self._lock:
                    if not self._rows:
                        self._thread = None
                        return


tally = Tally()
