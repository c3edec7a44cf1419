from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Status

from core.http.auth import the_viewer
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.media import document
from core.http.pagination import Page, Paging, Slice, paginate
from modules.partners import selectors
from modules.partners.api.desk import supplier, the_supplier
from modules.partners.errors import ExportUnknown
from modules.partners.formats.writers.known import MEDIA_TYPES
from modules.partners.schemas.exports import ExportIn, ExportOut
from modules.partners.services import exporting

router = ninja.Router()
BINARY = {"schema": {"type": "string", "format": "binary"}}
SOME: dict[str, Any] = {
    "currency": "RUB",
    "goods": [{"id": "K-100", "name": "Kettle", "price": 1499.0, "quantity": 12}],
}
WHOLE = {"schema": {"type": "object", "additionalProperties": True}, "examples": {"goods": {"value": SOME}}}
MEDIA = {kind.partition(";")[0]: WHOLE if "json" in kind else BINARY for kind in MEDIA_TYPES.values()}
FILE: dict[str, Any] = {"responses": {200: {"description": "The file", "content": MEDIA}}}


@router.post("/partner/exports/", response={202: ExportOut}, auth=supplier, summary="Have my offers exported")
@idempotent
@answers_header("Location", 202)
def make_export(request: HttpRequest, response: HttpResponse, body: ExportIn) -> Status[ExportOut]:
    """A file of all living offers is made in the background; it is kept for some days.

    Sent back as a price list it changes nothing.
    """
    mine, by = the_supplier(request).id, the_viewer(request).id
    export = exporting.ask(supplier_id=mine, user_id=by, format=body.format)
    response["Location"] = f"/api/v1/partner/exports/{export.pk}/"
    return Status(202, ExportOut.of(export))


@router.get("/partner/exports/", response=Page[ExportOut], auth=supplier, summary="My exports")
def list_exports(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Slice[ExportOut]:
    mine = the_supplier(request).id
    return paginate(selectors.exports(mine), paging, scope=f"exports {mine}").map(ExportOut.of)


@router.get("/partner/exports/{id:export_id}/", response=ExportOut, auth=supplier, summary="One of my exports")
@refuses(ExportUnknown)
def read_export(request: HttpRequest, export_id: int) -> ExportOut:
    return ExportOut.of(selectors.export(supplier_id=the_supplier(request).id, export_id=export_id))


@router.get("/partner/exports/{id:export_id}/file/", auth=supplier, summary="Its file", openapi_extra=FILE)
@answers_header("Cache-Control", 200)
@refuses(ExportUnknown)
def export_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The file, while it is kept; before it is made, and when its days are over, there is none (404)."""
    one = selectors.export(supplier_id=the_supplier(request).id, export_id=export_id)
    if not one.is_ready:
        raise ExportUnknown
    return document(one.file, media_type=MEDIA_TYPES[one.format], save_as=one.save_as)
