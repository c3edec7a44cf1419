"""What carts answer when orders ask for a basket, and when a person asks what is kept about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from core.ports import Row, erases_person, exports_person, provides
from modules.cart import selectors
from modules.cart.models import Cart
from modules.cart.rules import Holder
from modules.cart.services import ordering
from modules.orders.ports import Basket, OrderedLine, basket_of, refill_basket

_shape = TypeAdapter(selectors.CartView)


@provides(basket_of)
def basket(user_id: int) -> Basket | None:
    """Hand the person's cart over to the order that is being placed."""
    return ordering.take(user_id=user_id)


@provides(refill_basket)
def refill(user_id: int, lines: Sequence[OrderedLine]) -> Mapping[str, Any]:
    """Add an old order's lines to the person's cart and return it as the cart's own calls answer it."""
    ordering.refill(user_id=user_id, lines=lines)
    cart: dict[str, Any] = _shape.dump_python(selectors.cart_of(Holder(user_id=user_id)))
    return cart


@exports_person("cart")
def export(user_id: int) -> list[Row]:
    """Return what lies in the person's cart."""
    cart = selectors.open_cart(Holder(user_id=user_id))
    return [{"name": item.name, "quantity": item.quantity} for item in cart.items.all()] if cart else []


@erases_person("cart")
@transaction.atomic(savepoint=False)
def erase(user_id: int) -> None:
    # Held while they are deleted: one may be filled at this moment.
    held = list(Cart.objects.select_for_update().filter(user_id=user_id).order_by("pk").values_list("pk", flat=True))
    Cart.objects.filter(pk__in=held).delete()
