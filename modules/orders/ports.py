"""What orders ask of a module above them; a cart may be there or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.ports import Port


@dataclass(frozen=True, slots=True)
class BasketLine:
    """So many pieces of an offer that somebody wants."""

    offer_id: int
    product_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderedLine(BasketLine):
    """A line of an old order, with the name and the price that it had then."""

    name: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Basket:
    """A cart on its way to becoming an order: `cart_id` can stand in one order only."""

    cart_id: int
    lines: tuple[BasketLine, ...]


# A user's id -> their basket, lines by offer id, or None where it is empty. Asked inside the transaction
# that places the order: whoever answers locks the cart and closes it in that same transaction.
basket_of: Port[[int], Basket | None] = Port("orders.basket_of")

# A user's id and the lines of an old order -> the person's cart with all of them in it, in the cart's own shape.
refill_basket: Port[[int, Sequence[OrderedLine]], Mapping[str, Any]] = Port("orders.refill_basket")
