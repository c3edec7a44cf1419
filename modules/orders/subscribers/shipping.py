"""What the shipping service is told of, after the step and never inside it."""

from django.conf import settings

from core.events.bus import subscribe
from modules.orders import clients
from modules.orders.events import OrderMoved
from modules.orders.rules.states import Status
from modules.orders.selectors import orders as selectors
from modules.orders.selectors.orders import OrderView, view_of


@subscribe(OrderMoved, outside=True)
def tell_shipping(event: OrderMoved, delivery: str) -> None:
    if event.to_status != Status.SHIPPED or not settings.SHIPPING_API_URL:
        return
    order = view_of(selectors.order_for(event.order_id, user_id=None))
    clients.announce_shipment(settings.SHIPPING_API_URL, _shipment(order, event.part_id), key=delivery)


def _shipment(order: OrderView, part_id: int | None) -> dict[str, object]:
    parts = [part for part in order.parts if part_id in {None, part.id} and part.status != Status.CANCELLED]
    suppliers = {part.supplier.id for part in parts}
    return {
        "order_id": order.id,
        "number": order.number,
        "parts": [part.id for part in parts],
        "address": order.address.plain(),
        "items": [
            {"offer_id": line.offer_id, "name": line.name, "quantity": line.quantity}
            for line in order.items
            if line.supplier.id in suppliers
        ],
    }
