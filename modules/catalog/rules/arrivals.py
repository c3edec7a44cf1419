"""Goods as a whole catalogue of them arrives at once: plain values that cross the catalogue's door."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.money import rounded
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
class NewReview:
    """A published word about a new product, 1 to 5, of somebody without an account here."""

    name: str
    rating: int
    text: str
    created_at: datetime


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
    attributes: tuple[tuple[str, AttributeValue], ...]
    offers: tuple[NewOffer, ...]
    reviews: tuple[NewReview, ...]

    @property
    def rating(self) -> Decimal:
        """The average of its reviews to two places, or 0."""
        whole = sum(review.rating for review in self.reviews)
        return rounded(Decimal(whole) / len(self.reviews)) if self.reviews else Decimal(0)
