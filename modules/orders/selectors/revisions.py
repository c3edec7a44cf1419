"""What an order said before and after each correction.

The shapes are the trail's own: what is kept today must be readable when an order has learned to say more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from core.money import MoneyAmount as Amount
from modules.orders.errors import UnknownOrder
from modules.orders.models.orders import Line, Order, Part
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.addresses import Address
from modules.orders.rules.states import Status


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line as it was agreed at one time; `id` is the order's line, which may be gone since.

    `sku` is "" where the trail did not keep it yet.
    """

    id: int
    offer_id: int
    product_id: int
    supplier_id: int
    name: str
    price: Amount
    quantity: int
    total: Amount
    sku: str = ""


@dataclass(frozen=True, slots=True)
class AgreedPart:
    """A supplier's share as it was agreed at one time."""

    id: int
    supplier_id: int
    supplier_name: str
    status: Status
    subtotal: Amount
    delivery: Amount


@dataclass(frozen=True, slots=True)
class Agreed:
    """All that a correction can change, as it stood at one time."""

    items: list[AgreedLine]
    parts: list[AgreedPart]
    subtotal: Amount
    delivery: Amount
    total: Amount
    address: Address
    comment: str


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One correction: who made it (a user's id), when and why, and what the order said before and after it."""

    number: int
    by: int | None
    at: datetime
    reason: str
    before: Agreed
    after: Agreed


_AGREED = TypeAdapter(Agreed)
LINE = ("offer_id", "product_id", "supplier_id", "name", "price", "quantity", "total", "sku")
PART = ("supplier_id", "supplier_name", "subtotal", "delivery")


def agreed(order: Order, parts: Iterable[Part], lines: Iterable[Line]) -> Agreed:
    """Return what an order says as it stands in memory."""
    return Agreed(
        items=[AgreedLine(id=line.pk, **_named(line, LINE)) for line in sorted(lines, key=lambda line: line.pk)],
        parts=[
            AgreedPart(id=part.pk, status=Status(part.status), **_named(part, PART))
            for part in sorted(parts, key=lambda part: part.pk)
        ],
        subtotal=order.subtotal,
        delivery=order.delivery,
        total=order.total,
        address=order.address_view,
        comment=order.comment,
    )


def plain(state: Agreed) -> dict[str, Any]:
    """Return a state as JSON keeps it, amounts as texts."""
    kept: dict[str, Any] = _AGREED.dump_python(state, mode="json")
    return kept


def revisions_of(order_id: int) -> list[RevisionView]:
    """Return an order's corrections, the first one first; raises UnknownOrder."""
    if not Order.objects.filter(pk=order_id).exists():
        raise UnknownOrder
    return views(OrderRevision.objects.filter(order=order_id).order_by("number"))


def views(revisions: Iterable[OrderRevision]) -> list[RevisionView]:
    """Return corrections as plain values."""
    return [_view(revision) for revision in revisions]


def _view(revision: OrderRevision) -> RevisionView:
    before, after = (_AGREED.validate_python(state) for state in (revision.before, revision.after))
    return RevisionView(revision.number, revision.by_id, revision.at, revision.reason, before, after)


def _named(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
