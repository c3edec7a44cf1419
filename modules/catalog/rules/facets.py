"""What a list of products could be narrowed down to, counted: plain values, and the arithmetic of spans."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Buckets of about as many products each say more of prices than steps of equal width: most goods are cheap.
BUCKETS = 6


@dataclass(slots=True)
class Tally:
    """What products have, counted: by category, in stock or not, full stars, price in cents, ids of the others."""

    total: int = 0
    categories: Counter[int] = field(default_factory=Counter)
    stock: Counter[bool] = field(default_factory=Counter)
    stars: Counter[int] = field(default_factory=Counter)
    prices: Counter[int] = field(default_factory=Counter)
    values: Counter[int] = field(default_factory=Counter)
    suppliers: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.total + other.total,
            self.categories + other.categories,
            self.stock + other.stock,
            self.stars + other.stars,
            self.prices + other.prices,
            self.values + other.values,
            self.suppliers + other.suppliers,
        )

    def scaled(self, scale: float) -> "Tally":
        """Return what a sample stands for, of which each product counts as `scale`: to two digits, as it is known."""
        if scale == 1:
            return self
        counters = (self.categories, self.stock, self.stars, self.prices, self.values, self.suppliers)
        return Tally(_estimate(self.total * scale), *(_scaled(one, scale) for one in counters))


def _scaled(counter: Counter[Any], scale: float) -> Counter[Any]:
    return Counter({key: _estimate(times * scale) for key, times in counter.items()})


def _estimate(count: float) -> int:
    return int(float(f"{count:.2g}"))


@dataclass(frozen=True, slots=True)
class Bucket[N]:
    """How many there are from one value to another, both included."""

    min: N
    max: N
    count: int


def buckets[N: (int, float)](counted: Mapping[N, int]) -> list[Bucket[N]]:
    """Return up to BUCKETS spans that hold about as many each, ascending; nothing falls between them."""
    left, spans = sum(counted.values()), list[Bucket[N]]()
    held, first = 0, None
    for value in sorted(counted):
        first = value if first is None else first
        held += counted[value]
        if held * (BUCKETS - len(spans)) >= left:
            spans.append(Bucket(first, value, held))
            left, held, first = left - held, 0, None
    return spans
