"""Reads of what the shipping service should know and does not."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from modules.orders.models.shipments import Shipment
from modules.orders.rules.numbers import number_of
from modules.orders.rules.shipping import FAILED, ShipmentStatus

SHOWN = 10


@dataclass(frozen=True, slots=True)
class FailedShipment:
    """A part that the shipping service refused or was not reached for: which, how it ended, and what was said."""

    id: int
    number: str
    supplier: str
    status: ShipmentStatus
    attempts: int
    said: str
    handed_over: datetime


def failed(limit: int = SHOWN) -> list[FailedShipment]:
    """Return the shipments that wait for somebody to send them again, the newest first."""
    found = Shipment.objects.filter(status__in=FAILED).select_related("part")
    return [_failed(one) for one in found.order_by("-id")[:limit]]


def failed_told_by(letter: str) -> list[FailedShipment]:
    """Return the shipments that a letter tells of and that were not sent again since, the oldest first."""
    found = Shipment.objects.filter(alarm=letter, status__in=FAILED).select_related("part")
    return [_failed(one) for one in found.order_by("id")]


def untold() -> dict[ShipmentStatus, int]:
    """Return how many shipments the service does not know of, by every status but `sent`."""
    open_ones = Shipment.objects.exclude(status=ShipmentStatus.SENT).values("status").order_by("status")
    counts = dict(open_ones.annotate(many=Count("pk")).values_list("status", "many"))
    return {status: counts.get(status, 0) for status in ShipmentStatus if status != ShipmentStatus.SENT}


def _failed(one: Shipment) -> FailedShipment:
    number, status = number_of(one.order_id), ShipmentStatus(one.status)
    return FailedShipment(one.pk, number, one.part.supplier_name, status, one.attempts, one.last_error, one.created_at)
