"""Reads of orders, and the frozen values in which they leave the module."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import Field

from core.money import MoneyAmount as Amount
from modules.orders.errors import UnknownOrder
from modules.orders.models.orders import Line, Order, Part, Step
from modules.orders.rules.addresses import Address
from modules.orders.rules.states import Actor, Status
from modules.orders.selectors.searching import matches, names, names_part

# A supplier learns who the buyer is once it has taken the order on, and no longer than that.
CONTACT_SHOWN = (Status.CONFIRMED, Status.ASSEMBLED, Status.SHIPPED, Status.DELIVERED)
COPIED = ("offer_id", "product_id", "name", "sku", "model", "gtin", "price", "quantity", "total", "vat_rate", "vat")


@dataclass(frozen=True, slots=True)
class OrderSupplier:
    """The supplier as it was called when the order was placed."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many pieces of an offer at the price that was agreed, `vat` in it at `vat_rate` percent (none: without).

    `sku` is the supplier's code of it as it was then; `model` and `gtin` are "" where unknown. It is `cancelled` with
    its part.
    """

    id: int
    offer_id: int
    product_id: int
    supplier: OrderSupplier
    name: str
    sku: str
    model: str
    gtin: str
    price: Amount
    quantity: int
    total: Amount
    vat_rate: Amount | None
    vat: Amount
    cancelled: bool


@dataclass(frozen=True, slots=True)
class OrderPart:
    """One supplier's share of an order; not `counted` in its sums once it was cancelled while others went on."""

    id: int
    supplier: OrderSupplier
    status: Status
    subtotal: Amount
    delivery: Amount
    counted: bool


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as its buyer and the staff see it; `vat_rate` is that of the delivery.

    Its sums are those of its counted parts; a wholly cancelled order keeps what it last came to.
    """

    id: int
    number: str
    status: Status
    items: list[OrderLine]
    parts: list[OrderPart]
    subtotal: Amount
    delivery: Amount
    total: Amount
    vat_rate: Amount | None
    currency: str
    address: Address
    comment: str
    created_at: datetime
    user_id: int
    revision: int

    def counted_items(self) -> list[OrderLine]:
        """Return the lines that the sums are made of."""
        counted = {part.supplier.id for part in self.parts if part.counted}
        return [line for line in self.items if line.supplier.id in counted]

    def counted_parts(self) -> list[OrderPart]:
        """Return the parts that the sums are made of."""
        return [part for part in self.parts if part.counted]


@dataclass(frozen=True, slots=True)
class OrderStep:
    """One step of an order: who made it (a user's id, none for the shop itself), when, from where to where, and why."""

    status: Status
    from_status: Annotated[Status | None, Field(serialization_alias="from")]
    by: int | None
    at: datetime
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True)
class PartStep:
    """One step of a part as its supplier sees it: in what capacity somebody made it, when, from where, and why."""

    status: Status
    from_status: Annotated[Status | None, Field(serialization_alias="from")]
    actor: Actor
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SupplierPart:
    """A part as its supplier sees it: own lines, own sums; the contact while the part is theirs to deliver.

    `steps` are the part's own, the oldest first; `reason` is what was said at the last of them.
    """

    id: int
    order_id: int
    number: str
    status: Status
    items: list[OrderLine]
    subtotal: Amount
    delivery: Amount
    currency: str
    address: Address | None
    comment: str
    created_at: datetime
    reason: str
    steps: list[PartStep]


def orders_of(user_id: int, *, status: str | None = None, search: str = "") -> QuerySet[Order]:
    """Return a buyer's orders, narrowed to a status and to a number, or to what goods are called or coded by."""
    mine = Order.objects.filter(user_id=user_id, **({} if status is None else {"status": status}))
    return _whole(mine.filter(names(search)) if search.strip() else mine)


def all_orders(
    *,
    status: str | None = None,
    user_id: int | None = None,
    supplier: int | None = None,
    created_from: datetime | None = None,
    created_to: datetime | None = None,
    search: str = "",
) -> QuerySet[Order]:
    """Return everybody's orders, narrowed; `created_from <= created_at < created_to`."""
    given = {
        "status": status,
        "user_id": user_id,
        "parts__supplier_id": supplier,
        "created_at__gte": created_from,
        "created_at__lt": created_to,
    }
    found = Order.objects.filter(**{name: value for name, value in given.items() if value is not None})
    return _whole(found.filter(matches(search)) if search.strip() else found)


def order_for(order_id: int, *, user_id: int | None) -> Order:
    """Return the order of that buyer, or anybody's where `user_id` is None; raises UnknownOrder."""
    mine = {} if user_id is None else {"user_id": user_id}
    order = _whole(Order.objects.filter(pk=order_id, **mine)).first()
    if order is None:
        raise UnknownOrder
    return order


def is_order_of(order_id: int, *, user_id: int) -> bool:
    """Return whether the order is that buyer's now."""
    return Order.objects.filter(pk=order_id, user_id=user_id).exists()


def history_for(order_id: int, *, user_id: int | None) -> list[OrderStep]:
    """Return the order's own steps, oldest first; raises UnknownOrder."""
    order = order_for(order_id, user_id=user_id)
    return [_step(step) for step in order.steps.filter(part=None).order_by("id")]


def supplier_parts(supplier_id: int, *, status: str | None = None, search: str = "") -> QuerySet[Part]:
    """Return a supplier's parts with their lines and orders, narrowed to a status and to what a search names."""
    mine = Part.objects.filter(supplier_id=supplier_id, **({} if status is None else {"status": status}))
    found = mine.filter(names_part(search)) if search.strip() else mine
    return found.select_related("order").prefetch_related("lines", "steps")


def view_of(order: Order) -> OrderView:
    """Return an order read by one of the selectors above as plain values, without a further query."""
    return view(order, order.parts.all(), order.lines.all())


def view(order: Order, parts: Iterable[Part], lines: Iterable[Line]) -> OrderView:
    """Return an order with its parts and lines as plain values."""
    by_id = {part.pk: part for part in sorted(parts, key=lambda part: part.pk)}
    return OrderView(
        id=order.pk,
        number=order.number,
        status=Status(order.status),
        items=_lines(lines, by_id),
        parts=[_part(part) for part in by_id.values()],
        subtotal=order.subtotal,
        delivery=order.delivery,
        total=order.total,
        vat_rate=order.vat_rate,
        currency=order.currency,
        address=order.address_view,
        comment=order.comment,
        created_at=order.created_at,
        user_id=order.user_id,
        revision=order.revision,
    )


def supplier_view(part: Part) -> SupplierPart:
    """Return a part read by `supplier_parts` as plain values."""
    shown, steps = part.status in CONTACT_SHOWN, sorted(part.steps.all(), key=lambda step: step.pk)
    return SupplierPart(
        id=part.pk,
        order_id=part.order_id,
        number=part.order.number,
        status=Status(part.status),
        items=_lines(part.lines.all(), {part.pk: part}),
        subtotal=part.subtotal,
        delivery=part.delivery,
        currency=part.order.currency,
        address=part.order.address_view if shown else None,
        comment=part.order.comment if shown else "",
        created_at=part.order.created_at,
        reason=steps[-1].reason if steps else "",
        steps=[_part_step(step) for step in steps],
    )


def _whole(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.prefetch_related("lines", "parts")


def _lines(lines: Iterable[Line], parts: dict[int, Part]) -> list[OrderLine]:
    return [_line(line, parts[line.part_id]) for line in sorted(lines, key=lambda line: line.pk)]


def _line(line: Line, part: Part) -> OrderLine:
    same: dict[str, Any] = {name: getattr(line, name) for name in COPIED}
    return OrderLine(id=line.pk, supplier=_supplier(part), cancelled=part.status == Status.CANCELLED, **same)


def _part(part: Part) -> OrderPart:
    return OrderPart(part.pk, _supplier(part), Status(part.status), part.subtotal, part.delivery, part.counted)


def _supplier(part: Part) -> OrderSupplier:
    return OrderSupplier(part.supplier_id, part.supplier_name)


def _step(step: Step) -> OrderStep:
    came_from = Status(step.from_status) if step.from_status else None
    return OrderStep(Status(step.to_status), came_from, step.by_id, step.at, Actor(step.actor), step.reason)


def _part_step(step: Step) -> PartStep:
    came_from = Status(step.from_status) if step.from_status else None
    return PartStep(Status(step.to_status), came_from, Actor(step.actor), step.at, step.reason)
