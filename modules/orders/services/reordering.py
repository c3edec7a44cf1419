from collections.abc import Mapping
from typing import Any

from django.db import transaction

from modules.orders.errors import NoCart
from modules.orders.ports import OrderedLine, refill_basket
from modules.orders.selectors.orders import order_for


@transaction.atomic(savepoint=False)
def reorder(*, order_id: int, user_id: int) -> Mapping[str, Any]:
    """Add all lines of a person's order to their cart and return that cart with its problems.

    Raises UnknownOrder, NoCart, and what a cart refuses that has no room for them: then nothing was added.
    """
    order = order_for(order_id, user_id=user_id)
    lines = [
        OrderedLine(line.offer_id, line.product_id, line.quantity, line.name, line.price)
        for line in sorted(order.lines.all(), key=lambda line: line.offer_id)
    ]
    cart = refill_basket(user_id, lines)
    if cart is None:
        raise NoCart
    return cart
