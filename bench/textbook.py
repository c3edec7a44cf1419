"""Reserving and placing as most tutorials have them: lock row by row, check, save one by one. Written fairly."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import orjson
from django.db import transaction

from bench.buying import ADDRESS, OPERATION
from core.cache import bump
from core.events.doorbell import deliver_one
from core.events.models import Delivery
from core.events.registry import listeners_of
from core.http.models import IdempotencyKey
from core.queue import ring
from modules.catalog.models.offers import Offer
from modules.orders.events import OrderPlaced
from modules.orders.models.orders import Line, Order, Part, Step


@transaction.atomic
def reserve(asks: Sequence[tuple[int, int]]) -> list[Offer]:
    taken = []
    for offer_id, quantity in sorted(asks):
        locked = Offer.objects.select_for_update(of=("self",)).select_related("supplier", "product")
        offer = locked.get(pk=offer_id)
        if offer.quantity - offer.reserved < quantity:
            raise ValueError("not enough")
        offer.reserved += quantity
        offer.save(update_fields=["reserved"])
        taken.append(offer)
    return taken


@transaction.atomic
def place(user_id: int, key: str, asks: Sequence[tuple[int, int]]) -> None:
    """Leave the same rows as ours: the order, a part for each supplier, lines, history, promises, the kept answer."""
    claim, is_new = IdempotencyKey.objects.get_or_create(owner=f"user:{user_id}", operation=OPERATION, key=key)
    if not is_new:
        return
    offers, pieces = reserve(asks), dict(asks)
    subtotal = sum((offer.price * pieces[offer.pk] for offer in offers), Decimal(0))
    sums = {"subtotal": subtotal, "delivery": 0, "total": subtotal}
    order = Order.objects.create(user_id=user_id, currency="RUB", address=ADDRESS, **sums)
    Step.objects.create(order=order, to_status="pending", by_id=user_id)
    parts: dict[int, Part] = {}
    for offer in offers:
        part = parts.get(offer.supplier_id) or _part(order, offer, parts)
        _line(part, offer, pieces[offer.pk])
    for part in parts.values():
        part.save(update_fields=["subtotal"])
    _promise(order)
    claim.status, claim.body = 201, orjson.dumps({"id": order.pk, "total": str(order.total)})
    claim.save(update_fields=["status", "body"])
    bump(f"orders.user:{user_id}", *(f"catalog.product:{offer.product_id}" for offer in offers))


def _part(order: Order, offer: Offer, parts: dict[int, Part]) -> Part:
    supplier = offer.supplier
    part = Part.objects.create(
        order=order, supplier_id=supplier.pk, supplier_name=supplier.name, subtotal=Decimal(0), delivery=0
    )
    Step.objects.create(order=order, part=part, to_status="pending", by_id=order.user_id)
    parts[supplier.pk] = part
    return part


def _line(part: Part, offer: Offer, quantity: int) -> None:
    total = offer.price * quantity
    part.subtotal += total
    ids = {"offer_id": offer.pk, "product_id": offer.product_id, "supplier_id": offer.supplier_id}
    said = {"name": offer.product.name, "price": offer.price, "quantity": quantity, "total": total}
    Line.objects.create(order=part.order, part=part, **ids, **said)


def _promise(order: Order) -> None:
    payload = {"order_id": order.pk, "user_id": order.user_id}
    for listener in listeners_of(OrderPlaced):
        written = Delivery.objects.create(event="orders.OrderPlaced", listener=listener.name, payload=payload)
        transaction.on_commit(partial(ring, deliver_one, written.pk))
