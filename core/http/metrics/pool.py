"""The database pool of this process, reported by its own requests and tasks: nobody else can see into it."""

import time
from functools import cache

from django.db import connection

from core.meters import Counter, Gauge

EVERY = 1.0
_next = 0.0


def report() -> None:
    """Write down how the pool stands, at most once a second; SQLite has none."""
    global _next
    now = time.monotonic()
    if now < _next:
        return
    _next = now + EVERY
    if (found := getattr(connection, "pool", None)) is None:
        return
    stats = found.pop_stats()
    for name, gauge in _gauges().items():
        gauge.set(stats.get(name, 0))
    for name, (counter, unit) in _counters().items():
        counter.inc(stats.get(name, 0) * unit)


@cache
def _gauges() -> dict[str, Gauge]:
    told = {
        "pool_size": ("torg_db_pool_size", "Connections of the pools."),
        "pool_available": ("torg_db_pool_available", "Connections of the pools that nobody has borrowed."),
        "requests_waiting": ("torg_db_pool_waiting", "Threads that wait for a connection."),
    }
    return {key: Gauge(name, about, multiprocess_mode="livesum") for key, (name, about) in told.items()}


@cache
def _counters() -> dict[str, tuple[Counter, float]]:
    return {
        "requests_num": (Counter("torg_db_pool_requests_total", "Connections asked for."), 1.0),
        "requests_wait_ms": (Counter("torg_db_pool_wait_seconds_total", "Time spent waiting for a connection."), 0.001),
        "requests_errors": (Counter("torg_db_pool_errors_total", "Connections asked for and not got."), 1.0),
    }
