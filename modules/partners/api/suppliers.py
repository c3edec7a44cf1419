from functools import partial
from typing import Annotated

import ninja
from django.http import HttpRequest

from core.http.auth import staff
from core.http.pagination import Page, Paging, Slice, paginate_values
from modules.catalog import public as catalog
from modules.catalog.public import SupplierTerms
from modules.partners import selectors
from modules.partners.schemas.suppliers import (
    SupplierDesk,
    SupplierFilters,
    SupplierPatch,
)
from modules.partners.services import suppliers

router = ninja.Router()


@router.get("/admin/suppliers/", response=Page[SupplierDesk], auth=staff, summary="All suppliers, or those that wait")
def list_suppliers(
    request: HttpRequest, filters: Annotated[SupplierFilters, ninja.Query()], paging: Annotated[Paging, ninja.Query()]
) -> Slice[SupplierTerms]:
    found = catalog.suppliers(status=filters.status)
    fetch, scope = partial(selectors.newest, found), f"suppliers {filters.status}"
    return paginate_values(fetch, paging, scope=scope, count=lambda: len(found))


@router.get("/admin/suppliers/{id:supplier_id}/", response=SupplierDesk, auth=staff, summary="One supplier")
def read_supplier(request: HttpRequest, supplier_id: int) -> SupplierTerms:
    return selectors.terms_of(supplier_id)


@router.patch("/admin/suppliers/{id:supplier_id}/", response=SupplierDesk, auth=staff, summary="Change its terms")
def change_supplier(request: HttpRequest, supplier_id: int, body: SupplierPatch) -> SupplierTerms:
    catalog.set_terms(supplier_id=selectors.terms_of(supplier_id).id, **body.changes())
    return selectors.terms_of(supplier_id)


@router.post("/admin/suppliers/{id:supplier_id}/approve/", response=SupplierDesk, auth=staff, summary="Let it in")
def approve_supplier(request: HttpRequest, supplier_id: int) -> SupplierTerms:
    """The people of the supplier are told by mail, the first time."""
    suppliers.approve(supplier_id=supplier_id)
    return selectors.terms_of(supplier_id)
