from typing import Annotated

import ninja
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Status

from core.http.auth import signed_in, staff
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.media import PDF, DocumentQuery, pdf
from core.http.shapes import DocumentPending
from modules.orders.api.orders import whose
from modules.orders.errors import PackingListTooEarly
from modules.orders.selectors import documents

router = Router()
Which = Annotated[DocumentQuery, ninja.Query()]
Pdf = HttpResponseBase | Status[DocumentPending]


@router.get(
    "/orders/{id:order_id}/invoice.pdf",
    auth=signed_in,
    response={202: DocumentPending},
    summary="The invoice as PDF",
    openapi_extra=PDF,
)
@answers_header("Retry-After", 202)
@answers_header("Cache-Control", 200)
def invoice(request: HttpRequest, response: HttpResponse, order_id: int, which: Which) -> Pdf:
    """A corrected order has a next revision of the same number; the earlier ones stay as they were.

    It is in the language of the buyer's profile, else that in which the order was placed, whoever reads it.
    """
    return pdf(response, documents.invoice_for(order_id, user_id=whose(request), revision=which.revision))


@router.get(
    "/admin/orders/{id:order_id}/parts/{id:part_id}/packing-list.pdf",
    auth=staff,
    response={202: DocumentPending},
    summary="The packing list of a part as PDF",
    openapi_extra=PDF,
)
@answers_header("Retry-After", 202)
@answers_header("Cache-Control", 200)
@refuses(PackingListTooEarly)
def packing_list(request: HttpRequest, response: HttpResponse, order_id: int, part_id: int, which: Which) -> Pdf:
    """It is made when the part is confirmed; nobody packs by that of a cancelled part (409)."""
    return pdf(response, documents.packing_list_for(part_id, order_id=order_id, revision=which.revision))
