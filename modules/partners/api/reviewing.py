"""What becomes of a price list of one's own: approved, rejected, rolled back."""

import ninja
from django.http import HttpRequest
from ninja import Status

from core.http.auth import the_viewer
from core.http.contract.refusals import refuses
from modules.partners import selectors
from modules.partners.api.desk import supplier, the_supplier
from modules.partners.errors import IllegalStep, NotTheLatest, PriceListForgotten, PriceListOvertaken, ReviewByStaff
from modules.partners.schemas.price_lists import PriceListOut
from modules.partners.services import reviewing, rolling_back

router = ninja.Router()


@router.post(
    "/partner/price-lists/{id:price_list_id}/approve/",
    response={202: PriceListOut},
    auth=supplier,
    summary="Have my list applied",
)
@refuses(ReviewByStaff, IllegalStep, PriceListOvertaken)
def approve_price_list(request: HttpRequest, price_list_id: int) -> Status[PriceListOut]:
    """It is read and compared again in the background; ask for the list how it went.

    What held it is accepted. Should it have become materially worse since (a new kind of hold, or twice the rows), it
    waits in `review` once more. A dry run may be approved too.

    A list waits until it is decided about or overtaken: as soon as a newer list of the supplier's is applied, of
    whatever `mode` (or a newer `full` one waits), it is `superseded`, its people get a letter, and approving it answers
    409 `price_list_overtaken` with `superseded_by`. Send its file again if it is still meant.
    """
    reviewing.approve(price_list_id=_mine(request, price_list_id), by=the_viewer(request).id)
    return Status(202, _shown(request, price_list_id))


@router.post(
    "/partner/price-lists/{id:price_list_id}/reject/", response=PriceListOut, auth=supplier, summary="Drop my list"
)
@refuses(ReviewByStaff, IllegalStep)
def reject_price_list(request: HttpRequest, price_list_id: int) -> PriceListOut:
    """A list that waits for a review changes nothing any more."""
    reviewing.reject(price_list_id=_mine(request, price_list_id), by=the_viewer(request).id)
    return _shown(request, price_list_id)


@router.post(
    "/partner/price-lists/{id:price_list_id}/rollback/",
    response={200: PriceListOut, 202: PriceListOut},
    auth=supplier,
    summary="Undo my latest list",
)
@refuses(ReviewByStaff, IllegalStep, NotTheLatest, PriceListForgotten)
def roll_back_price_list(request: HttpRequest, price_list_id: int) -> Status[PriceListOut]:
    """Prices, quantities and texts are again what they were before it; then the list before it is the latest.

    What was sold or reserved since stays so. What the staff have changed since is left, and told in `warnings`.
    A list that changed more than 2,000 rows is rolled back in the background: 202, and it is `applied`, with
    `rollback_asked_at`, until it is `rolled_back`.
    """
    rolling_back.roll_back(price_list_id=_mine(request, price_list_id), by=the_viewer(request).id)
    one = _shown(request, price_list_id)
    return Status(200 if one.rolled_back_at else 202, one)


def _mine(request: HttpRequest, price_list_id: int) -> int:
    return selectors.price_list(supplier_id=the_supplier(request).id, price_list_id=price_list_id).pk


def _shown(request: HttpRequest, price_list_id: int) -> PriceListOut:
    mine = the_supplier(request)
    return PriceListOut.of(selectors.price_list(supplier_id=mine.id, price_list_id=price_list_id), mine)
