from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from ninja import Status
from ninja.errors import ValidationError

from core.http.auth import the_viewer
from core.http.bodies import body_of, odd_parts
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, Slice, paginate
from modules.partners import selectors
from modules.partners.api.desk import supplier, the_supplier
from modules.partners.clients.storing import are_one_exchange, together
from modules.partners.errors import UrlRefused
from modules.partners.schemas.price_lists import PriceListOut, RowFilters, RowOut, SubmitForm, SubmittedOut
from modules.partners.schemas.sources import (
    ADDRESS_BODY,
    AddressIn,
    ListFile,
    file_and_address,
    missing_file,
    several_files,
)
from modules.partners.services.fetching import submit_address
from modules.partners.services.submitting import submit

router = ninja.Router()
MOST_PARTS = 50


@router.post(
    "/partner/price-lists/",
    response={202: SubmittedOut},
    auth=supplier,
    summary="Send a price list",
    openapi_extra=ADDRESS_BODY,
)
@idempotent
@answers_header("Location", 202)
@refuses(UrlRefused)
def send_price_list(
    request: HttpRequest,
    response: HttpResponse,
    options: Annotated[SubmitForm, ninja.Form()],
    file: ListFile = ninja.File(None),  # type: ignore[type-arg]
) -> Status[Any]:
    """Take a price list in any format that is known and read it in the background; ask `status_url` how it went.

    YAML, JSON, CSV, XLSX, XLS, Yandex YML and CommerceML are told by their content; `format` is a hint, and may be
    left out.

    Several `file` parts are the parts of one CommerceML exchange (`import0_1.xml`, `offers0_1.xml` ...), in any order.

    With `mode=full` offers that the file does not name are retired, with `mode=update` they stay. With
    `dry_run=true` the list is read and compared, ends in `review` and changes nothing. The same file again, while
    it is the newest, is the same job.

    In place of the file, JSON may name its address on the web: it is fetched in the background, where it has changed.
    """
    mine, by = the_supplier(request).id, the_viewer(request).id
    if request.content_type == "application/json":
        asked = body_of(request, AddressIn)
        job = submit_address(supplier_id=mine, user_id=by, url=asked.url, mode=asked.mode, dry_run=asked.dry_run)
    elif file is None:
        raise missing_file()
    elif odd := _odd(request):
        raise odd
    else:
        name, chunks = together(request.FILES.getlist("file"))
        mode, dry_run = options.mode, options.dry_run
        job = submit(supplier_id=mine, user_id=by, name=name, chunks=chunks, mode=mode, dry_run=dry_run)
    url = f"/api/v1/partner/price-lists/{job.pk}/"
    response["Location"] = url
    return Status(202, {"id": job.pk, "status_url": url})


def _odd(request: HttpRequest) -> ValidationError | None:
    files = request.FILES.getlist("file")
    if len(files) > 1 and not are_one_exchange(files):
        return several_files()
    return file_and_address() if "url" in request.POST else odd_parts(request, SubmitForm, most_files=MOST_PARTS)


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
) -> Slice[RowOut]:
    """In the order of the file: what each row would change, or has changed, and what is wrong with it.

    What the file leaves out, and is retired for it, stands on line 0. With `warning` only the rows that have caused
    this one of the list's warnings: those that somebody should look at.
    """
    one = selectors.price_list(supplier_id=the_supplier(request).id, price_list_id=price_list_id)
    found = selectors.rows(one, status=filters.status, warning=filters.warning)
    page = paginate(found, paging, order="line", scope=(one.pk, filters.status, filters.warning))
    return page.map(lambda row: RowOut.of(row, one.codes))
