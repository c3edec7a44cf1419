from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Status

from core.http.auth import staff, the_viewer
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.media import document
from core.http.pagination import Page, Paging, Slice, paginate
from modules.orders.errors import ExportTooLarge, UnknownExport
from modules.orders.resources import FORMATS
from modules.orders.schemas import ExportOrders, OrderExportOut
from modules.orders.selectors import exports as selectors
from modules.orders.selectors import orders
from modules.orders.services import exporting

router = Router()
BINARY = {"schema": {"type": "string", "format": "binary"}}
MEDIA = {kind.content_type.partition(";")[0]: BINARY for kind in FORMATS.values()}
FILE: dict[str, Any] = {"responses": {200: {"description": "The file", "content": MEDIA}}}


@router.post("/admin/orders/exports/", auth=staff, response={202: OrderExportOut}, summary="Have orders exported")
@idempotent
@answers_header("Location", 202)
@refuses(ExportTooLarge)
def ask_export(request: HttpRequest, response: HttpResponse, body: ExportOrders) -> Status[OrderExportOut]:
    """A file of the orders that these filters leave now is made in the background; it is kept for some days."""
    narrowed = body.model_dump(exclude={"format"})
    found, by = orders.all_orders(**narrowed), the_viewer(request).id
    export = exporting.ask(orders=found, format=body.format, by=by)
    response["Location"] = f"/api/v1/admin/orders/exports/{export.pk}/"
    return Status(202, OrderExportOut.of(export))


@router.get("/admin/orders/exports/", auth=staff, response=Page[OrderExportOut], summary="Exports of orders")
def list_exports(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Slice[OrderExportOut]:
    """Those that any of the staff asked for, the newest first."""
    return paginate(selectors.exports(), paging, scope="order exports").map(OrderExportOut.of)


@router.get("/admin/orders/exports/{id:export_id}/", auth=staff, response=OrderExportOut, summary="An export of orders")
@refuses(UnknownExport)
def read_export(request: HttpRequest, export_id: int) -> OrderExportOut:
    return OrderExportOut.of(selectors.export(export_id))


@router.get("/admin/orders/exports/{id:export_id}/file/", auth=staff, summary="Its file", openapi_extra=FILE)
@answers_header("Cache-Control", 200)
@refuses(UnknownExport)
def export_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The file, while it is kept; before it is made, and when its days are over, there is none (404)."""
    one = selectors.ready_export(export_id)
    return document(one.file, media_type=FORMATS[one.format].content_type, save_as=one.save_as)
