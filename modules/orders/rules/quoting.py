"""What lines come to: shares by supplier, delivery, totals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from core.money import rounded

MAX_TOTAL = Decimal("9999999999.99")  # what a client can name as `expected_total`


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
    return flat(subtotal, rate=terms.delivery, free_from=terms.free_from)


def flat(subtotal: Decimal, *, rate: Decimal, free_from: Decimal | None) -> Decimal:
    """Return a flat rate at two places, nothing from `free_from` on."""
    free = free_from is not None and subtotal >= free_from
    return Decimal("0.00") if free else rounded(rate)


def quote(lines: Iterable[Priced], terms: Mapping[int, Terms]) -> Quote:
    """Return what the lines come to; `terms` must know every supplier among them."""
    subtotals: dict[int, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for line in lines:
        subtotals[line.supplier_id] += line_total(line.price, line.quantity)
    return Quote(tuple(_share(id, subtotals[id], terms[id]) for id in sorted(subtotals)))


def _share(supplier_id: int, subtotal: Decimal, terms: Terms) -> Share:
    return Share(supplier_id, subtotal, delivery_of(subtotal, terms), rounded(terms.minimum))
