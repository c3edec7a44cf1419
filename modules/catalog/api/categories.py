from typing import Annotated, Any

import ninja
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
from modules.catalog.schemas.categories import CategoryIn, CategoryOut, CategoryPatch, CategorySearch, HardDelete
from modules.catalog.selectors.categories import visible_categories, visible_category
from modules.catalog.services import categories
from modules.catalog.services.refreshing import LISTS

router = ninja.Router()


@router.get("/categories/", response=Page[CategoryOut], summary="List the categories")
@cached(LISTS)
def categories_list(
    request: HttpRequest,
    filters: Annotated[CategorySearch, ninja.Query()],
    paging: Annotated[Paging, ninja.Query()],
) -> Any:
    """The visible categories; `parent` makes them a tree. `search` finds every word in the name."""
    found = visible_categories(search=filters.search)
    return paginate(found, paging, order="position", scope=filters).map(CategoryOut.of)


@router.get("/categories/{id:category_id}/", response=CategoryOut, summary="Read a category")
@cached(LISTS)
def category_read(request: HttpRequest, category_id: int) -> CategoryOut:
    category = visible_category(category_id)
    if category is None:
        raise NotFound
    return CategoryOut.of(category)


@router.post("/categories/", response={201: CategoryOut}, auth=staff, summary="Make a category")
@idempotent
@answers_header("Location", 201)
@refuses(errors.CategoryUnknown, errors.SlugTaken)
def category_add(request: HttpRequest, response: HttpResponse, data: CategoryIn) -> Status[Any]:
    category = categories.add_category(**data.model_dump() | {"slug": data.slug or ""})
    response["Location"] = f"/api/v1/categories/{category.pk}/"
    return Status(201, CategoryOut.of(category))


@router.patch("/categories/{id:category_id}/", response=CategoryOut, auth=staff, summary="Change a category")
@refuses(errors.CategoryUnknown, errors.CategoryCircle, errors.SlugTaken)
def category_change(request: HttpRequest, category_id: int, data: CategoryPatch) -> CategoryOut:
    return CategoryOut.of(categories.change_category(category_id=category_id, **data.changes()))


@router.delete("/categories/{id:category_id}/", response={204: None}, auth=staff, summary="Hide or delete a category")
@refuses(errors.CategoryInUse)
def category_delete(request: HttpRequest, category_id: int, how: Annotated[HardDelete, ninja.Query()]) -> Status[None]:
    """Hides it with all below; `hard=true` deletes it where no product hangs on it."""
    remove = categories.delete_category if how.hard else categories.hide_category
    remove(category_id=category_id)
    return Status(204, None)
