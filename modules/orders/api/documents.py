from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Status

from core.http.auth import signed_in
from core.http.headers import answers_header
from core.http.media import document
from modules.orders.api.orders import whose
from modules.orders.schemas import InvoicePending
from modules.orders.selectors import orders as selectors

router = Router()
PDF = {
    "description": "The document",
    "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
}


@router.get(
    "/orders/{id:order_id}/invoice.pdf",
    auth=signed_in,
    response={202: InvoicePending},
    summary="The invoice as PDF",
    openapi_extra={"responses": {200: PDF}},
)
@answers_header("Retry-After", 202)
@answers_header("Cache-Control", 200)
def invoice(request: HttpRequest, response: HttpResponse, order_id: int) -> HttpResponseBase | Status[InvoicePending]:
    found = selectors.invoice_for(order_id, user_id=whose(request))
    if found is None:
        response["Retry-After"] = "2"
        return Status(202, InvoicePending())
    return document(found.file, media_type="application/pdf", save_as=f"invoice-{found.name}.pdf")
