from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router, Status

from core.http.auth import staff, the_viewer
from core.http.caching import cached
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, Slice, paginate
from modules.catalog.public import Ask
from modules.orders.api.orders import SECONDS
from modules.orders.errors import CORRECTING, ExportTooLarge, IllegalTransition
from modules.orders.resources import FORMATS, sent
from modules.orders.rules.states import Actor, told
from modules.orders.schemas import CorrectOrder, MoveOrder, OrderFilters
from modules.orders.selectors import orders as selectors
from modules.orders.selectors import revisions as trail
from modules.orders.selectors.orders import OrderView, view_of
from modules.orders.selectors.revisions import RevisionView
from modules.orders.selectors.shortfalls import CorrectedOrder, corrected_order
from modules.orders.services import correcting, steps

router = Router()
BINARY = {"schema": {"type": "string", "format": "binary"}}
Filters = Annotated[OrderFilters, ninja.Query()]


def _file(ending: str) -> dict[str, Any]:
    kind = FORMATS[ending].content_type.partition(";")[0]
    return {"responses": {200: {"description": "The file", "content": {kind: BINARY}}}}


@router.get("/admin/orders/", auth=staff, response=Page[OrderView], summary="All orders, newest first")
@cached("orders.all", seconds=SECONDS, per_viewer=True)
def list_all(request: HttpRequest, filters: Filters, paging: Annotated[Paging, ninja.Query()]) -> Slice[OrderView]:
    """`search` finds an order by its number or its invoice's, by what the buyer's e-mail address begins with, by part
    of the buyer's name or company or the recipient's name, by a phone, however it is spelt, and by the whole SKU,
    model or GTIN of something ordered, in any case. What has an @, or the form of an order's or an invoice's number
    (T-1000, 2026-123), is looked for as that alone.
    """
    narrowed = filters.model_dump()
    return paginate(selectors.all_orders(**narrowed), paging, scope=narrowed).map(view_of)


@router.get("/admin/orders/export.csv", auth=staff, summary="Orders as CSV", openapi_extra=_file("csv"))
@refuses(ExportTooLarge)
def export_csv(request: HttpRequest, filters: Filters) -> StreamingHttpResponse:
    """One row a line of the orders that these filters leave; headings and separators as the reader's language has.

    It is sent while it is made: one that breaks off is not whole.
    """
    return _sent(filters, "csv")


@router.get("/admin/orders/export.xlsx", auth=staff, summary="Orders as XLSX", openapi_extra=_file("xlsx"))
@refuses(ExportTooLarge)
def export_xlsx(request: HttpRequest, filters: Filters) -> StreamingHttpResponse:
    """What the CSV says, as a workbook, of as many orders as one waits for (413 beyond that); ask for one of more at
    `admin/orders/exports/`.
    """
    return _sent(filters, "xlsx")


@router.post(
    "/admin/orders/{id:order_id}/corrections/",
    auth=staff,
    response={201: CorrectedOrder},
    summary="Correct an order before it is shipped",
)
@idempotent
@answers_header("Location", 201)
@refuses(*CORRECTING)
def correct(request: HttpRequest, response: HttpResponse, order_id: int, body: CorrectOrder) -> Status[CorrectedOrder]:
    """Change quantities, take lines out, add goods, change address or comment; all of it or nothing.

    Prices stay as agreed. What is added joins a part that is not shipped yet, at today's price; for a supplier without
    one (409 `no_open_part`) place another order. A product that the order has from one supplier means more of just
    that; any other, the cheapest that suppliers with such a part can sell, before what is cheaper elsewhere. Of an
    offer that the order has already, its line gets so many pieces more at the price agreed; one that `items` changes
    too is named twice (422 `duplicate_product`).
    Minimum amounts bind buyers; where a supplier's part is left below its minimum, `warnings` say so.
    """
    correcting.correct_order(
        order_id=order_id,
        revision=body.revision,
        by=the_viewer(request).id,
        quantities={line.id: line.quantity for line in body.items},
        add=[Ask(**line.model_dump()) for line in body.add],
        address=body.address.value() if body.address else None,
        comment=body.comment,
        reason=body.reason,
    )
    response["Location"] = f"/api/v1/orders/{order_id}/"
    return Status(201, corrected_order(order_id))


@router.patch(
    "/admin/orders/{id:order_id}/parts/{id:part_id}/",
    auth=staff,
    response=OrderView,
    summary="Move one part of an order a step on",
    description=(
        f"{told(Actor.STAFF)}. The order stands where its slowest living part then stands; a `reason` "
        "stands in the history."
    ),
)
@refuses(IllegalTransition)
def move_part(request: HttpRequest, order_id: int, part_id: int, body: MoveOrder) -> OrderView:
    by = the_viewer(request).id
    steps.move_part(order_id=order_id, part_id=part_id, status=body.status, by=by, reason=body.reason)
    return view_of(selectors.order_for(order_id, user_id=None))


@router.get(
    "/admin/orders/{id:order_id}/revisions/",
    auth=staff,
    response=list[RevisionView],
    summary="The corrections of an order",
)
def revisions(request: HttpRequest, order_id: int) -> list[RevisionView]:
    """Each with what the order said before and after it, who made it, when and why; the first one first."""
    return trail.revisions_of(order_id)


def _sent(filters: OrderFilters, ending: str) -> StreamingHttpResponse:
    return sent(selectors.all_orders(**filters.model_dump()), ending)
