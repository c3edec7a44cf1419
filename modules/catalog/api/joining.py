from typing import Any

import ninja
from django.http import HttpRequest, HttpResponse
from ninja import Status

from core.http.auth import staff, the_viewer
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from modules.catalog import errors
from modules.catalog.schemas.joining import ProductMergeIn, ProductSplitIn
from modules.catalog.schemas.products import ProductDetail
from modules.catalog.selectors import details
from modules.catalog.services import joining

router = ninja.Router()


@router.post(
    "/admin/products/{id:product_id}/merge/", response=ProductDetail, auth=staff, summary="Merge products into one"
)
@refuses(errors.ProductMerged, errors.MergedIntoItself)
def product_merge(request: HttpRequest, product_id: int, data: ProductMergeIn) -> details.Detail | None:
    """The products named become this one, which takes their offers, pictures, reviews, and what it lacked itself.

    Their ids answer 404 `product_merged` from then on, naming this one; carts and orders go on by their offers.
    """
    joining.merge_products(product_id=product_id, others=data.product_ids, by=the_viewer(request).id)
    return details.product_detail(product_id, even_hidden=True)


@router.post(
    "/admin/products/{id:product_id}/split/", response={201: ProductDetail}, auth=staff, summary="Split a product"
)
@idempotent
@answers_header("Location", 201)
@refuses(errors.ProductMerged, errors.UnknownOffer, errors.NothingLeft)
def product_split(request: HttpRequest, response: HttpResponse, product_id: int, data: ProductSplitIn) -> Status[Any]:
    """The offers named become a new product with the same card; reviews and pictures stay where they are."""
    made = joining.split_product(product_id=product_id, offer_ids=data.offer_ids, name=data.name or "")
    response["Location"] = f"/api/v1/products/{made}/"
    return Status(201, details.product_detail(made, even_hidden=True))
