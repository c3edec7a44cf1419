"""What the shipping service is told: begun with the step, claimed for each call, settled by its answer.

The announcement (`ShipmentDue`) rings; the row says whether there is anything to do, and holds off a second caller.
"""

import random
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotFound, NotYet
from core.events.bus import publish
from modules.orders.events import ShipmentDue, ShipmentFailed
from modules.orders.models.orders import Part
from modules.orders.models.shipments import Shipment
from modules.orders.rules.shipping import FAILED, CarrierAnswer, ShipmentStatus, asked_wait, verdict, wait_after
from modules.orders.rules.states import Status

# Longer than a call can last (`clients.ALL_SECONDS`, and the way there).
CALL = timedelta(seconds=45)
HANDED_OVER = (Status.SHIPPED, Status.DELIVERED)


@transaction.atomic(savepoint=False)
def begin(*, order_id: int, part_id: int | None) -> None:
    """Note that a part, or without `part_id` every living one, was handed over; each is told of once."""
    parts = Part.objects.filter(order_id=order_id, status__in=HANDED_OVER, shipment=None)
    for part in parts if part_id is None else parts.filter(pk=part_id):
        shipment = Shipment.objects.create(order_id=order_id, part=part)
        publish(ShipmentDue(shipment.pk, shipment.round))


def claim(*, shipment_id: int, round: int) -> Shipment | None:
    """Return the shipment for one call that nobody else makes meanwhile, or None where there is nothing to tell.

    Raises NotYet while another worker calls, or its time has not come.
    """
    now = timezone.now()
    mine = Shipment.objects.filter(pk=shipment_id, round=round, status=ShipmentStatus.WAITING)
    free = mine.filter(Q(busy_until=None) | Q(busy_until__lt=now), next_at__lte=now)
    if free.update(busy_until=now + CALL, attempts=F("attempts") + 1):
        return _whole().get(pk=shipment_id)
    left = mine.first()
    if left is None:
        return None
    until = max(left.next_at or now, left.busy_until or now)
    raise NotYet("somebody else is calling, or its time has not come", after=max(until - now, timedelta(seconds=1)))


@transaction.atomic(savepoint=False)
def settle(shipment: Shipment, answer: CarrierAnswer) -> timedelta | None:
    """Write down what came of a claimed call; return how long to wait for the next one, None where there is none."""
    now = timezone.now()
    status = verdict(answer, attempts=shipment.attempts, lasted=now - shipment.begun_at)
    if status == ShipmentStatus.SENT:
        # Also where it was set going anew meanwhile: it is known over there.
        told = Shipment.objects.filter(pk=shipment.pk).exclude(status=ShipmentStatus.SENT)
        told.update(
            status=status,
            reference=answer.reference,
            sent_at=now,
            last_error="",
            next_at=None,
            busy_until=None,
        )
        return None
    wait = _wait(shipment, answer) if status == ShipmentStatus.WAITING else None
    claimed = Shipment.objects.filter(pk=shipment.pk, round=shipment.round, attempts=shipment.attempts)
    mine = claimed.filter(status=ShipmentStatus.WAITING)
    known = mine.update(status=status, last_error=answer.said, next_at=now + wait if wait else None, busy_until=None)
    if known and status in FAILED:
        publish(ShipmentFailed(shipment.pk, shipment.round))
    return wait


@transaction.atomic(savepoint=False)
def send_again(*, shipment_id: int) -> None:
    """Begin a new round, at once and under the same key; raises NotFound, Conflict where it was told."""
    shipment = Shipment.objects.select_for_update().filter(pk=shipment_id).first()
    if shipment is None:
        raise NotFound
    unsent, now = Shipment.objects.filter(pk=shipment_id).exclude(status=ShipmentStatus.SENT), timezone.now()
    again = {"status": ShipmentStatus.WAITING, "begun_at": now, "next_at": now}
    again |= {"round": F("round") + 1, "attempts": 0, "alarm": ""}
    if not unsent.update(**again):
        raise Conflict(_("The shipping service knows of it already."))
    publish(ShipmentDue(shipment_id, shipment.round + 1))


def _wait(shipment: Shipment, answer: CarrierAnswer) -> timedelta:
    asked = asked_wait(answer.retry_after, now=timezone.now())
    return wait_after(shipment.attempts, asked=asked, spread=random.random())


def _whole() -> QuerySet[Shipment]:
    return Shipment.objects.select_related("part", "order").prefetch_related("part__lines")
