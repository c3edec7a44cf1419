"""The supplier's cabinet: whom its pages let in, what they say when something is refused, and the first of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override

from core.errors import DomainError, Forbidden, NotFound, Unavailable
from core.http.pagination import Paging
from core.http.problems import status_of
from modules.catalog import public as catalog
from modules.catalog.public import SupplierTerms
from modules.orders import public as orders
from modules.partners import selectors
from modules.partners.errors import SupplierNotApproved

# Stricter than the shop's: nothing inline, and forms go nowhere else.
POLICY = settings.SECURE_CSP | {"style-src": [CSP.SELF], "script-src": [CSP.SELF], "form-action": [CSP.SELF]}
FEW = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose cabinet it is, and who sits in it (a user's id)."""

    terms: SupplierTerms
    by: int

    @property
    def id(self) -> int:
        """Return the supplier's id."""
        return self.terms.id


def desk(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a page, `view(request, mine, ...)`, to those who act for an approved supplier; others read why not.

    What a form asks for and is refused is said above the page that it came from; a page that is refused says so itself.
    """

    @wraps(view)
    def opened(request: HttpRequest, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            mine = _desk(request)
        except Forbidden as refused:
            return _shut(request, refused)
        try:
            return view(request, mine, **named)
        except DomainError as refused:
            return _said(request, refused)
        except Http404:
            return _shut(request, NotFound())
        except OperationalError:
            return _said(request, Unavailable())

    return never_cache(csp_override(POLICY)(opened))


def _desk(request: HttpRequest) -> Desk:
    role, by = getattr(request.user, "role", ""), request.user.pk or 0
    if role != "supplier":
        raise Forbidden(_("These pages are for those who act for a supplier, and your account does not."))
    return Desk(selectors.desk_of(by), by)


def _said(request: HttpRequest, refused: DomainError) -> HttpResponse:
    if request.method == "POST" and not isinstance(refused, NotFound):
        return go(request, request.path, refused.detail, wrong=True)
    return _shut(request, refused)


def _shut(request: HttpRequest, refused: DomainError) -> HttpResponse:
    known = {
        "title": _("Supplier's cabinet"),
        "said": refused.detail,
        "is_open": not isinstance(refused, Forbidden),
        "waits": isinstance(refused, SupplierNotApproved),
    }
    return render(request, "partners/cabinet_refused.html", known, status=status_of(type(refused)))


def page(request: HttpRequest, mine: Desk, name: str, title: str, **known: Any) -> HttpResponse:
    """Answer one of the cabinet's pages."""
    known |= {"title": title, "here": name, "supplier": mine.terms}
    return render(request, f"partners/cabinet_{name}.html", known)


def go(request: HttpRequest, address: str, said: str = "", *, wrong: bool = False) -> HttpResponseRedirect:
    """Lead on to a page that says something first."""
    if said:
        (messages.error if wrong else messages.success)(request, said)
    return HttpResponseRedirect(address)


def paging(request: HttpRequest) -> Paging:
    """Return which part of a list is asked for, by its cursor."""
    return Paging(cursor=request.GET.get("cursor", "")[:2000])


@desk
def overview(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    if request.method == "POST":
        return _switch(request, mine)
    pending = orders.count_parts(supplier_id=mine.id, status="pending")
    return page(
        request,
        mine,
        "overview",
        pgettext("page of the cabinet", "Overview"),
        lists=selectors.price_lists(mine.id).order_by("-id")[:FEW],
        pending=pending,
        parts=orders.parts_of_supplier(supplier_id=mine.id, status="pending", limit=FEW) if pending else [],
        schedule=selectors.schedule_or_none(mine.id),
    )


def _switch(request: HttpRequest, mine: Desk) -> HttpResponseRedirect:
    accepting = request.POST.get("accepting") == "1"
    catalog.set_accepting(supplier_id=mine.id, accepting=accepting)
    return go(request, request.path, _("You take orders now.") if accepting else _("You take no orders now."))


urlpatterns = [path("partner/", overview, name="cabinet")]
landing = {"supplier": "cabinet"}
