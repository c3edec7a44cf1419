from typing import Any

from django.http import HttpRequest
from ninja import Router

from core.http.auth import signed_in, the_viewer
from core.http.contract.refusals import refuses
from core.http.idempotency import idempotent
from modules.orders import errors
from modules.orders.services import reordering

router = Router()
# The answer is the cart's own shape, and so are two of the refusals; the module that fills the port brings them.
CART = {"application/json": {"schema": {"$ref": "#/components/schemas/CartView"}}}


@router.post(
    "/orders/{id:order_id}/reorder/",
    auth=signed_in,
    summary="Put an order's goods in my cart",
    openapi_extra={"responses": {200: {"content": CART}}},
)
@idempotent
@refuses(errors.NoCart, "cart_full", "quantity_too_large")
def reorder(request: HttpRequest, order_id: int) -> Any:
    """Add all lines of an own order to the cart, or none where they find no room; done again, they add up.

    The answer is the cart with its problems: goods that are no longer sold come back as lines, with the name and the
    price they had, and are `unavailable`; where the price is another one by now, `price_changed` tells both.
    """
    return reordering.reorder(order_id=order_id, user_id=the_viewer(request).id)
