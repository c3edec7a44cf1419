"""Ringing again for what was left behind: the queue was down, its message was lost, or a worker was killed."""

import logging
import threading
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from core.events import registry
from core.events.doorbell import deliver_one
from core.events.models import Delivery
from core.queue import ring

log = logging.getLogger("torg.events")
EVERY = 3.0
# A row that was rung lately is in somebody's hands or in the queue; ringing it again would only fill that.
PATIENCE = timedelta(seconds=15)
BATCH = 500


def sweep() -> int:
    """Ring for all deliveries that are due and were not rung lately; return how many the queue took."""
    rung = 0
    for id in _left_behind():
        if not ring(deliver_one, id):
            break
        rung += 1
    return rung


@transaction.atomic
def _left_behind() -> list[int]:
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    # What a module that is off would have heard waits, unspent, until it is on again.
    heard = Q(listener__in=registry.names())
    left = Delivery.objects.filter(free, heard, due_at__lte=now, rung_at__lte=now - PATIENCE)
    ids = list(left.select_for_update(skip_locked=True).order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])
    if ids:
        Delivery.objects.filter(pk__in=ids).update(rung_at=now)
    return ids


class Sweeper:
    """A thread of the consumer that sweeps every few seconds; one a process, however many workers it has."""

    _started: "Sweeper | None" = None
    _lock = threading.Lock()

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="sweeper")

    @classmethod
    def start(cls) -> None:
        """Start the process's sweeper, unless it runs."""
        with cls._lock:
            if cls._started is None:
                cls._started = cls()
                cls._started._thread.start()

    @classmethod
    def stop(cls) -> None:
        """End the process's sweeper and wait for its present round."""
        with cls._lock:
            if cls._started is not None:
                cls._started._stop.set()
                cls._started._thread.join(timeout=5)
                cls._started = None

    def _run(self) -> None:
        while True:
            try:
                sweep()
            except Exception as failure:
                log.warning("sweep failed, next in %s s: %s", EVERY, failure)
            finally:
                connection.close()
            if self._stop.wait(EVERY):
                return
