from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router, Status

from core.http.auth import anyone, signed_in, the_viewer, viewer_of
from core.http.contract.refusals import refuses
from core.http.headers import answers_header, takes_header
from core.http.idempotency import idempotent
from modules.cart import errors, selectors
from modules.cart.rules import Holder, digest_of, new_token
from modules.cart.schemas import AddBySku, AddedBySku, AddItem, ChangeItem, ChangeItems, CheckOut, added_by_sku
from modules.cart.selectors import CartProblem, CartView
from modules.cart.services import claiming, filling, ordering, quick
from modules.orders import public as orders
from modules.orders.errors import PLACING

router = Router()
TOKEN = "X-Cart-Token"
ADDING = (errors.UnknownGoods, errors.GoodsUnavailable, errors.OneOfTwo, errors.TooMany, errors.CartFull)
for_guests = takes_header(
    TOKEN,
    "A guest's cart; without it and without sign-in, or with one that the shop never gave, however long, the answer "
    "carries a new one.",
    longest=None,
)
gives_token = answers_header(TOKEN, 200, 201)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose cart a call is about, a guest's token to go on with, and how many of a guest's lines found no room."""

    holder: Holder
    token: str | None = None
    left: int = 0


def _caller(request: HttpRequest) -> Caller:
    """Return who calls: a stranger is given a new token.

    The first signed-in call that still carries a guest's token brings that cart along, as CART_MERGE says; while lines
    of it find no room, the token stays worth sending.
    """
    viewer, token = viewer_of(request), request.headers.get(TOKEN, "")
    digest = digest_of(token)
    if viewer is None:
        token = token if digest else new_token()
        return Caller(Holder(digest=digest or digest_of(token)), token)
    left = claiming.claim(user_id=viewer.id, digest=digest) if digest else 0
    return Caller(Holder(user_id=viewer.id), token if left else None, left)


def _answer(response: HttpResponse, caller: Caller) -> CartView:
    if caller.token:
        response[TOKEN] = caller.token
    cart = selectors.cart_of(caller.holder)
    behind = [CartProblem("left_behind", lines=caller.left)] if caller.left else []
    return replace(cart, token=caller.token, problems=[*cart.problems, *behind])


def _add(request: HttpRequest, response: HttpResponse, body: AddItem) -> Status[CartView]:
    caller = _caller(request)
    filling.add(holder=caller.holder, **body.model_dump())
    return Status(201, _answer(response, caller))


@router.get("/cart/", auth=anyone, response=CartView, summary="My cart, or a guest's by X-Cart-Token")
@for_guests
@gives_token
def show(request: HttpRequest, response: HttpResponse) -> CartView:
    caller = _caller(request)
    return _answer(response, caller)


@router.post("/cart/", auth=anyone, response={201: CartView}, summary="Add to the cart")
@for_guests
@gives_token
@idempotent
@refuses(*ADDING)
def add(request: HttpRequest, response: HttpResponse, body: AddItem) -> Status[CartView]:
    """Add pieces of a product or of a certain offer; more than is in stock is taken and shown as a problem."""
    return _add(request, response, body)


@router.post("/cart/items/", auth=anyone, response={201: CartView}, summary="Add to the cart")
@for_guests
@gives_token
@idempotent
@refuses(*ADDING)
def add_item(request: HttpRequest, response: HttpResponse, body: AddItem) -> Status[CartView]:
    """The same as a POST to `cart/`."""
    return _add(request, response, body)


@router.post("/cart/bulk/", auth=anyone, response=AddedBySku, summary="Add many lines by SKU")
@for_guests
@gives_token
@idempotent
def add_by_sku(request: HttpRequest, response: HttpResponse, body: AddBySku) -> AddedBySku:
    """Add what can be added of a pasted list and say of each line what became of it.

    A SKU is an offer's external id or model, or a product's model or GTIN. Where it names several offers of one
    product the best is taken; where it names several products the line is `ambiguous_sku` and tells the
    `candidates`. Refused lines, those that are amiss among them, do not hold the others up: the answer is 200 even when
    none could be added. Only a body that is no list of 1 to 500 lines is refused as a whole.
    """
    caller = _caller(request)
    lines = quick.add_by_sku(holder=caller.holder, lines=body.value())
    return added_by_sku(lines, _answer(response, caller))


@router.patch("/cart/", auth=anyone, response=CartView, summary="Change the pieces of several lines")
@for_guests
@gives_token
@refuses(errors.TooMany, errors.UnknownItem)
def change(request: HttpRequest, response: HttpResponse, body: ChangeItems) -> CartView:
    """Change all the lines or none of them."""
    caller = _caller(request)
    filling.change(holder=caller.holder, quantities={line.id: line.quantity for line in body.items})
    return _answer(response, caller)


@router.patch("/cart/items/{id:item_id}/", auth=anyone, response=CartView, summary="Change a line's pieces")
@for_guests
@gives_token
@refuses(errors.TooMany)
def change_item(request: HttpRequest, response: HttpResponse, item_id: int, body: ChangeItem) -> CartView:
    caller = _caller(request)
    filling.change(holder=caller.holder, quantities={item_id: body.quantity})
    return _answer(response, caller)


@router.delete("/cart/items/{id:item_id}/", auth=anyone, response={204: None}, summary="Take a line out")
@for_guests
def remove_item(request: HttpRequest, item_id: int) -> Status[None]:
    filling.remove(holder=_caller(request).holder, item_id=item_id)
    return Status(204, None)


@router.delete("/cart/", auth=anyone, response={204: None}, summary="Empty the cart")
@for_guests
def empty(request: HttpRequest) -> Status[None]:
    filling.empty(holder=_caller(request).holder)
    return Status(204, None)


@router.post("/cart/checkout/", auth=signed_in, response={201: orders.OrderView}, summary="Order what is in the cart")
@for_guests
@idempotent
@answers_header("Location", 201)
@refuses(*PLACING, errors.TooMany)
def check_out(request: HttpRequest, response: HttpResponse, body: CheckOut) -> Status[orders.OrderView]:
    """Make the cart an order: both happen or neither; a second call finds the cart empty.

    A guest's cart named by its token comes along, all the pieces of it: where there are not so many the order is
    refused, and both carts stay as they are. Lines that a full cart has no room for stay with the guest.
    """
    user_id = the_viewer(request).id
    given = body.address.value() if body.address else None
    order = ordering.check_out(
        user_id=user_id,
        address=orders.address_for(user_id=user_id, contact_id=body.contact_id, address=given),
        comment=body.comment,
        expected_total=body.expected_total,
        language=get_language() or "",
        digest=digest_of(request.headers.get(TOKEN, "")),
    )
    response["Location"] = f"/api/v1/orders/{order.id}/"
    return Status(201, order)
