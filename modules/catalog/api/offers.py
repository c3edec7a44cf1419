import ninja
from django.http import HttpRequest

from core.http.auth import staff
from modules.catalog.schemas.offers import OfferOut, OfferPatch
from modules.catalog.selectors import details
from modules.catalog.services import offers

router = ninja.Router()


@router.patch("/admin/offers/{id:offer_id}/", response=OfferOut, auth=staff, summary="Change an offer")
def offer_change(request: HttpRequest, offer_id: int, data: OfferPatch) -> details.Detail:
    """Any supplier's: price, recommended price, quantity, and whether it is retired."""
    return details.offer_detail(offers.change_offer(offer_id=offer_id, **data.changes()))
