"""A cart on its way to an order, and an old order on its way back."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from modules.cart.models import Cart, Item
from modules.cart.rules import Holder
from modules.cart.selectors import living_since
from modules.cart.services import claiming
from modules.cart.services.holding import contents_of, fit, held, put
from modules.catalog import public as catalog
from modules.orders import public as orders
from modules.orders.errors import CartEmpty
from modules.orders.ports import Basket, BasketLine, OrderedLine

# Locks the cart and closes it: who comes second waits here, and finds none that is open.
CLOSE = """
    UPDATE cart_cart SET closed_at = %s, updated_at = %s
    WHERE user_id = %s AND closed_at IS NULL AND updated_at >= %s RETURNING id
"""


@transaction.atomic(savepoint=False)
def check_out(
    *,
    user_id: int,
    address: orders.Address,
    comment: str,
    expected_total: Decimal | None,
    language: str,
    digest: str | None = None,
) -> orders.OrderView:
    """Make the person's cart an order and close it, both or neither; a guest's cart with this `digest` comes along.

    Raises CartEmpty, TooMany and whatever placing raises: the guest's cart then stays the guest's.
    """
    if digest:
        claiming.claim(user_id=user_id, digest=digest, capped=False)
    basket = take(user_id=user_id)
    if basket is None:
        raise CartEmpty
    return orders.place(
        user_id=user_id,
        asks=[catalog.Ask(quantity=line.quantity, offer_id=line.offer_id) for line in basket.lines],
        address=address,
        comment=comment,
        expected_total=expected_total,
        language=language,
        cart_id=basket.cart_id,
    )


@transaction.atomic(savepoint=False)
def take(*, user_id: int) -> Basket | None:
    """Close the person's cart in the present transaction and return what was in it, lines by offer id.

    None where there is none or nothing in it: the caller must then undo its transaction.
    """
    now, since = map(_stored, (timezone.now(), living_since(Holder(user_id=user_id))))
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [now, now, user_id, since])
        closed = cursor.fetchall()
    items = list(Item.objects.filter(cart=closed[0][0]).order_by("offer_id")) if closed else []
    if not items:
        return None
    return Basket(items[0].cart_id, tuple(BasketLine(item.offer_id, item.product_id, item.quantity) for item in items))


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


@transaction.atomic(savepoint=False)
def refill(*, user_id: int, lines: Sequence[OrderedLine]) -> None:
    """Add the lines of an old order to the person's cart, all of them or none; raises TooMany, CartFull.

    What is no longer sold, or not even known, becomes a line too, and so does what costs another price by now:
    the cart shows both as problems.
    """
    if not lines:
        return
    cart = held(Holder(user_id=user_id))
    contents = contents_of(cart)
    for one in lines:
        fit(contents, one.offer_id, one.quantity)
    put(cart, [_again(cart, one, contents.pieces[one.offer_id]) for one in lines], seen_now=False)


def _again(cart: Cart, one: OrderedLine, quantity: int) -> Item:
    return Item(
        cart=cart,
        offer_id=one.offer_id,
        product_id=one.product_id,
        name=one.name,
        quantity=quantity,
        seen_price=one.price,
    )
