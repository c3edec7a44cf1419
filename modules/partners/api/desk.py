"""A supplier's desk: who may come to it, and whether it takes orders."""

import ninja
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.http.auth import BearerAuth, Viewer
from core.http.scopes import scope
from modules.catalog import public as catalog
from modules.catalog.public import SupplierTerms
from modules.partners import selectors
from modules.partners.errors import SupplierNotApproved
from modules.partners.schemas.suppliers import StateOut, StatePatch

router = ninja.Router()
PLACE = "/partner/"
# What the calls under partner/ are about, by the name after it: so go the scopes of the keys that open them.
AREAS = {
    "price-lists": "prices",
    "schedule": "prices",
    "exports": "prices",
    "orders": "orders",
    "state": "state",
}
scope("prices:read", _("see price lists, the schedule and exports"))
scope("prices:write", _("send price lists, decide about them, set the schedule, make exports"))
scope("orders:read", _("see the own parts of orders"))
scope("orders:write", _("take the own parts of orders on"))
scope("state:read", _("see whether orders are taken"))
scope("state:write", _("open and close for orders"))


def scope_of(request: HttpRequest) -> str:
    """Return the scope that an API key needs for a call of the partner's, or "" where none opens it."""
    area = AREAS.get(request.path.partition(PLACE)[2].partition("/")[0])
    verb = "read" if request.method in {"GET", "HEAD"} else "write"
    return f"{area}:{verb}" if area else ""


class _SupplierDoor(BearerAuth):
    """Lets in those who act for an approved supplier, and remembers for which one."""

    def __call__(self, request: HttpRequest) -> Viewer:
        viewer = super().__call__(request)
        request.__dict__["_supplier"] = selectors.desk_of(viewer.id)
        return viewer


supplier = _SupplierDoor(lambda viewer: viewer.role == "supplier", scope_of=scope_of)
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
