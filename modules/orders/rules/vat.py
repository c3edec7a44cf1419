"""Value-added tax that prices include.

The rule of rounding: the tax of a line is rounded once, halves up, to two places; every sum is the sum of rounded
lines. What is printed beside the lines thus adds up to what is printed under them, to the last cent.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.money import rounded

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class VatShare:
    """What was sold at one rate (None: without VAT): what it costs in all, and the tax within."""

    rate: Decimal | None
    gross: Decimal
    vat: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.vat


def vat_within(gross: Decimal, rate: Decimal | None) -> Decimal:
    """Return the tax that an amount includes at `rate` percent, at two places; nothing without a rate."""
    return NOTHING if rate is None else rounded(gross * rate / (100 + rate))


def vat_shares(lines: Iterable[tuple[Decimal, Decimal | None]]) -> tuple[VatShare, ...]:
    """Return what lines of (amount, rate) come to at each rate, the highest first, what is without VAT last."""
    gross: dict[Decimal | None, Decimal] = defaultdict(lambda: NOTHING)
    vat: dict[Decimal | None, Decimal] = defaultdict(lambda: NOTHING)
    for amount, rate in lines:
        gross[rate] += amount
        vat[rate] += vat_within(amount, rate)
    rates = sorted(gross, key=lambda rate: -1 if rate is None else rate, reverse=True)
    return tuple(VatShare(rate, gross[rate], vat[rate]) for rate in rates)
