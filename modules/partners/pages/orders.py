"""A supplier's parts of orders in the cabinet: what to pack, where to, and each step of the way."""

from functools import partial

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.http.media import document
from core.http.pagination import Slice, paginate_values
from modules.orders import public as orders
from modules.orders.public import Status, SupplierPart
from modules.partners.pages.desk import Desk, desk, go, page, paging

LONGEST = 500
STEPS: dict[str, StrOrPromise] = {
    Status.CONFIRMED: pgettext_lazy("a supplier's part", "Confirm"),
    Status.ASSEMBLED: pgettext_lazy("a supplier's part", "It is assembled"),
    Status.SHIPPED: pgettext_lazy("a supplier's part", "It is shipped"),
    Status.DELIVERED: pgettext_lazy("a supplier's part", "It is delivered"),
    Status.CANCELLED: pgettext_lazy("a supplier's part", "Cancel it"),
}


@desk
def parts(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    status = request.GET.get("status", "")
    status = status if status in Status.values else ""
    tabs = [("", pgettext("orders", "All")), *((one.value, one.label) for one in Status)]
    title = pgettext("page of the cabinet", "Orders")
    return page(request, mine, "parts", title, found=_found(request, mine, status or None), tabs=tabs, status=status)


def _found(request: HttpRequest, mine: Desk, status: str | None) -> Slice[SupplierPart]:
    scope = f"cabinet parts {mine.id} {status}"
    return paginate_values(partial(_parts, mine.id, status), paging(request), scope=scope, count=int)


def _parts(supplier_id: int, status: str | None, before: int | None, limit: int) -> list[SupplierPart]:
    return orders.parts_of_supplier(supplier_id=supplier_id, status=status, before=before, limit=limit)


@desk
def part(request: HttpRequest, mine: Desk, part_id: int) -> HttpResponseBase:
    if request.method == "POST":
        return _move(request, mine, part_id)
    one = orders.part_of_supplier(supplier_id=mine.id, part_id=part_id)
    steps = [(str(status), STEPS[status]) for status in orders.steps_of_supplier(one.status)]
    return page(
        request,
        mine,
        "part",
        pgettext("of a supplier's part", "Order %(number)s") % {"number": one.number},
        one=one,
        total=one.subtotal + one.delivery,
        onward=[step for step in steps if step[0] != Status.CANCELLED],
        cancelling=[step for step in steps if step[0] == Status.CANCELLED],
        packs=one.address is not None,
        corrections=orders.corrections_of_part(supplier_id=mine.id, part_id=part_id),
    )


def _move(request: HttpRequest, mine: Desk, part_id: int) -> HttpResponseBase:
    status, reason = request.POST.get("status", ""), request.POST.get("reason", "").replace("\0", "").strip()
    if status not in STEPS:
        raise Http404
    moved = orders.move_part(supplier_id=mine.id, part_id=part_id, status=status, by=mine.by, reason=reason[:LONGEST])
    return go(request, request.path, _("Your part is now: %(status)s.") % {"status": moved.status.label})


@desk
def packing_list(request: HttpRequest, mine: Desk, part_id: int) -> HttpResponseBase:
    found = orders.packing_list(supplier_id=mine.id, part_id=part_id)
    if found is None:
        said = _("The packing list is being made; ask for it again in a moment.")
        return go(request, reverse("cabinet_part", args=[part_id]), said)
    return document(found.file, media_type="application/pdf", save_as=found.save_as, language=found.language)


urlpatterns = [
    path("partner/orders/", parts, name="cabinet_parts"),
    path("partner/orders/<id:part_id>/", part, name="cabinet_part"),
    path("partner/orders/<id:part_id>/packing-list/", packing_list, name="cabinet_packing_list"),
]
