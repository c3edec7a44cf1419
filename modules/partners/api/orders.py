from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Status

from core.http.auth import the_viewer
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.media import PDF, DocumentQuery, pdf
from core.http.pagination import Page, Paging, Slice, paginate_values
from core.http.shapes import DocumentPending
from modules.orders import public as orders
from modules.orders.errors import IllegalTransition, PackingListTooEarly
from modules.orders.public import PartCorrection, SupplierPart
from modules.partners.api.desk import supplier, the_supplier
from modules.partners.schemas.orders import PartCorrectionOut, PartFilters, PartOut, PartPatch

router = ninja.Router()


@router.get(
    "/partner/orders/{id:part_id}/corrections/",
    response=list[PartCorrectionOut],
    by_alias=True,
    auth=supplier,
    summary="What the shop corrected about my part",
)
def list_corrections(request: HttpRequest, part_id: int) -> list[PartCorrection]:
    """Own lines and sums before and after, the oldest first; where it goes only from `confirmed` on."""
    return orders.corrections_of_part(supplier_id=the_supplier(request).id, part_id=part_id)


@router.get(
    "/partner/orders/",
    response=Page[PartOut],
    by_alias=True,
    auth=supplier,
    summary="My parts of orders, newest first",
)
def list_orders(
    request: HttpRequest, filters: Annotated[PartFilters, ninja.Query()], paging: Annotated[Paging, ninja.Query()]
) -> Slice[SupplierPart]:
    """`search` finds a part by the order's number, or its beginning with the letter (T-1000), and by the whole SKU,
    model or GTIN of one of its own lines, in any case.
    """
    asked = {"supplier_id": the_supplier(request).id, **filters.model_dump()}
    count = partial(orders.count_parts, **asked)
    return paginate_values(partial(_parts, asked), paging, scope=f"parts {asked}", count=count)


def _parts(asked: Mapping[str, Any], before: int | None, limit: int) -> list[SupplierPart]:
    return orders.parts_of_supplier(**asked, before=before, limit=limit)


@router.get("/partner/orders/{id:part_id}/", response=PartOut, by_alias=True, auth=supplier, summary="One of my parts")
def read_order(request: HttpRequest, part_id: int) -> SupplierPart:
    """The buyer's address and comment are shown from `confirmed` on."""
    return orders.part_of_supplier(supplier_id=the_supplier(request).id, part_id=part_id)


@router.get(
    "/partner/orders/{id:part_id}/packing-list.pdf",
    auth=supplier,
    response={202: DocumentPending},
    summary="The packing list of my part as PDF",
    openapi_extra=PDF,
)
@answers_header("Retry-After", 202)
@answers_header("Cache-Control", 200)
@refuses(PackingListTooEarly)
def packing_list(
    request: HttpRequest, response: HttpResponse, part_id: int, which: Annotated[DocumentQuery, ninja.Query()]
) -> HttpResponseBase | Status[DocumentPending]:
    """It is made when the part is confirmed, and again, as its next revision, when the order was corrected."""
    mine = the_supplier(request).id
    return pdf(response, orders.packing_list(supplier_id=mine, part_id=part_id, revision=which.revision))


@router.patch(
    "/partner/orders/{id:part_id}/", response=PartOut, by_alias=True, auth=supplier, summary="Take my part a step on"
)
@refuses(IllegalTransition)
def move_order(request: HttpRequest, part_id: int, body: PartPatch) -> SupplierPart:
    """The `reason` stands in the part's steps and in the letter to the buyer."""
    mine, by = the_supplier(request).id, the_viewer(request).id
    return orders.move_part(supplier_id=mine, part_id=part_id, status=body.status, by=by, reason=body.reason)
