"""Running deliveries: exactly once for what writes to the database, at least once for what reaches outside."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone, translation

from core import context
from core.cache import bump_in_doubt
from core.errors import Hopeless, NotYet
from core.events import registry
from core.events.event import unpack
from core.events.models import Delivery
from core.events.turns import due, lease, next_in_turn
from core.meters import DELIVERIES

log = logging.getLogger("torg.events")
# A killed worker's delivery is taken up again after this long; a living one renews its lease.
LEASE = timedelta(seconds=20)


def deliver(id: int) -> int | None:
    """Run one delivery if it is due and nobody else has it; a failure is noted and waits until it is due again.

    Returns the id of the one to ring for then: of a listener that is `alone`, each rings for the next.
    """
    delivery = due().filter(pk=id).first()
    if delivery is None:
        return None
    listener = registry.listener(delivery.listener)
    if listener is None:
        _leave(delivery)
        return None
    run = _run_outside if listener.outside else _run_inside
    with _as_it_was(delivery):
        try:
            if not run(delivery, listener):
                return None
        except NotYet as later:
            DELIVERIES.labels(listener.name, "postponed").inc()
            # Asked for, so no failure: what fails by accident has all its attempts before it.
            _put_off(delivery, timezone.now() + later.after, str(later), attempts=0)
        except Exception as failure:
            log.exception("delivery %s of %s failed", delivery.pk, delivery.event)
            bump_in_doubt()
            DELIVERIES.labels(listener.name, "failed").inc()
            _postpone(delivery, failure)
        else:
            DELIVERIES.labels(listener.name, "done").inc()
    return next_in_turn(listener)


def _run_inside(delivery: Delivery, listener: registry.Listener) -> bool:
    with transaction.atomic():
        # Of two workers rung for one row the second skips it; its effect and its tick commit together.
        if not due().select_for_update(skip_locked=True).filter(pk=delivery.pk).exists():
            return False
        listener.call(unpack(listener.event, delivery.payload))
        _tick(delivery)
        return True


def _run_outside(delivery: Delivery, listener: registry.Listener) -> bool:
    if not lease(delivery.pk, listener, until=timezone.now() + LEASE):
        return False
    delivery.attempts += 1
    with _renewed(delivery.pk):
        listener.call(unpack(listener.event, delivery.payload), f"delivery-{delivery.pk}")
    _tick(delivery)
    return True


def _tick(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        done_at=timezone.now(), due_at=None, leased_until=None, last_error=""
    )


def _leave(delivery: Delivery) -> None:
    """Spend no attempt on a listener whose module is off: the sweep rings once it is on again."""
    why = f"nobody is called {delivery.listener}: is its module off?"
    Delivery.objects.filter(pk=delivery.pk, done_at=None).update(last_error=why)


def _postpone(delivery: Delivery, failure: Exception) -> None:
    listener = registry.listener(delivery.listener)
    if listener is None or not listener.outside:
        delivery.attempts += 1  # an attempt outside was counted when its lease was taken
    again = None if isinstance(failure, Hopeless) else delivery.next_due()
    _put_off(delivery, again, f"{type(failure).__name__}: {failure}", attempts=delivery.attempts)


def _put_off(delivery: Delivery, due: datetime | None, why: str, *, attempts: int) -> None:
    Delivery.objects.filter(pk=delivery.pk, done_at=None).update(
        attempts=attempts, due_at=due, rung_at=timezone.now() - LEASE, leased_until=None, last_error=why[:2000]
    )


@contextmanager
def _as_it_was(delivery: Delivery) -> Iterator[None]:
    token = context.request_id.set(delivery.request_id)
    try:
        with translation.override(delivery.language or None):
            yield
    finally:
        context.request_id.reset(token)


@contextmanager
def _renewed(id: int) -> Iterator[None]:
    """Keep the lease alive from a thread beside the work, so that long work is not done twice."""
    done = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(id, done.wait), daemon=True, name=f"lease-{id}")
    thread.start()
    try:
        yield
    finally:
        done.set()


def _renew_until(id: int, done: Callable[[float], bool]) -> None:
    while not done(LEASE.total_seconds() / 3):
        try:
            Delivery.objects.filter(pk=id, done_at=None).update(leased_until=timezone.now() + LEASE)
        except Exception as failure:
            log.warning("lease of delivery %s not renewed: %s", id, failure)
        finally:
            connection.close()
