"""The plain values that cross the catalogue's door."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

type Standing = Literal["ok", "supplier_closed", "unavailable"]
type AttributeValue = str | Decimal | bool
type Mode = Literal["full", "update"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One line that somebody wants; exactly one of the two ids, a product's standing for its best offer.

    The id of a merged product stands for the product that it became.
    """

    quantity: int
    offer_id: int | None = None
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class OfferView:
    """What a buyer may know of an offer; `name` is the product's, `available` what can still be bought.

    `vat_rate` is the percentage that the price includes: the product's own or the shop's, None without VAT. `sku` is
    what its supplier calls it; `model` is the supplier's or else the product's, `gtin` the product's, "" where unknown.
    """

    offer_id: int
    product_id: int
    supplier_id: int
    name: str
    price: Decimal
    currency: str
    available: int
    standing: Standing
    vat_rate: Decimal | None = None
    sku: str = ""
    model: str = ""
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class SupplierTerms:
    """On which terms a supplier delivers: a flat rate, free from an amount, and the smallest order it takes."""

    id: int
    name: str
    slug: str
    delivery: Decimal
    free_from: Decimal | None
    minimum: Decimal
    currency: str
    accepting_orders: bool
    approved: bool


@dataclass(frozen=True, slots=True)
class SupplierView(SupplierTerms):
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReservedLine:
    """A line of a reservation; `vat_rate`, `sku`, `model` and `gtin` are those of its OfferView."""

    offer_id: int
    product_id: int
    supplier_id: int
    name: str
    price: Decimal
    currency: str
    quantity: int
    vat_rate: Decimal | None = None
    sku: str = ""
    model: str = ""
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Pieces put aside: the lines in the order asked, the terms of their suppliers by id."""

    lines: tuple[ReservedLine, ...]
    suppliers: tuple[SupplierTerms, ...]


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A good as its supplier states it, on `line` of its list.

    `category_key` is the supplier's own id or name of the category, `category` its name, `category_path` the names of
    the groups around it, outermost first. Texts are at most 255
    characters (gtin 64, description 10,000), prices above 0 with two places, the currency the shop's.

    A text that is blank says nothing: what stands of a known good stays. `unsaid` names those of price, price_rrp,
    quantity and model that the list does not tell either (what they hold is passed over); a blank model or
    price_rrp that is told takes away what was there. Goods that are not known need a name, a price and a quantity.
    """

    external_id: str
    name: str
    category: str
    category_key: str
    model: str
    brand: str
    gtin: str
    price: Decimal
    price_rrp: Decimal | None
    quantity: int
    currency: str
    description: str
    attributes: tuple[tuple[str, AttributeValue], ...]
    category_path: tuple[str, ...] = ()
    line: int = 0
    unsaid: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product by its name and its category's."""

    id: int
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What a price list did to its supplier's offers."""

    new: int
    changed: int
    same: int
    retired: int
