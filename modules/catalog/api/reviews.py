from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from ninja import Status

from core.http.auth import signed_in, the_viewer
from core.http.caching import cached
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, paginate
from modules.catalog import errors
from modules.catalog.schemas.reviews import OwnReviewOut, ReviewIn, ReviewOut, ReviewPatch
from modules.catalog.selectors.joining import missing
from modules.catalog.selectors.reviews import own_review, published_reviews, refuse_unseen
from modules.catalog.services import reviews
from modules.catalog.services.refreshing import detail_of

router = ninja.Router()


@router.get("/products/{id:product_id}/reviews/", response=Page[ReviewOut], summary="Read what buyers say of a product")
@cached(detail_of)
@refuses(errors.ProductMerged)
def reviews_list(request: HttpRequest, product_id: int, paging: Annotated[Paging, ninja.Query()]) -> Any:
    """The newest first. Their average and number stand with the product, moments later."""
    return paginate(published_reviews(product_id), paging, scope=product_id).map(ReviewOut.of)


@router.post(
    "/products/{id:product_id}/reviews/", response={201: OwnReviewOut}, auth=signed_in, summary="Review a product"
)
@idempotent
@answers_header("Location", 201)
@refuses(errors.ProductMerged, errors.NotReceived, errors.AlreadyReviewed)
def review_add(request: HttpRequest, response: HttpResponse, product_id: int, data: ReviewIn) -> Status[Any]:
    """One for each buyer who has received the product; `status` says whether the staff look at it first."""
    refuse_unseen(product_id)
    review = reviews.add_review(product_id=product_id, author_id=the_viewer(request).id, **data.model_dump())
    response["Location"] = f"/api/v1/products/{product_id}/reviews/mine/"
    return Status(201, OwnReviewOut.of(review))


@router.get(
    "/products/{id:product_id}/reviews/mine/", response=OwnReviewOut, auth=signed_in, summary="Read my own review"
)
@refuses(errors.ProductMerged)
def review_mine(request: HttpRequest, product_id: int) -> OwnReviewOut:
    found = own_review(product_id=product_id, author_id=the_viewer(request).id)
    if found is None:
        raise missing(product_id)
    return OwnReviewOut.of(found)


@router.patch(
    "/products/{id:product_id}/reviews/{id:review_id}/",
    response=OwnReviewOut,
    auth=signed_in,
    summary="Change my own review",
)
def review_change(request: HttpRequest, product_id: int, review_id: int, data: ReviewPatch) -> OwnReviewOut:
    """Where the staff look at reviews first, or rejected this one, they look at it again."""
    me = the_viewer(request).id
    changed = reviews.change_review(review_id=review_id, product_id=product_id, author_id=me, **data.changes())
    return OwnReviewOut.of(changed)


@router.delete(
    "/products/{id:product_id}/reviews/{id:review_id}/",
    response={204: None},
    auth=signed_in,
    summary="Withdraw my own review",
)
@refuses(errors.ReviewHeldBack)
def review_withdraw(request: HttpRequest, product_id: int, review_id: int) -> Status[None]:
    me = the_viewer(request).id
    reviews.withdraw_review(review_id=review_id, product_id=product_id, author_id=me)
    return Status(204, None)
