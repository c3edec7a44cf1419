"""What a supplier's columns mean: asked where a list was not understood, and shown as it is remembered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.http.values import visible
from modules.partners import selectors
from modules.partners.formats.columns import ATTRIBUTE, FIELDS, IGNORE, Columns
from modules.partners.formats.texts import shown
from modules.partners.pages.desk import Desk, desk, go, page
from modules.partners.pages.price_lists import address_of
from modules.partners.schemas.differences import field_name
from modules.partners.services.columns import explain
from modules.partners.services.repeating import again

MOST, LONGEST = 500, 100
OTHERS: dict[str, StrOrPromise] = {
    "available": pgettext_lazy("field of a row", "in stock: yes or no"),
    ATTRIBUTE: pgettext_lazy("meaning of a column", "a property of the good"),
    IGNORE: pgettext_lazy("meaning of a column", "nothing: leave it out"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A header, and what it is taken to mean so far: a field, "attribute", "ignore", or "" where nobody knows."""

    header: str
    meaning: str


@desk
def columns(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    """Show what is remembered, with room for more."""
    if request.method == "POST":
        explain(supplier_id=mine.id, columns=_given(request))
        return go(request, request.path, _("It is remembered; the next list is read by it."))
    known = [Asked(header, meaning) for header, meaning in selectors.meanings_of(mine.id).items()]
    title = pgettext("page of the cabinet", "Columns")
    return page(request, mine, "columns", title, asked=[*known, Asked("", "")], meanings=_meanings())


@desk
def columns_of(request: HttpRequest, mine: Desk, price_list_id: int) -> HttpResponseBase:
    """Ask for the columns of a list that was not understood, and take it in again when they are told."""
    one = selectors.price_list(supplier_id=mine.id, price_list_id=price_list_id)
    found = str(one.error_params.get("headers", "")).splitlines()
    if one.error_code != "columns_unknown" or not found:
        raise Http404
    told = selectors.meanings_of(mine.id)
    if request.method == "POST":
        explain(supplier_id=mine.id, columns=dict([*told.items(), *_given(request).items()][-MOST:]))
        queued = again(price_list_id=one.pk, by=mine.by)
        return go(request, address_of(queued), _("It is remembered, and the list is taken in again."))
    title = pgettext("page of the cabinet", "Columns")
    return page(request, mine, "columns", title, one=one, asked=_asked(found, told), meanings=_meanings())


def _asked(headers: Iterable[str], told: dict[str, str]) -> list[Asked]:
    known = Columns(told)
    offered = {*FIELDS, *OTHERS, ""}
    means = [(header, known.meaning(header)) for header in headers]
    return [Asked(header, meaning if meaning in offered else "") for header, meaning in means][:MOST]


def _meanings() -> list[tuple[str, str]]:
    fields = [(name, field_name(name)) for name in FIELDS if name not in OTHERS]
    return [("", "–"), *fields, *((name, str(title)) for name, title in OTHERS.items())]


def _given(request: HttpRequest) -> dict[str, str]:
    """Return the headers that were given a meaning; what is no header or no meaning is left out."""
    headers, meanings = request.POST.getlist("header"), request.POST.getlist("meaning")
    known = {*FIELDS, *OTHERS}
    pairs = ((shown(header, LONGEST), meaning) for header, meaning in zip(headers, meanings, strict=False))
    return {header: meaning for header, meaning in list(pairs)[:MOST] if visible(header) and meaning in known}


urlpatterns = [
    path("partner/columns/", columns, name="cabinet_columns"),
    path("partner/price-lists/<id:price_list_id>/columns/", columns_of, name="cabinet_columns_of"),
]
