from django.http import HttpRequest
from ninja import Router

from core.http.auth import signed_in
from modules.orders.api.orders import whose
from modules.orders.selectors import timeline as selectors
from modules.orders.selectors.timeline import OrderEntry

router = Router()


@router.get(
    "/orders/{id:order_id}/timeline/",
    auth=signed_in,
    response=list[OrderEntry],
    by_alias=True,
    summary="All that happened to an order",
)
def timeline(request: HttpRequest, order_id: int) -> list[OrderEntry]:
    """Its own steps, those of its parts, and every correction with what it changed; the oldest first.

    The staff also read which letters went to whom, and which did not, and why.
    """
    return selectors.timeline_for(order_id, user_id=whose(request))
