"""What the shipping service is told of, after the step and never inside it; and the alarm where it cannot be told."""

from django.conf import settings

from core.errors import NotYet
from core.events.bus import subscribe
from modules.orders import clients, mails
from modules.orders.events import OrderMoved, ShipmentDue, ShipmentFailed
from modules.orders.models.shipments import Shipment
from modules.orders.rules.shipping import CarrierAnswer
from modules.orders.rules.states import Status
from modules.orders.services import alarms, shipments

OF_LINE = ("offer_id", "product_id", "sku", "model", "gtin", "name", "quantity")


@subscribe(OrderMoved)
def note_shipment(event: OrderMoved) -> None:
    if event.to_status == Status.SHIPPED and settings.SHIPPING_API_URL:
        shipments.begin(order_id=event.order_id, part_id=event.part_id)


@subscribe(ShipmentDue, outside=True, alone=True)
def tell_shipping(event: ShipmentDue, delivery: str) -> None:
    """Make one call; the outbox comes back for the next when the shipment's own policy says so."""
    shipment = shipments.claim(shipment_id=event.shipment_id, round=event.round)
    if shipment is None:
        return
    answer = _call(shipment)
    wait = shipments.settle(shipment, answer)
    if wait is not None:
        raise NotYet(answer.said, after=wait)


@subscribe(ShipmentFailed, outside=True)
def raise_alarm(event: ShipmentFailed, delivery: str) -> None:
    """Tell the administrator, once a round and at most once an hour; the dashboard, /metrics and the doctor do too."""
    if not settings.ADMIN_EMAIL:
        return
    failed = alarms.claim(shipment_id=event.shipment_id, round=event.round, letter=delivery)
    if failed:
        mails.warn_of_shipments(failed, to=settings.ADMIN_EMAIL, key=delivery)


def _call(shipment: Shipment) -> CarrierAnswer:
    if not settings.SHIPPING_API_URL:
        return CarrierAnswer(None, "SHIPPING_API_URL is not set")
    return clients.announce_shipment(
        settings.SHIPPING_API_URL, _told(shipment), key=shipment.key, token=settings.SHIPPING_API_TOKEN
    )


def _told(shipment: Shipment) -> dict[str, object]:
    order, part = shipment.order, shipment.part
    lines = sorted(part.lines.all(), key=lambda line: line.pk)
    return {
        "order_id": order.pk,
        "number": order.number,
        "part_id": part.pk,
        "supplier": {"id": part.supplier_id, "name": part.supplier_name},
        "address": order.address_view.plain(),
        "items": [{name: getattr(line, name) for name in OF_LINE} for line in lines],
    }
