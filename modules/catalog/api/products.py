from dataclasses import replace
from typing import Annotated, Any

import ninja
from django.http import HttpRequest, HttpResponse
from ninja import Status

from core.http.auth import staff
from core.http.caching import cached
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.pagination import Paging, Slice, paginate_rows
from modules.catalog import errors
from modules.catalog.rules.wanted import Wanted
from modules.catalog.schemas.details import product_body
from modules.catalog.schemas.facets import Facets
from modules.catalog.schemas.filters import ProductFilters
from modules.catalog.schemas.pages import product_page
from modules.catalog.schemas.panel import panel
from modules.catalog.schemas.products import ProductDetail, ProductIn, ProductPatch, ProductsPage
from modules.catalog.selectors import details
from modules.catalog.selectors.facets import find_facets
from modules.catalog.selectors.joining import missing
from modules.catalog.selectors.meaning import respelt
from modules.catalog.selectors.orders import order_named
from modules.catalog.selectors.pages import Row, count_up_to, place_of, read_page
from modules.catalog.services import products
from modules.catalog.services.refreshing import LISTS, detail_of

router = ninja.Router()
JSON = "application/json; charset=utf-8"


@router.get("/products/", response=ProductsPage, summary="List the products")
@cached(LISTS)
def products_list(
    request: HttpRequest,
    filters: Annotated[ProductFilters, ninja.Query()],
    paging: Annotated[Paging, ninja.Query()],
) -> HttpResponse:
    """What is on sale. Category and supplier go by id or slug: a category with all below it, suppliers any of several.

    `attr.<name>=a,b` asks for an attribute with any of the values, `attr.<name>.min` and `.max` for a number within
    bounds, several attributes for all of them; a backslash takes from a comma or dot what it means here. `facets`
    counts what the list can be narrowed down to. What a search finds comes best match first (`relevance`), all else the
    newest first, unless `ordering` says otherwise. `search` finds every word in one of its forms, the last one also as
    the beginning of a word; where nothing is found so, what was meant is searched, and `corrected` says it.
    """
    wanted = filters.wanted(request.GET)
    ordering = filters.ordering or ("relevance" if wanted.search else "-created_at")
    scope = (wanted, ordering)
    facets, page = _read(wanted, ordering, paging, scope, filters.facets)
    corrected = "" if page.items else respelt(wanted.search)
    if corrected:
        facets, page = _read(replace(wanted, search=corrected), ordering, paging, scope, filters.facets)
    body = product_page(page, facets, corrected if page.items else "")
    return HttpResponse(body, JSON)


def _read(
    wanted: Wanted, ordering: str, paging: Paging, scope: object, with_facets: bool
) -> tuple[Facets | None, Slice[Row]]:
    order = order_named(ordering, search=wanted.search)
    facets = panel(find_facets(wanted), wanted) if with_facets else None
    page = paginate_rows(
        lambda place, limit: read_page(wanted, order, place=place, limit=limit),
        paging,
        scope=scope,
        place=place_of,
        count=lambda most: facets.total if facets and facets.exact else count_up_to(wanted, most),
    )
    return facets, page


@router.get("/products/{id:product_id}/", response=ProductDetail, summary="Read a product")
@cached(detail_of)
@refuses(errors.ProductMerged)
def product_read(request: HttpRequest, product_id: int) -> HttpResponse:
    """A product with all its offers, the cheapest first; `price` and `stock` are those of the best one."""
    found = details.product_detail(product_id)
    if found is None:
        raise missing(product_id)
    return HttpResponse(product_body(found), JSON)


@router.post("/products/", response={201: ProductDetail}, auth=staff, summary="Make a product")
@idempotent
@answers_header("Location", 201)
@refuses(errors.CategoryUnknown, errors.AttributeTypeMismatch, errors.UnknownPicture, errors.TooManyPictures)
def product_add(request: HttpRequest, response: HttpResponse, data: ProductIn) -> Status[Any]:
    """`price` and `stock` make the house's own offer, `stock` being the pieces on its shelf.

    `images` are the ids of pictures that were sent ahead (`POST images/`), in their order.
    """
    product_id = products.add_product(**data.model_dump())
    response["Location"] = f"/api/v1/products/{product_id}/"
    return Status(201, details.product_detail(product_id, even_hidden=True))


@router.patch("/products/{id:product_id}/", response=ProductDetail, auth=staff, summary="Change a product")
@refuses(errors.ProductMerged, errors.CategoryUnknown, errors.AttributeTypeMismatch, errors.PriceRequired)
@refuses(errors.UnknownPicture, errors.TooManyPictures)
def product_change(request: HttpRequest, product_id: int, data: ProductPatch) -> details.Detail | None:
    """Absent fields stay as they are; `attributes` and `images`, where given, are all of them.

    `price` and `stock` are those of the house's own offer. A product that the house does not sell gets one, with no
    pieces unless `stock` says otherwise; suppliers' offers stay as they are, and the product answers with the price of
    its best offer still.

    `images` are ids or addresses, in their order; pictures that are left out are deleted.
    """
    products.change_product(product_id=product_id, **data.changes())
    return details.product_detail(product_id, even_hidden=True)


@router.delete("/products/{id:product_id}/", response={204: None}, auth=staff, summary="Hide a product")
@refuses(errors.ProductMerged)
def product_hide(request: HttpRequest, product_id: int) -> Status[None]:
    """It leaves lists and details; past orders keep their lines."""
    products.hide_product(product_id=product_id)
    return Status(204, None)
