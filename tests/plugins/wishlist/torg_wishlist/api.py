from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from ninja import Status

from core.http.auth import signed_in, the_viewer
from core.http.contract.refusals import refuses
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, Slice, paginate
from core.http.waiting import LongPoll, PollQuery, wait_for
from torg_wishlist import selectors, services
from torg_wishlist.errors import AlreadyWished, UnknownProduct, WishlistFull
from torg_wishlist.schemas import WishIn, WishOut, WishUpdates

router = ninja.Router()
news = LongPoll(
    feed=lambda viewer: selectors.feed_of(viewer.id),
    snapshot=lambda viewer: {"open": selectors.wishes_of(viewer.id).filter(bought_at=None).count()},
    subject="wish_id",
)


@router.get("/wishlist/", response=Page[WishOut], auth=signed_in, summary="My wishes")
def browse(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Slice[WishOut]:
    """Newest first, at today's prices; what was bought stays for a while, ticked off."""
    user_id = the_viewer(request).id
    found = paginate(selectors.wishes_of(user_id), paging, scope=user_id)
    offers = selectors.offers_for(found.items)
    return found.map(lambda wish: WishOut.of(wish, offers))


@router.post("/wishlist/", response={201: WishOut}, auth=signed_in, summary="Wish for a product")
@idempotent
@refuses(UnknownProduct, AlreadyWished, WishlistFull)
def add(request: HttpRequest, response: HttpResponse, body: WishIn) -> Status[WishOut]:
    """A product that was bought may be wished for anew."""
    wish = services.add(user_id=the_viewer(request).id, product_id=body.product_id)
    return Status(201, WishOut.of(wish, selectors.offers_for([wish])))


@router.get("/wishlist/updates/", response=WishUpdates, auth=signed_in, summary="What was ticked off, as it is")
@wait_for(news)
def updates(request: HttpRequest, asked: Annotated[PollQuery, ninja.Query()]) -> Any:
    """A long poll: held until a wish is ticked off."""
    return news.now(the_viewer(request), asked)


@router.delete("/wishlist/{id:wish_id}/", response={204: None}, auth=signed_in, summary="Give a wish up")
def remove(request: HttpRequest, wish_id: int) -> Status[None]:
    services.remove(user_id=the_viewer(request).id, wish_id=wish_id)
    return Status(204, None)
