"""A supplier's parts of orders in the cabinet: what to pack, where to, and each step of the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.http.media import document
from core.http.pagination import Slice, paginate_values
from core.texts import typed
from modules.orders import public as orders
from modules.orders.public import PartCorrection, Status, SupplierPart
from modules.partners.pages.desk import Desk, desk, go, page, paging

LONGEST, MOST_SOUGHT = 500, 100
STEPS: dict[str, StrOrPromise] = {
    Status.CONFIRMED: pgettext_lazy("a supplier's part", "Confirm"),
    Status.ASSEMBLED: pgettext_lazy("a supplier's part", "It is assembled"),
    Status.SHIPPED: pgettext_lazy("a supplier's part", "It is shipped"),
    Status.DELIVERED: pgettext_lazy("a supplier's part", "It is delivered"),
    Status.CANCELLED: pgettext_lazy("a supplier's part", "Cancel it"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of a part or a correction: when, what, why, and what it changed: what it is, how it was, how it is."""

    at: datetime
    what: str
    reason: str
    changes: Sequence[tuple[str, str, str]] = ()


@desk
def parts(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    status, search = request.GET.get("status", ""), typed(request.GET.get("search", "")).strip()[:MOST_SOUGHT]
    asked = {"status": status if status in Status.values else "", "search": search}
    tabs = [("", pgettext("orders", "All")), *((one.value, one.label) for one in Status)]
    known = {"tabs": [(_also(asked | {"status": value}), value, name) for value, name in tabs], "also": _also(asked)}
    title = pgettext("page of the cabinet", "Orders")
    return page(request, mine, "parts", title, found=_found(request, mine, asked), **known, **asked)


def _also(asked: Mapping[str, str]) -> str:
    return urlencode({name: said for name, said in asked.items() if said})


def _found(request: HttpRequest, mine: Desk, asked: Mapping[str, str]) -> Slice[SupplierPart]:
    scope = f"cabinet parts {mine.id} {asked}"
    return paginate_values(partial(_parts, mine.id, asked), paging(request), scope=scope, count=int)


def _parts(supplier_id: int, asked: Mapping[str, str], before: int | None, limit: int) -> list[SupplierPart]:
    status, search = asked["status"] or None, asked["search"]
    return orders.parts_of_supplier(supplier_id=supplier_id, status=status, search=search, before=before, limit=limit)


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
        story=_story(one, orders.corrections_of_part(supplier_id=mine.id, part_id=part_id)),
    )


def _story(one: SupplierPart, corrections: list[PartCorrection]) -> list[Happened]:
    """Return a part's steps and corrections in the order of time."""
    steps = [Happened(step.at, f"{step.status.label} · {step.actor.label}", step.reason) for step in one.steps]
    return sorted([*steps, *(_corrected(made, one.currency) for made in corrections)], key=attrgetter("at"))


def _corrected(made: PartCorrection, currency: str) -> Happened:
    said = _("the order was corrected (revision %(number)s)") % {"number": made.revision}
    return Happened(made.at, said, made.reason, orders.changes_in_words(made.changes, currency=currency))


def _move(request: HttpRequest, mine: Desk, part_id: int) -> HttpResponseBase:
    status, reason = request.POST.get("status", ""), typed(request.POST.get("reason", "")).strip()
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
