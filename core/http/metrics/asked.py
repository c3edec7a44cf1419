"""What is asked at the moment of a scrape: the queue, the outbox, the caches, and whatever modules tell.

Each source is asked in a thread of its own and has a second and a half; one that hangs is not asked a second time
while it does, so a frozen database costs one thread and not one a scrape.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from django.db import connections
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from core.http.metrics import sources

log = logging.getLogger("torg.metrics")
SECONDS = 1.5


class _Asking(threading.Thread):
    """One question under way; `found` stays None where it fails."""

    def __init__(self, name: str, ask: Callable[[], Iterable[Metric]]) -> None:
        super().__init__(daemon=True, name=f"asked-{name}")
        self._ask = ask
        self.found: list[Metric] | None = None

    def run(self) -> None:
        try:
            self.found = list(self._ask())
        except Exception as failure:
            log.warning("%s does not answer: %s", self.name, type(failure).__name__)
        finally:
            connections.close_all()


_under_way: dict[str, _Asking] = {}
_lock = threading.Lock()


def told() -> Iterator[Metric]:
    """Yield what the sources answer in time, and `torg_up` for each that is a server."""
    up = GaugeMetricFamily("torg_up", "1 while what Torg leans on answers.", labels=["dependency"])
    asked = {name: _begin(name, ask) for name, ask in sources.by_name().items()}
    deadline = time.monotonic() + SECONDS
    for name, asking in asked.items():
        asking.join(max(0.0, deadline - time.monotonic()))
        if name != sources.MODULES:
            up.add_metric([name], asking.found is not None)
        yield from asking.found or ()
    yield up


def _begin(name: str, ask: Callable[[], Iterable[Metric]]) -> _Asking:
    with _lock:
        if (known := _under_way.get(name)) is None or not known.is_alive():
            known = _under_way[name] = _Asking(name, ask)
            known.start()
    return known
