"""What a correction leaves of a supplier's part below that supplier's minimum: the staff may do so, knowingly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Literal

from core.money import MoneyAmount as Amount
from modules.catalog import public as catalog
from modules.orders.models.orders import Order, Part
from modules.orders.rules.quoting import line_total
from modules.orders.rules.states import Status
from modules.orders.selectors.letters import correction
from modules.orders.selectors.orders import OrderView, order_for, view_of

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class BelowMinimumWarning:
    """A supplier's goods in the order come to less than its minimum, which is the present one."""

    code: Literal["below_minimum"]
    supplier_id: int
    supplier: str
    subtotal: Amount
    minimum: Amount
    currency: str


@dataclass(frozen=True, slots=True)
class CorrectedOrder(OrderView):
    """An order as it was corrected, and what whoever corrected it should know."""

    warnings: list[BelowMinimumWarning]


@dataclass(frozen=True, slots=True)
class _Lowered:
    supplier_id: int
    supplier: str
    subtotal: Decimal


def corrected_order(order_id: int) -> CorrectedOrder:
    """Return an order with the warnings of its last correction; raises UnknownOrder."""
    view = view_of(order_for(order_id, user_id=None))
    same = {field.name: getattr(view, field.name) for field in fields(OrderView)}
    return CorrectedOrder(**same, warnings=_of_last_correction(order_id, view.currency))


def shortfalls_of(
    order: Order, quantities: Mapping[int, int], add: Iterable[tuple[catalog.OfferView, int]] = ()
) -> list[BelowMinimumWarning]:
    """Return what a correction would leave below a minimum; `quantities` are by line id, others stay."""
    lines = list(order.lines.select_related("part"))
    sums, agreed = {line.part: NOTHING for line in lines}, {line.offer_id: line.price for line in lines}
    for line in lines:
        sums[line.part] += line_total(line.price, quantities.get(line.pk, line.quantity))
    parts = {part.supplier_id: part for part in sums}
    for offer, pieces in add:
        if part := parts.get(offer.supplier_id):
            sums[part] += line_total(agreed.get(offer.offer_id, offer.price), pieces)
    return _below(_lowered(sums), order.currency)


def _lowered(sums: Mapping[Part, Decimal]) -> list[_Lowered]:
    # A part without goods is cancelled, and falls short of nothing.
    return [
        _Lowered(part.supplier_id, part.supplier_name, subtotal)
        for part, subtotal in sums.items()
        if subtotal and subtotal < part.subtotal and part.status != Status.CANCELLED
    ]


def _of_last_correction(order_id: int, currency: str) -> list[BelowMinimumWarning]:
    made = correction(order_id)
    if made is None:
        return []
    was = {part.id: part.subtotal for part in made.before.parts}
    living = (part for part in made.after.parts if part.status != Status.CANCELLED)
    lowered = (part for part in living if part.subtotal < was[part.id])
    return _below([_Lowered(part.supplier_id, part.supplier_name, part.subtotal) for part in lowered], currency)


def _below(lowered: Iterable[_Lowered], currency: str) -> list[BelowMinimumWarning]:
    by_id = {one.supplier_id: one for one in lowered}
    return [
        BelowMinimumWarning("below_minimum", one.supplier_id, one.supplier, one.subtotal, terms.minimum, currency)
        for id, terms in sorted((catalog.terms(by_id) if by_id else {}).items())
        if (one := by_id[id]).subtotal < terms.minimum
    ]
