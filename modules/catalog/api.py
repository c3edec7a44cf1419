from typing import Annotated, Any

import ninja
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Status

from core.errors import NotFound
from core.http.auth import staff
from core.http.caching import cached
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, paginate
from modules.catalog import errors
from modules.catalog import schemas as s
from modules.catalog.models import Product
from modules.catalog.selectors import details
from modules.catalog.selectors.categories import visible_categories, visible_category
from modules.catalog.selectors.products import Wanted, by_relevance, listed
from modules.catalog.selectors.suppliers import open_suppliers
from modules.catalog.services import categories, offers, products
from modules.catalog.services.refreshing import LISTS, detail_of

router = ninja.Router()


@router.get("/categories/", response=Page[s.CategoryOut], summary="List the categories")
@cached(LISTS)
def categories_list(
    request: HttpRequest,
    filters: Annotated[s.CategorySearch, ninja.Query()],
    paging: Annotated[Paging, ninja.Query()],
) -> Any:
    """The visible categories; `parent` makes them a tree. `search` finds every word in the name."""
    found = visible_categories(search=filters.search)
    return paginate(found, paging, order="position", scope=filters).map(s.CategoryOut.of)


@router.get("/categories/{id:category_id}/", response=s.CategoryOut, summary="Read a category")
@cached(LISTS)
def category_read(request: HttpRequest, category_id: int) -> s.CategoryOut:
    category = visible_category(category_id)
    if category is None:
        raise NotFound
    return s.CategoryOut.of(category)


@router.post("/categories/", response={201: s.CategoryOut}, auth=staff, summary="Make a category")
@idempotent
@answers_header("Location", 201)
@refuses(errors.CategoryUnknown, errors.SlugTaken)
def category_add(request: HttpRequest, response: HttpResponse, data: s.CategoryIn) -> Status[Any]:
    category = categories.add_category(**data.model_dump() | {"slug": data.slug or ""})
    response["Location"] = f"/api/v1/categories/{category.pk}/"
    return Status(201, s.CategoryOut.of(category))


@router.patch("/categories/{id:category_id}/", response=s.CategoryOut, auth=staff, summary="Change a category")
@refuses(errors.CategoryUnknown, errors.CategoryCircle, errors.SlugTaken)
def category_change(request: HttpRequest, category_id: int, data: s.CategoryPatch) -> s.CategoryOut:
    return s.CategoryOut.of(categories.change_category(category_id=category_id, **data.changes()))


@router.delete("/categories/{id:category_id}/", response={204: None}, auth=staff, summary="Hide or delete a category")
@refuses(errors.CategoryInUse)
def category_delete(
    request: HttpRequest, category_id: int, how: Annotated[s.HardDelete, ninja.Query()]
) -> Status[None]:
    """Hides it with all below; `hard=true` deletes it where no product hangs on it."""
    remove = categories.delete_category if how.hard else categories.hide_category
    remove(category_id=category_id)
    return Status(204, None)


@router.get("/products/", response=Page[s.ProductOut], summary="List the products")
@cached(LISTS)
def products_list(
    request: HttpRequest,
    filters: Annotated[s.ProductFilters, ninja.Query()],
    paging: Annotated[Paging, ninja.Query()],
) -> HttpResponse:
    """What is on sale. Category and supplier go by id or slug, a category with all below it.

    `attr.<name>=<value>` asks for an attribute, several for all of them. The newest come first, unless `ordering`
    says otherwise; `relevance` goes by the words of `search`.
    """
    wanted = filters.wanted(request.GET)
    found, order = _ordered(wanted, filters.ordering or "-created_at")
    page = paginate(found, paging, order=order, scope=wanted)
    return HttpResponse(s.product_page(page), "application/json; charset=utf-8")


def _ordered(wanted: Wanted, ordering: str) -> tuple[QuerySet[Product], str]:
    found = listed(wanted)
    return by_relevance(found, wanted.search) if ordering == "relevance" else (found, ordering)


@router.get("/products/{id:product_id}/", response=s.ProductDetail, summary="Read a product")
@cached(detail_of)
def product_read(request: HttpRequest, product_id: int) -> details.Detail:
    """A product with all its offers, the cheapest first; `price` and `stock` are those of the best one."""
    found = details.product_detail(product_id)
    if found is None:
        raise NotFound
    return found


@router.post("/products/", response={201: s.ProductDetail}, auth=staff, summary="Make a product")
@idempotent
@answers_header("Location", 201)
@refuses(errors.CategoryUnknown, errors.AttributeTypeMismatch)
def product_add(request: HttpRequest, response: HttpResponse, data: s.ProductIn) -> Status[Any]:
    """`price` and `stock` make the house's own offer, `stock` being the pieces on its shelf."""
    product_id = products.add_product(**data.model_dump())
    response["Location"] = f"/api/v1/products/{product_id}/"
    return Status(201, details.product_detail(product_id, even_hidden=True))


@router.patch("/products/{id:product_id}/", response=s.ProductDetail, auth=staff, summary="Change a product")
@refuses(errors.CategoryUnknown, errors.AttributeTypeMismatch, errors.PriceRequired)
def product_change(request: HttpRequest, product_id: int, data: s.ProductPatch) -> details.Detail | None:
    """Absent fields stay as they are; `attributes`, where given, are all of them."""
    products.change_product(product_id=product_id, **data.changes())
    return details.product_detail(product_id, even_hidden=True)


@router.delete("/products/{id:product_id}/", response={204: None}, auth=staff, summary="Hide a product")
def product_hide(request: HttpRequest, product_id: int) -> Status[None]:
    """It leaves lists and details; past orders keep their lines."""
    products.hide_product(product_id=product_id)
    return Status(204, None)


@router.patch("/admin/offers/{id:offer_id}/", response=s.OfferOut, auth=staff, summary="Change an offer")
def offer_change(request: HttpRequest, offer_id: int, data: s.OfferPatch) -> details.Detail:
    """Any supplier's: price, recommended price, quantity, and whether it is retired."""
    return details.offer_detail(offers.change_offer(offer_id=offer_id, **data.changes()))


@router.get("/suppliers/", response=Page[s.SupplierOut], summary="List the suppliers")
@cached(LISTS)
def suppliers_list(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Any:
    """Those that take orders, with their terms of delivery."""
    return paginate(open_suppliers(), paging, order="name")
