from typing import Annotated, Any

import ninja
from django.http import HttpRequest

from core.http.caching import cached
from core.http.pagination import Page, Paging, paginate
from modules.catalog.schemas.suppliers import SupplierOut
from modules.catalog.selectors.suppliers import open_suppliers
from modules.catalog.services.refreshing import LISTS

router = ninja.Router()


@router.get("/suppliers/", response=Page[SupplierOut], summary="List the suppliers")
@cached(LISTS)
def suppliers_list(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Any:
    """Those that take orders, with their terms of delivery."""
    return paginate(open_suppliers(), paging, order="name")
