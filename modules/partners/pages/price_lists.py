"""Price lists in the cabinet: a file or an address is taken in, watched, read as differences, and decided about."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.http.media import document
from core.http.pagination import paginate
from modules.partners import selectors
from modules.partners.clients.storing import together
from modules.partners.formats.writers.known import ENDINGS
from modules.partners.models.price_lists import PriceList
from modules.partners.pages.desk import Desk, desk, go, page, paging
from modules.partners.rules import UNFINISHED, Mode, Status, saved_as
from modules.partners.schemas.differences import differences, rows_of, warning_in_words
from modules.partners.schemas.forms import FromOneSource, TakesSeveral
from modules.partners.services import repeating, reviewing, rolling_back
from modules.partners.services.fetching import submit_address
from modules.partners.services.submitting import submit


class SendForm(FromOneSource, forms.Form):
    """A list of one's own; what kind of file it is, is found in its content."""

    file = forms.FileField(
        label=pgettext_lazy("of a price list", "File"),
        required=False,
        widget=TakesSeveral(attrs={"multiple": True}),
        help_text=gettext_lazy(
            "YAML, JSON, CSV, XLSX, XLS, Yandex YML or CommerceML 2 (its parts at once), in any usual encoding."
        ),
    )
    address = forms.CharField(
        label=pgettext_lazy("of a price list", "Address"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=gettext_lazy("In place of a file: http or https; it is fetched in the background."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"),
        choices=Mode.choices,
        initial=Mode.FULL,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("With the whole assortment, offers that the file does not name are retired."),
    )
    dry_run = forms.BooleanField(
        label=gettext_lazy("Dry run"),
        required=False,
        help_text=gettext_lazy("Read and compare the file, and change nothing."),
    )

    def send(self, mine: Desk) -> PriceList:
        """Queue what was given."""
        given, files = self.cleaned_data, self.sent()
        asked = {"supplier_id": mine.id, "user_id": mine.by, "mode": given["mode"], "dry_run": given["dry_run"]}
        if files:
            name, chunks = together(files)
            return submit(name=name, chunks=chunks, **asked)
        return submit_address(url=given["address"], **asked)


@desk
def price_lists(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    form = SendForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        return go(request, address_of(form.send(mine)))
    return page(
        request,
        mine,
        "price_lists",
        pgettext("page of the cabinet", "Price lists"),
        form=form,
        most=settings.MAX_UPLOAD_BYTES,
        found=paginate(selectors.price_lists(mine.id), paging(request), scope=f"cabinet {mine.id}"),
        formats=list(ENDINGS),
    )


@desk
def price_list(request: HttpRequest, mine: Desk, price_list_id: int) -> HttpResponseBase:
    one = selectors.price_list(supplier_id=mine.id, price_list_id=price_list_id)
    if request.method == "POST":
        return go(request, *_step(one, request.POST.get("step", ""), mine.by))
    return page(
        request,
        mine,
        "price_list",
        _("Price list %(number)d") % {"number": one.pk},
        one=one,
        is_live=one.is_under_way,
        warnings=_warnings(one),
        steps=_possible(one),
        by_staff=not reviewing.may_decide(as_staff=False),
        rows=differences(one, request.GET),
    )


@desk
def original(request: HttpRequest, mine: Desk, price_list_id: int) -> HttpResponseBase:
    one = selectors.price_list(supplier_id=mine.id, price_list_id=price_list_id)
    place = one.path.relative_to(settings.DOCUMENT_ROOT)
    name = saved_as(one.file_name, one.pk)
    return document(str(place), media_type="application/octet-stream", save_as=name)


def address_of(one: PriceList) -> str:
    return reverse("cabinet_price_list", args=[one.pk])


def _warnings(one: PriceList) -> list[dict[str, Any]]:
    """Return what is odd about a list, and first what it waits for."""
    told = sorted(one.warnings, key=lambda warning: not warning.get("hold"))
    return [warning | {"said": warning_in_words(warning), "where": rows_of(warning)} for warning in told]


def _possible(one: PriceList) -> frozenset[str]:
    """Return the steps that make sense with a list as it stands."""
    decides, is_latest = reviewing.may_decide(as_staff=False), selectors.is_latest(one)
    found = {"approve", "reject"} if one.status == Status.REVIEW and decides else set()
    if one.status == Status.APPLIED and is_latest and not one.forgotten_at and decides and not one.is_rolling_back:
        found.add("rollback")
    stands = one.status == Status.REVIEW or (one.status == Status.APPLIED and is_latest)
    is_there = bool(one.url) or (bool(one.size) and not one.forgotten_at)
    if is_there and not stands and one.status not in UNFINISHED:
        found.add("again")
    return frozenset(found)


def _step(one: PriceList, step: str, by: int) -> tuple[str, str]:
    """Make a step; return the page to look at then, and what to say there."""
    match step:
        case "approve":
            reviewing.approve(price_list_id=one.pk, by=by)
            return address_of(one), _("The list is being applied; this page shows how it goes.")
        case "reject":
            reviewing.reject(price_list_id=one.pk, by=by)
            return address_of(one), _("The list is rejected.")
        case "rollback":
            rolling_back.roll_back(price_list_id=one.pk, by=by)
            return address_of(one), _rolled_back(one)
        case "again":
            queued = repeating.again(price_list_id=one.pk, by=by)
            return address_of(queued), _("The list is taken in again; this page shows how it goes.")
        case _:
            raise Http404


def _rolled_back(one: PriceList) -> str:
    one.refresh_from_db()
    if one.is_rolling_back:
        return _("The list is being rolled back; this page shows when it is done.")
    return _("The list is rolled back: what it had changed is as it was before.")


urlpatterns = [
    path("partner/price-lists/", price_lists, name="cabinet_price_lists"),
    path("partner/price-lists/<id:price_list_id>/", price_list, name="cabinet_price_list"),
    path("partner/price-lists/<id:price_list_id>/file/", original, name="cabinet_original"),
]
