"""Goods as a whole catalogue of them arrives at once: plain values that cross the catalogue's door."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from modules.catalog.rules.values import AttributeValue


@dataclass(frozen=True, slots=True)
class NewOffer:
    """A supplier's price and pieces for a new product, in the shop's currency."""

    supplier_id: int
    external_id: str
    price: Decimal
    price_rrp: Decimal | None
    quantity: int


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product with its offers; the values of one attribute are of one type in all products."""

    category_id: int
    name: str
    description: str
    brand: str
    model: str
    gtin: str
    is_active: bool
    created_at: datetime
    rating: Decimal
    reviews_count: int
    attributes: tuple[tuple[str, AttributeValue], ...]
    offers: tuple[NewOffer, ...]
