"""The sources of what is asked at a scrape, each under the name that `torg_up` has for it."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from pymemcache.client.base import Client

from core import ports
from core.events.models import Delivery
from core.queue import oldest_message, queue

log = logging.getLogger("torg.metrics")
MODULES = "modules"


def by_name() -> dict[str, Callable[[], Iterable[Metric]]]:
    """Return every source of this profile: name -> what asks it, raising whatever its driver raises."""
    served = {"queue": _queue} if settings.EMBEDDED else {"redis": _queue, "memcached": _memcached}
    return {"database": _outbox, **served, MODULES: _modules}


def _outbox() -> Iterator[Metric]:
    now = timezone.now()
    waiting = GaugeMetricFamily("torg_outbox_waiting", "Deliveries not done yet.", labels=["listener"])
    undone = Delivery.objects.filter(due_at__isnull=False)
    for listener, count in undone.values_list("listener").annotate(Count("pk")):
        waiting.add_metric([listener], count)
    given_up = GaugeMetricFamily("torg_outbox_given_up", "Deliveries that wait for a person.", labels=["listener"])
    for listener, count in Delivery.objects.given_up().values_list("listener").annotate(Count("pk")):
        given_up.add_metric([listener], count)
    oldest = undone.filter(due_at__lte=now).aggregate(Min("due_at"))["due_at__min"]
    lag = (now - oldest).total_seconds() if oldest else 0
    yield from (waiting, given_up)
    yield GaugeMetricFamily("torg_outbox_lag_seconds", "How long the oldest due delivery has been due.", value=lag)


def _queue() -> Iterator[Metric]:
    yield GaugeMetricFamily("torg_queue_messages", "Messages nobody has taken yet.", value=queue.pending_count())
    yield GaugeMetricFamily("torg_queue_scheduled", "Messages for a later time.", value=queue.scheduled_count())
    since = oldest_message()
    age = max(0.0, time.time() - since) if since else 0
    yield GaugeMetricFamily("torg_queue_oldest_message_age_seconds", "Age of the next message.", value=age)


def _memcached() -> Iterator[Metric]:
    for node in settings.CACHES["default"]["LOCATION"]:
        client = Client(node, connect_timeout=0.5, timeout=0.5)
        try:
            client.version()
        finally:
            client.close()
    yield from ()


def _modules() -> Iterator[Metric]:
    for name, read in ports.gauges():
        try:
            yield _family(name, read())
        except Exception as failure:
            log.warning("gauge %s: %s", name, type(failure).__name__)


def _family(name: str, told: ports.Reading) -> Metric:
    family = GaugeMetricFamily(f"torg_{name}", told.about, labels=[told.label] if told.label else [])
    for value, number in told.values.items():
        family.add_metric([value] if told.label else [], number)
    return family
