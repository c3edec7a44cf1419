"""A supplier's desk: who may come to it, and whether it takes orders."""

import ninja
from django.http import HttpRequest

from core.http.auth import BearerAuth, Viewer
from modules.catalog import public as catalog
from modules.catalog.public import SupplierTerms
from modules.partners import selectors
from modules.partners.errors import SupplierNotApproved
from modules.partners.schemas.suppliers import StateOut, StatePatch

router = ninja.Router()


class _SupplierDoor(BearerAuth):
    """Lets in those who act for an approved supplier, and remembers for which one."""

    def __call__(self, request: HttpRequest) -> Viewer:
        viewer = super().__call__(request)
        request.__dict__["_supplier"] = selectors.desk_of(viewer.id)
        return viewer


supplier = _SupplierDoor(lambda viewer: viewer.role == "supplier")
supplier.refuses += (SupplierNotApproved,)


def the_supplier(request: HttpRequest) -> SupplierTerms:
    """Return whose desk this is, behind the door `supplier`."""
    found: SupplierTerms = request.__dict__["_supplier"]
    return found


@router.get("/partner/state/", response=StateOut, auth=supplier, summary="Whether I take orders")
def read_state(request: HttpRequest) -> SupplierTerms:
    return the_supplier(request)


@router.patch("/partner/state/", response=StateOut, auth=supplier, summary="Open or close for orders")
def set_state(request: HttpRequest, body: StatePatch) -> StatePatch:
    """While closed the offers stay visible as unavailable, and cannot be ordered."""
    catalog.set_accepting(supplier_id=the_supplier(request).id, accepting=body.accepting_orders)
    return body
