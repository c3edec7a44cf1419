"""What a supplier's columns mean: asked where a list was not understood, and shown as it is remembered."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from modules.partners import selectors
from modules.partners.pages.desk import Desk, desk, go, page
from modules.partners.pages.price_lists import address_of
from modules.partners.schemas.meanings import Asked, asked, given, headers_of, meanings, merged
from modules.partners.services.columns import explain
from modules.partners.services.repeating import again


@desk
def columns(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    """Show what is remembered, with room for more."""
    if request.method == "POST":
        explain(supplier_id=mine.id, columns=_given(request))
        return go(request, request.path, _("It is remembered; the next list is read by it."))
    known = [Asked(header, meaning) for header, meaning in selectors.meanings_of(mine.id).items()]
    title = pgettext("page of the cabinet", "Columns")
    return page(request, mine, "columns", title, asked=[*known, Asked("", "")], meanings=meanings())


@desk
def columns_of(request: HttpRequest, mine: Desk, price_list_id: int) -> HttpResponseBase:
    """Ask for the columns of a list that was not understood, and take it in again when they are told."""
    one = selectors.price_list(supplier_id=mine.id, price_list_id=price_list_id)
    found, told = headers_of(one), selectors.meanings_of(mine.id)
    if not found:
        raise Http404
    if request.method == "POST":
        explain(supplier_id=mine.id, columns=merged(told, _given(request)))
        queued = again(price_list_id=one.pk, by=mine.by)
        return go(request, address_of(queued), _("It is remembered, and the list is taken in again."))
    title = pgettext("page of the cabinet", "Columns")
    return page(request, mine, "columns", title, one=one, asked=asked(found, told), meanings=meanings())


def _given(request: HttpRequest) -> dict[str, str]:
    return given(request.POST.getlist("header"), request.POST.getlist("meaning"))


urlpatterns = [
    path("partner/columns/", columns, name="cabinet_columns"),
    path("partner/price-lists/<id:price_list_id>/columns/", columns_of, name="cabinet_columns_of"),
]
