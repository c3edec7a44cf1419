"""What the shop shows to the outside as a whole: plain values for feeds and exports."""

from dataclasses import dataclass
from decimal import Decimal

from modules.catalog.rules.values import AttributeValue


@dataclass(frozen=True, slots=True)
class ShownCategory:
    """A category that anybody may see, with the id of the one around it."""

    id: int
    name: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class ShownGood:
    """A product in the lists at the price of its best offer; `pictures` are paths under the shop's own address."""

    id: int
    name: str
    slug: str
    category_id: int
    price: Decimal
    currency: str
    available: bool
    brand: str
    model: str
    gtin: str
    description: str
    attributes: tuple[tuple[str, AttributeValue], ...]
    pictures: tuple[str, ...]
