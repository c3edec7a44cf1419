"""An order as it stood at one moment, whatever has become of it since: what a letter tells, and the paper it brings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from modules.orders.models.orders import Step
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.states import Status, standing_of
from modules.orders.rules.vat import NOTHING, vat_within
from modules.orders.selectors.documents import Stored
from modules.orders.selectors.orders import OrderLine, OrderPart, OrderSupplier, OrderView, SupplierPart
from modules.orders.selectors.revisions import Agreed, AgreedLine, views

KEPT = ("id", "offer_id", "product_id", "name", "sku", "price", "quantity", "total")


def as_of_invoice(order: OrderView, invoice: Stored) -> OrderView:
    """Return an order as it stood when that revision of its invoice was stored, with the goods that stand on it."""
    steps = Step.objects.filter(part__order=order.id, at__lte=invoice.made_at).order_by("pk")
    stood = {part: Status(then) for part, then in steps.values_list("part", "to_status")}
    return _as_it_stood(order, stood, _agreed(order.id, after=invoice.order_revision))


def as_of_step(order: OrderView, *, parts: Collection[int], status: str, invoice: Stored | None = None) -> OrderView:
    """Return an order as it stood once these parts (by id) had come to a status.

    Its goods and sums are those of the `invoice` that goes along with the news, if one does.
    """
    steps = list(Step.objects.filter(part__order=order.id).order_by("pk"))
    made = next((step for step in reversed(steps) if step.part_id in parts and step.to_status == status), None)
    if made is None:
        return order
    stood = {step.part_id or 0: Status(step.to_status) for step in steps if step.pk <= made.pk}
    if invoice and invoice.made_at:
        gone = (step for step in steps if step.to_status == Status.CANCELLED and step.at <= invoice.made_at)
        stood |= {step.part_id or 0: Status.CANCELLED for step in gone}
    return _as_it_stood(order, stood, _agreed(order.id, after=invoice.order_revision if invoice else made.at))


def part_as_of(part: SupplierPart, moment: datetime) -> SupplierPart:
    """Return a part with what it held at a moment; the contact goes as far as `part` has it."""
    said = _agreed(part.order_id, after=moment)
    if said is None:
        return part
    mine = next(one for one in said.parts if one.id == part.id)
    own = replace(said, items=[line for line in said.items if line.supplier_id == mine.supplier_id])
    shown = part.address is not None
    return replace(
        part,
        items=_lines(own, part.items),
        subtotal=mine.subtotal,
        delivery=mine.delivery,
        address=said.address if shown else None,
        comment=said.comment if shown else "",
    )


def _agreed(order_id: int, *, after: int | datetime) -> Agreed | None:
    """Return what an order said from that revision, or from that moment, until the next correction; None: till now."""
    later = {"at__gt": after} if isinstance(after, datetime) else {"number__gt": after}
    found = OrderRevision.objects.filter(order=order_id, **later).order_by("number")[:1]
    return next((made.before for made in views(found)), None)


def _as_it_stood(order: OrderView, stood: Mapping[int, Status], said: Agreed | None) -> OrderView:
    then = _with(order, said) if said else order
    parts = [_part(part, stood[part.id]) for part in then.parts]
    cancelled = {part.supplier.id for part in parts if part.status == Status.CANCELLED}
    items = [replace(line, cancelled=line.supplier.id in cancelled) for line in then.items]
    return _summed(replace(then, status=standing_of(stood.values()), parts=parts, items=items))


def _with(order: OrderView, said: Agreed) -> OrderView:
    sums = {part.id: (part.subtotal, part.delivery) for part in said.parts}
    parts = [replace(part, subtotal=sums[part.id][0], delivery=sums[part.id][1]) for part in order.parts]
    items = _lines(said, order.items)
    return replace(order, items=items, parts=parts, address=said.address, comment=said.comment)


def _part(part: OrderPart, status: Status) -> OrderPart:
    return replace(part, status=status, counted=part.counted or status != Status.CANCELLED)


def _summed(then: OrderView) -> OrderView:
    counted = then.counted_parts()
    subtotal, delivery = (sum((getattr(part, name) for part in counted), NOTHING) for name in ("subtotal", "delivery"))
    return replace(then, subtotal=subtotal, delivery=delivery, total=subtotal + delivery)


def _lines(said: Agreed, now: Iterable[OrderLine]) -> list[OrderLine]:
    known, names = {line.id: line for line in now}, {part.supplier_id: part.supplier_name for part in said.parts}
    return [_line(one, known.get(one.id), names[one.supplier_id]) for one in said.items]


def _line(one: AgreedLine, now: OrderLine | None, supplier: str) -> OrderLine:
    """Return a line as it was: what is no longer in the order is known by what the trail keeps of it alone."""
    if now:
        vat = vat_within(one.total, now.vat_rate)
        return replace(now, quantity=one.quantity, total=one.total, vat=vat)
    same: dict[str, Any] = {name: getattr(one, name) for name in KEPT}
    unknown: dict[str, Any] = {"model": "", "gtin": "", "vat_rate": None, "vat": NOTHING, "cancelled": False}
    return OrderLine(supplier=OrderSupplier(one.supplier_id, supplier), **same, **unknown)
