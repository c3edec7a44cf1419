"""What the shipping service is told of, after the step and never inside it."""

from django.conf import settings

from core.errors import NotYet
from core.events.bus import subscribe
from modules.orders import clients
from modules.orders.events import OrderMoved, ShipmentDue
from modules.orders.models.shipments import Shipment
from modules.orders.rules.shipping import CarrierAnswer
from modules.orders.rules.states import Status
from modules.orders.services import shipments


@subscribe(OrderMoved)
def note_shipment(event: OrderMoved) -> None:
    if event.to_status == Status.SHIPPED and settings.SHIPPING_API_URL:
        shipments.begin(order_id=event.order_id, part_id=event.part_id)


@subscribe(ShipmentDue, outside=True)
def tell_shipping(event: ShipmentDue, delivery: str) -> None:
    """Make one call; the outbox comes back for the next when the shipment's own policy says so."""
    shipment = shipments.claim(shipment_id=event.shipment_id, round=event.round)
    if shipment is None:
        return
    answer = _call(shipment)
    wait = shipments.settle(shipment, answer)
    if wait is not None:
        raise NotYet(answer.said, after=wait)


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
        "items": [
            {"offer_id": line.offer_id, "product_id": line.product_id, "name": line.name, "quantity": line.quantity}
            for line in lines
        ],
    }
