"""What a list of products is asked for, in plain values."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AttributeWanted:
    """Any of the values of an attribute, and a number within bounds; both where both are stated."""

    name: str
    values: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which products a list shows, all of it at once.

    Category and suppliers are ids or addresses, one of the suppliers being enough; of each
    attribute its own must hold.
    """

    search: str = ""
    category: str = ""
    suppliers: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool | None = None
    rating_min: Decimal | None = None
    attributes: tuple[AttributeWanted, ...] = ()
