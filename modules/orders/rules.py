"""The arithmetic and the states of orders: no database, no clock."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import rounded

MAX_TOTAL = Decimal("9999999999.99")  # what a client can name as `expected_total`
NUMBER_BASE = 100_000
NUMBER = re.compile(r"(?:[tт]-?)?([0-9]{6,18})\Z", re.IGNORECASE)


class OrderStatus(TextChoices):
    PENDING = "pending", _("pending")
    CONFIRMED = "confirmed", _("confirmed")
    ASSEMBLED = "assembled", _("assembled")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")


Status = OrderStatus  # in this module, where no other is meant

STEPS: Mapping[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.CONFIRMED, Status.CANCELLED}),
    Status.CONFIRMED: frozenset({Status.ASSEMBLED, Status.CANCELLED}),
    Status.ASSEMBLED: frozenset({Status.SHIPPED, Status.CANCELLED}),
    Status.SHIPPED: frozenset({Status.DELIVERED}),
    Status.DELIVERED: frozenset(),
    Status.CANCELLED: frozenset(),
}
PACE = (Status.PENDING, Status.CONFIRMED, Status.ASSEMBLED, Status.SHIPPED, Status.DELIVERED)
BUYER_MAY_CANCEL = frozenset({Status.PENDING, Status.CONFIRMED})
CLOSED = frozenset({Status.DELIVERED, Status.CANCELLED})


def is_legal(step_from: str, step_to: str) -> bool:
    """Return whether the state table has this step."""
    return Status(step_to) in STEPS[Status(step_from)]


def buyer_may(step_from: str, step_to: str) -> bool:
    """Return whether the buyer may make this step with an order of their own."""
    return step_to == Status.CANCELLED and step_from in BUYER_MAY_CANCEL


def standing_of(parts: Iterable[str]) -> Status:
    """Return where an order stands: where its slowest living part does, or cancelled when none lives."""
    living = {Status(part) for part in parts} - {Status.CANCELLED}
    return min(living, key=PACE.index, default=Status.CANCELLED)


class Priced(Protocol):
    """A line as far as money goes; `catalog.public.ReservedLine` is one."""

    @property
    def supplier_id(self) -> int: ...
    @property
    def price(self) -> Decimal: ...
    @property
    def quantity(self) -> int: ...


class Terms(Protocol):
    """A supplier's terms of delivery; `catalog.public.SupplierTerms` is one."""

    @property
    def delivery(self) -> Decimal: ...
    @property
    def free_from(self) -> Decimal | None: ...
    @property
    def minimum(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Share:
    """What one supplier's lines come to."""

    supplier_id: int
    subtotal: Decimal
    delivery: Decimal
    minimum: Decimal

    @property
    def below_minimum(self) -> bool:
        return self.subtotal < self.minimum


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would cost: shares by supplier id, and their sums."""

    shares: tuple[Share, ...]

    @property
    def subtotal(self) -> Decimal:
        return sum((share.subtotal for share in self.shares), Decimal("0.00"))

    @property
    def delivery(self) -> Decimal:
        return sum((share.delivery for share in self.shares), Decimal("0.00"))

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.delivery


def line_total(price: Decimal, quantity: int) -> Decimal:
    """Return what so many pieces cost, at two places."""
    return rounded(price * quantity)


def delivery_of(subtotal: Decimal, terms: Terms) -> Decimal:
    """Return a supplier's delivery cost: its flat rate, nothing from its `free_from` on."""
    free = terms.free_from is not None and subtotal >= terms.free_from
    return Decimal("0.00") if free else rounded(terms.delivery)


def quote(lines: Iterable[Priced], terms: Mapping[int, Terms]) -> Quote:
    """Return what the lines come to; `terms` must know every supplier among them."""
    subtotals: dict[int, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for line in lines:
        subtotals[line.supplier_id] += line_total(line.price, line.quantity)
    return Quote(tuple(_share(id, subtotals[id], terms[id]) for id in sorted(subtotals)))


def _share(supplier_id: int, subtotal: Decimal, terms: Terms) -> Share:
    return Share(supplier_id, subtotal, delivery_of(subtotal, terms), rounded(terms.minimum))


@dataclass(frozen=True, slots=True)
class Address:
    """Where and to whom an order goes: a frozen copy, not a reference to a contact."""

    city: str = ""
    street: str = ""
    house: str = ""
    structure: str = ""
    building: str = ""
    apartment: str = ""
    phone: str = ""
    recipient: str = ""

    def plain(self) -> dict[str, str]:
        """Return the fields as they are stored."""
        return asdict(self)

    def one_line(self) -> str:
        """Return the place as one writes it on a parcel."""
        street = " ".join(filter(None, (self.street, self.house, self.structure, self.building)))
        return ", ".join(filter(None, (self.city, street, self.apartment)))


def sought(text: str) -> str:
    """Return a text as it is compared in searches: the same on both databases, `ё` as `е`."""
    return " ".join(text.casefold().replace("ё", "е").split())


def search_text(address: Address) -> str:
    """Return what an order is found by, besides its number: the recipient, the phone as written and its digits."""
    digits = "".join(filter(str.isdecimal, address.phone))
    return sought(f"{address.recipient} {address.phone} {digits}")


def number_of(order_id: int) -> str:
    """Return an order's number as people say it: unique and ascending because the id is."""
    return f"T-{NUMBER_BASE + order_id}"


def id_of(number: str) -> int | None:
    """Return the id behind `T-100042` or `100042` (the Cyrillic letter will do), None for any other text."""
    match = NUMBER.match(number.strip())
    return int(match[1]) - NUMBER_BASE if match else None


def invoice_name(year: int, number: int) -> str:
    """Return an invoice's number as it is printed."""
    return f"{year}-{number:06d}"
