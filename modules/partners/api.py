from functools import partial
from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Status

from core.http.auth import BearerAuth, Viewer, staff, the_viewer
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.media import PDF, DocumentQuery, pdf
from core.http.pagination import Page, Paging, Slice, paginate, paginate_values
from core.http.shapes import DocumentPending
from modules.catalog import public as catalog
from modules.catalog.public import SupplierTerms
from modules.orders import public as orders
from modules.orders.errors import IllegalTransition, PackingListTooEarly
from modules.orders.public import SupplierPart
from modules.partners import selectors
from modules.partners.errors import SupplierNotApproved
from modules.partners.models import PriceListRow
from modules.partners.schemas import (
    PartFilters,
    PartOut,
    PartPatch,
    PriceListOut,
    RowFilters,
    RowOut,
    StateOut,
    StatePatch,
    SubmitForm,
    SubmittedOut,
    SupplierDesk,
    SupplierFilters,
    SupplierPatch,
)
from modules.partners.services import suppliers
from modules.partners.services.submitting import submit

router = ninja.Router()


class _SupplierDoor(BearerAuth):
    """Lets in those who act for an approved supplier, and remembers for which one."""

    def __call__(self, request: HttpRequest) -> Viewer:
        viewer = super().__call__(request)
        request.__dict__["_supplier"] = selectors.desk_of(viewer.id)
        return viewer


supplier = _SupplierDoor(lambda viewer: viewer.role == "supplier")
supplier.refuses += (SupplierNotApproved,)


def the_supplier(request: HttpRequest) -> SupplierTerms:
    """Return whose desk this is, behind the door `supplier`."""
    found: SupplierTerms = request.__dict__["_supplier"]
    return found


@router.get("/partner/state/", response=StateOut, auth=supplier, summary="Whether I take orders")
def read_state(request: HttpRequest) -> SupplierTerms:
    return the_supplier(request)


@router.patch("/partner/state/", response=StateOut, auth=supplier, summary="Open or close for orders")
def set_state(request: HttpRequest, body: StatePatch) -> StatePatch:
    """While closed the offers stay visible as unavailable, and cannot be ordered."""
    catalog.set_accepting(supplier_id=the_supplier(request).id, accepting=body.accepting_orders)
    return body


@router.post("/partner/price-lists/", response={202: SubmittedOut}, auth=supplier, summary="Send a price list")
@idempotent
@answers_header("Location", 202)
def send_price_list(
    request: HttpRequest,
    response: HttpResponse,
    file: ninja.File[ninja.UploadedFile],
    options: Annotated[SubmitForm, ninja.Form()],
) -> Status[Any]:
    """Take a file in retail YAML or CSV and read it in the background; ask `status_url` how it went.

    With `mode=full` offers that the file does not name are retired, with `mode=update` they stay. With
    `dry_run=true` the list is read and compared, ends in `review` and changes nothing. The same file again, while
    it is the newest, is the same job.
    """
    job = submit(
        supplier_id=the_supplier(request).id,
        user_id=the_viewer(request).id,
        name=file.name or "",
        chunks=file.chunks(),
        mode=options.mode,
        dry_run=options.dry_run,
    )
    url = f"/api/v1/partner/price-lists/{job.pk}/"
    response["Location"] = url
    return Status(202, {"id": job.pk, "status_url": url})


@router.get("/partner/price-lists/", response=Page[PriceListOut], auth=supplier, summary="My price lists")
def list_price_lists(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Slice[PriceListOut]:
    mine = the_supplier(request)
    found = paginate(selectors.price_lists(mine.id), paging, scope=mine.id)
    return found.map(lambda one: PriceListOut.of(one, mine))


@router.get("/partner/price-lists/{id:price_list_id}/", response=PriceListOut, auth=supplier, summary="One of my lists")
def read_price_list(request: HttpRequest, price_list_id: int) -> PriceListOut:
    mine = the_supplier(request)
    return PriceListOut.of(selectors.price_list(supplier_id=mine.id, price_list_id=price_list_id), mine)


@router.get(
    "/partner/price-lists/{id:price_list_id}/rows/",
    response=Page[RowOut],
    by_alias=True,
    auth=supplier,
    summary="Its rows",
)
def list_rows(
    request: HttpRequest,
    price_list_id: int,
    filters: Annotated[RowFilters, ninja.Query()],
    paging: Annotated[Paging, ninja.Query()],
) -> Slice[PriceListRow]:
    """In the order of the file; rows with errors are kept, each with its line and all that is wrong with it."""
    one = selectors.price_list(supplier_id=the_supplier(request).id, price_list_id=price_list_id)
    found = selectors.rows(one, status=filters.status)
    return paginate(found, paging, order="id", scope=(one.pk, filters.status))


@router.get("/partner/orders/", response=Page[PartOut], auth=supplier, summary="My parts of orders, newest first")
def list_orders(
    request: HttpRequest, filters: Annotated[PartFilters, ninja.Query()], paging: Annotated[Paging, ninja.Query()]
) -> Slice[SupplierPart]:
    mine, status = the_supplier(request).id, filters.status
    return paginate_values(
        partial(_parts, mine, status),
        paging,
        scope=f"parts {mine} {status}",
        count=partial(orders.count_parts, supplier_id=mine, status=status),
    )


def _parts(supplier_id: int, status: str | None, before: int | None, limit: int) -> list[SupplierPart]:
    return orders.parts_of_supplier(supplier_id=supplier_id, status=status, before=before, limit=limit)


@router.get("/partner/orders/{id:part_id}/", response=PartOut, auth=supplier, summary="One of my parts")
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


@router.patch("/partner/orders/{id:part_id}/", response=PartOut, auth=supplier, summary="Take my part a step on")
@refuses(IllegalTransition)
def move_order(request: HttpRequest, part_id: int, body: PartPatch) -> SupplierPart:
    mine, by = the_supplier(request).id, the_viewer(request).id
    return orders.move_part(supplier_id=mine, part_id=part_id, status=body.status, by=by)


@router.get("/admin/suppliers/", response=Page[SupplierDesk], auth=staff, summary="All suppliers, or those that wait")
def list_suppliers(
    request: HttpRequest, filters: Annotated[SupplierFilters, ninja.Query()], paging: Annotated[Paging, ninja.Query()]
) -> Slice[SupplierTerms]:
    found = catalog.suppliers(status=filters.status)
    fetch, scope = partial(selectors.newest, found), f"suppliers {filters.status}"
    return paginate_values(fetch, paging, scope=scope, count=lambda: len(found))


@router.get("/admin/suppliers/{id:supplier_id}/", response=SupplierDesk, auth=staff, summary="One supplier")
def read_supplier(request: HttpRequest, supplier_id: int) -> SupplierTerms:
    return selectors.terms_of(supplier_id)


@router.patch("/admin/suppliers/{id:supplier_id}/", response=SupplierDesk, auth=staff, summary="Change its terms")
def change_supplier(request: HttpRequest, supplier_id: int, body: SupplierPatch) -> SupplierTerms:
    catalog.set_terms(supplier_id=selectors.terms_of(supplier_id).id, **body.changes())
    return selectors.terms_of(supplier_id)


@router.post("/admin/suppliers/{id:supplier_id}/approve/", response=SupplierDesk, auth=staff, summary="Let it in")
def approve_supplier(request: HttpRequest, supplier_id: int) -> SupplierTerms:
    """The people of the supplier are told by mail, the first time."""
    suppliers.approve(supplier_id=supplier_id)
    return selectors.terms_of(supplier_id)
