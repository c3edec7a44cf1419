"""What is counted as it happens, by every process; `/metrics` shows it beside what is asked at that moment.

A module counts something of its own with `Counter` and `Histogram` from here: `Counter("torg_returns_total", "Returns
taken.", ["reason"])` at the top of a file, `.labels("late").inc()` where it happens. Every label takes few values: an
id, a path or a name that people choose never is one. What is a state rather than a happening is told by
`core.ports.gauge`.
"""

from collections.abc import Sequence

from prometheus_client import (
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    REGISTRY,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)

__all__ = ["Counter", "Gauge", "Histogram"]

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series beside every one, which nobody asks for
for _collector in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
    REGISTRY.unregister(_collector)  # of this process alone; `core.http.metrics.processes` tells of all of them

SECONDS_WEB = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_WORK = (0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1800)

REQUESTS = Counter("torg_http_requests_total", "Requests answered.", ["operation", "status"])
REQUEST_SECONDS = Histogram(
    "torg_http_request_duration_seconds", "Time to answer a request.", ["operation"], buckets=SECONDS_WEB
)
IN_FLIGHT = Gauge("torg_http_requests_in_flight", "Requests being answered now.", multiprocess_mode="livesum")
PROBLEMS = Counter("torg_http_problems_total", "Problem documents sent, by their code.", ["code", "status"])
CACHE_READS = Counter("torg_cache_reads_total", "Reads of the cache: hit, miss or error.", ["kind", "result"])
TASKS = Counter("torg_tasks_total", "Tasks of the queue that were run: done or failed.", ["task", "outcome"])
TASK_SECONDS = Histogram("torg_task_duration_seconds", "Time a task took.", ["task"], buckets=_WORK)
DELIVERIES = Counter(
    "torg_outbox_deliveries_total",
    "Deliveries of the outbox that were tried: done, failed, or postponed as they asked.",
    ["listener", "outcome"],
)


def counted_read(namespace: str, result: str) -> None:
    """Count one read of the cache under the kind of its namespace: `orders.user` of `orders.user:17`."""
    counted_reads(namespace, result, 1)


def counted_reads(namespace: str, result: str, times: int) -> None:
    """Count several reads of the cache that went alike."""
    CACHE_READS.labels(namespace.partition(":")[0], result).inc(times)


def observed(histogram: Histogram, counts: Sequence[int], total: float) -> None:
    """Add to a histogram what was observed and counted elsewhere: how often in each bucket, and the sum of it all."""
    for bucket, count in zip(histogram._buckets, counts, strict=True):
        if count:
            bucket.inc(count)
    histogram._sum.inc(total)
