"""What a list of products is asked for, in plain values."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which products a list shows, all of it at once.

    Category and suppliers are ids or addresses, one of the suppliers being enough; attributes are (name, value) pairs.
    """

    search: str = ""
    category: str = ""
    suppliers: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool | None = None
    rating_min: Decimal | None = None
    attributes: tuple[tuple[str, str], ...] = ()
