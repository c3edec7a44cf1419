from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router, Status

from core.http.auth import Viewer, signed_in, the_viewer
from core.http.caching import cached
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, Slice, paginate
from modules.catalog.public import Ask
from modules.orders import errors
from modules.orders.errors import PLACING
from modules.orders.rules.states import Actor, OrderStatus, told
from modules.orders.schemas import MoveOrder, OwnOrderFilters, PlaceOrder
from modules.orders.selectors import orders as selectors
from modules.orders.selectors.orders import OrderStep, OrderView, view_of
from modules.orders.services import placing, steps

router = Router()
SECONDS = 60


def _own_namespace(*, viewer: Viewer, **_: Any) -> str:
    return f"orders.user:{viewer.id}"


def order_namespace(*, order_id: int, **_: Any) -> str:
    return f"orders.order:{order_id}"


def _may_read(*, viewer: Viewer, order_id: int) -> bool:
    """Asked before any kept answer is given: rights are taken away, and orders change hands."""
    return viewer.is_staff or viewer.is_superuser or selectors.is_order_of(order_id, user_id=viewer.id)


def whose(request: HttpRequest) -> int | None:
    """Return whose orders this person may read: their own, or (None) anybody's for the staff."""
    viewer = the_viewer(request)
    return None if viewer.is_staff or viewer.is_superuser else viewer.id


def _place_header(response: HttpResponse, order: OrderView) -> None:
    response["Location"] = f"/api/v1/orders/{order.id}/"


@router.get("/orders/", auth=signed_in, response=Page[OrderView], summary="My orders, newest first")
@cached(_own_namespace, seconds=SECONDS, per_viewer=True)
def list_own(
    request: HttpRequest,
    filters: Annotated[OwnOrderFilters, ninja.Query()],
    paging: Annotated[Paging, ninja.Query()],
) -> Slice[OrderView]:
    """`search` finds a number, or part of what goods are called, of their SKU, model or GTIN."""
    viewer, narrowed = the_viewer(request), filters.model_dump()
    return paginate(selectors.orders_of(viewer.id, **narrowed), paging, scope=(viewer.id, narrowed)).map(view_of)


@router.post("/orders/", auth=signed_in, response={201: OrderView}, summary="Place an order")
@idempotent
@answers_header("Location", 201)
@refuses(*PLACING)
def place(request: HttpRequest, response: HttpResponse, body: PlaceOrder) -> Status[OrderView]:
    """Order the `items`, or, without them, what is in the cart. Nothing is taken unless all of it can be."""
    user_id = the_viewer(request).id
    given = body.address.value() if body.address else None
    agreed: Any = {
        "user_id": user_id,
        "address": placing.address_for(user_id=user_id, contact_id=body.contact_id, address=given),
        "comment": body.comment,
        "expected_total": body.expected_total,
        "language": get_language() or "",
    }
    if body.items is None:
        order = placing.place_cart(**agreed)
    else:
        order = placing.place(asks=[Ask(**line.model_dump()) for line in body.items], **agreed)
    _place_header(response, order)
    return Status(201, order)


@router.get("/orders/{id:order_id}/", auth=signed_in, response=OrderView, summary="An order")
@cached(order_namespace, seconds=SECONDS, per_viewer=True, may=_may_read)
def show(request: HttpRequest, order_id: int) -> OrderView:
    return view_of(selectors.order_for(order_id, user_id=whose(request)))


@router.patch(
    "/orders/{id:order_id}/",
    auth=signed_in,
    response=OrderView,
    summary="Move an order a step on",
    description=(
        f"Staff: {told(Actor.STAFF)}; every living part moves with it, or none does. "
        f"The buyer: {told(Actor.BUYER)}. A buyer's step needs every living part to be there, as `parts` say. "
        "A `reason` stands in the history."
    ),
)
@refuses(errors.IllegalTransition, errors.NotYourStep)
def move(request: HttpRequest, order_id: int, body: MoveOrder) -> OrderView:
    viewer, owner = the_viewer(request), whose(request)
    if owner is None:
        steps.move_order(order_id=order_id, status=body.status, by=viewer.id, reason=body.reason)
    else:
        steps.move_own_order(order_id=order_id, status=body.status, user_id=viewer.id, reason=body.reason)
    return view_of(selectors.order_for(order_id, user_id=owner))


@router.delete("/orders/{id:order_id}/", auth=signed_in, response=OrderView, summary="Cancel my order")
@refuses(errors.IllegalTransition, errors.NotYourStep)
def cancel(request: HttpRequest, order_id: int) -> OrderView:
    """Cancel while every part is pending or confirmed; the order stays in the list as cancelled.

    The order's own `status` is that of its slowest part: one of its `parts` may have gone further."""
    viewer = the_viewer(request)
    steps.move_own_order(order_id=order_id, status=OrderStatus.CANCELLED, user_id=viewer.id)
    return view_of(selectors.order_for(order_id, user_id=viewer.id))


@router.get(
    "/orders/{id:order_id}/history/",
    auth=signed_in,
    response=list[OrderStep],
    by_alias=True,
    summary="The steps of an order",
)
@cached(order_namespace, seconds=SECONDS, per_viewer=True, may=_may_read)
def history(request: HttpRequest, order_id: int) -> list[OrderStep]:
    return selectors.history_for(order_id, user_id=whose(request))
