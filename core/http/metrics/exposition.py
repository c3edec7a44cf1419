"""All that is measured as Prometheus reads it: counted by every process here, and asked at this moment."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from django.conf import settings
from prometheus_client import REGISTRY, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core.environment import text
from core.http.api import VERSION
from core.http.metrics import asked, pool, processes
from core.http.metrics.tally import tally


class _Gathered(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        return self._families


def exposition(accept: str = "") -> tuple[bytes, str]:
    """Return the measurements and their media type: what a scraper accepts of Prometheus's two text formats.

    Whatever is down is missing, and `torg_up` says so; it takes `asked.SECONDS` at most beside the counting.
    """
    encode, media_type = choose_encoder(accept)
    pool.report()
    tally.hand_over()
    return encode(_Gathered([*_info(), *_counted(), *processes.told(), *asked.told()])), media_type


def _counted() -> Iterator[Metric]:
    """Yield what was counted here, or where several processes share a folder, what all of them counted."""
    if not (folder := text("PROMETHEUS_MULTIPROC_DIR")):
        yield from REGISTRY.collect()
        return
    processes.forget_dead(Path(folder))
    yield from MultiProcessCollector(None, path=folder).collect()  # type: ignore[no-untyped-call]


def _info() -> Iterator[Metric]:
    family = GaugeMetricFamily("torg_info", "What runs here.", labels=["version", "django", "profile", "modules"])
    family.add_metric([VERSION, django.__version__, settings.PROFILE, ",".join(settings.MODULES)], 1)
    yield family
