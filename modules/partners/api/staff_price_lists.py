"""The price lists of all suppliers, for the staff: seen, approved, rejected, rolled back."""

from typing import Annotated

import ninja
from django.http import HttpRequest
from ninja import Status

from core.http.auth import staff, the_viewer
from core.http.contract.refusals import refuses
from core.http.pagination import Page, Paging, Slice, paginate
from modules.catalog import public as catalog
from modules.partners import selectors
from modules.partners.errors import IllegalStep, NotTheLatest, PriceListForgotten, PriceListOvertaken
from modules.partners.schemas.price_lists import PriceListFilters, PriceListOut, RowFilters, RowOut
from modules.partners.services import reviewing, rolling_back

router = ninja.Router()
PATH = "/admin/price-lists/{id:price_list_id}/"


@router.get("/admin/price-lists/", response=Page[PriceListOut], auth=staff, summary="The price lists of all suppliers")
def list_all_price_lists(
    request: HttpRequest, filters: Annotated[PriceListFilters, ninja.Query()], paging: Annotated[Paging, ninja.Query()]
) -> Slice[PriceListOut]:
    """Newest first; `status=review` are those that wait for somebody."""
    found = selectors.all_price_lists(status=filters.status, supplier_id=filters.supplier)
    page = paginate(found, paging, scope=("all", filters.status, filters.supplier))
    terms = catalog.terms({one.supplier_id for one in page.items})
    return page.map(lambda one: PriceListOut.of(one, terms[one.supplier_id]))


@router.get(PATH, response=PriceListOut, auth=staff, summary="One price list of any supplier")
def read_any_price_list(request: HttpRequest, price_list_id: int) -> PriceListOut:
    return _shown(price_list_id)


@router.get(PATH + "rows/", response=Page[RowOut], by_alias=True, auth=staff, summary="Its rows, for the staff")
def list_any_rows(
    request: HttpRequest,
    price_list_id: int,
    filters: Annotated[RowFilters, ninja.Query()],
    paging: Annotated[Paging, ninja.Query()],
) -> Slice[RowOut]:
    """As the supplier sees them."""
    one = selectors.any_price_list(price_list_id)
    found = selectors.rows(one, status=filters.status, warning=filters.warning)
    page = paginate(found, paging, order="line", scope=(one.pk, filters.status, filters.warning))
    return page.map(lambda row: RowOut.of(row, one.codes))


@router.post(PATH + "approve/", response={202: PriceListOut}, auth=staff, summary="Have a list applied")
@refuses(IllegalStep, PriceListOvertaken)
def approve_any_price_list(request: HttpRequest, price_list_id: int) -> Status[PriceListOut]:
    """As a supplier does with its own; it is read and compared again in the background."""
    reviewing.approve(price_list_id=price_list_id, by=the_viewer(request).id, as_staff=True)
    return Status(202, _shown(price_list_id))


@router.post(PATH + "reject/", response=PriceListOut, auth=staff, summary="Drop a list")
@refuses(IllegalStep)
def reject_any_price_list(request: HttpRequest, price_list_id: int) -> PriceListOut:
    """A list that waits for a review changes nothing any more."""
    reviewing.reject(price_list_id=price_list_id, by=the_viewer(request).id, as_staff=True)
    return _shown(price_list_id)


@router.post(
    PATH + "rollback/",
    response={200: PriceListOut, 202: PriceListOut},
    auth=staff,
    summary="Undo a supplier's latest list",
)
@refuses(IllegalStep, NotTheLatest, PriceListForgotten)
def roll_back_any_price_list(request: HttpRequest, price_list_id: int) -> Status[PriceListOut]:
    """As a supplier does with its own: a large one in the background (202)."""
    rolling_back.roll_back(price_list_id=price_list_id, by=the_viewer(request).id, as_staff=True)
    one = _shown(price_list_id)
    return Status(200 if one.rolled_back_at else 202, one)


def _shown(price_list_id: int) -> PriceListOut:
    one = selectors.any_price_list(price_list_id)
    return PriceListOut.of(one, selectors.terms_of(one.supplier_id))
