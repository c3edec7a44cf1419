from typing import Annotated

import ninja
from django.http import HttpRequest
from ninja import Router

from core.http.auth import staff
from core.http.caching import cached
from core.http.pagination import Page, Paging, Slice, paginate
from modules.orders.api.orders import SECONDS
from modules.orders.schemas import OrderFilters
from modules.orders.selectors import orders as selectors
from modules.orders.selectors.orders import OrderView, view_of

router = Router()


@router.get("/admin/orders/", auth=staff, response=Page[OrderView], summary="All orders, newest first")
@cached("orders.all", seconds=SECONDS, per_viewer=True)
def list_all(
    request: HttpRequest, filters: Annotated[OrderFilters, ninja.Query()], paging: Annotated[Paging, ninja.Query()]
) -> Slice[OrderView]:
    narrowed = filters.model_dump()
    return paginate(selectors.all_orders(**narrowed), paging, scope=narrowed).map(view_of)
