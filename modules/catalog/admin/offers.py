from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from core.backoffice.bases import KeptAdmin, KeptInline
from core.backoffice.columns import GOOD, RUNNING, WAITING, label
from core.backoffice.filters import SpanFilter
from core.sheets.admin import SheetAdmin
from core.spelling import Small
from modules.catalog.admin.filters import OfferSupplierFilter
from modules.catalog.admin.forms import PricedForm, changes
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.resources.offers import OfferSheet
from modules.catalog.rules.skus import spellings
from modules.catalog.selectors.search import found_ids
from modules.catalog.services import offers


class Told(forms.Widget):
    """What stands and is not changed, as text: a box for each would be a query and too wide."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html('<span class="told">{}</span>', self.text)


class OfferForm(PricedForm):
    retired = forms.BooleanField(label=_("retired"), required=False)

    class Meta:
        model = Offer
        fields = ("supplier", "external_id", "model", "price", "price_rrp", "quantity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["retired"].initial = self.instance.retired_at is not None
        if self.instance.pk:
            for name in ("supplier", "external_id"):
                self.fields[name].disabled, self.fields[name].widget = True, Told(str(getattr(self.instance, name)))


class OfferInline(KeptInline[Offer, Product]):
    model = Offer
    form = OfferForm
    autocomplete_fields = ("supplier",)
    fields = ("mark", "supplier", "external_id", "model", "price", "price_rrp", "quantity", "reserved", "retired")
    readonly_fields = ("mark", "reserved")
    ordering = ("retired_at", "price", "id")
    per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        is_best = Case(When(product__best_offer_id=F("pk"), then=True), default=False)
        return super().get_queryset(request).select_related("supplier").annotate(is_best=is_best)

    @label(_("on sale"), {"best": GOOD, "open": RUNNING, "closed": WAITING})
    def mark(self, offer: Offer) -> tuple[str, Any]:
        """Say which offer buyers are shown, and why another one is not."""
        if offer.pk is None:
            return "", ""
        if offer.retired_at:
            return "retired", pgettext("an offer", "retired")
        if offer.__dict__.get("is_best"):
            return "best", pgettext("an offer", "best")
        if offer.supplier.approved_at is None or not offer.supplier.accepting_orders:
            return "closed", pgettext("an offer", "supplier closed")
        if not offer.available:
            return "out", pgettext("an offer", "sold out")
        return "open", pgettext("an offer", "on sale")


@admin.register(Offer)
class OfferAdmin(SheetAdmin, KeptAdmin[Offer]):
    """All offers, to look through, export and import; one by one they are changed under their product."""

    sheet = OfferSheet
    rank, icon = 21, "sell"
    form = PricedForm
    list_display = ("external_id", "supplier", "product", "price", "currency", "quantity", "reserved", "retired_at")
    list_filter = (OfferSupplierFilter, ("price", SpanFilter), ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("supplier", "product")
    search_fields = ("external_id", "product__name")
    fields = ("supplier", "product", "external_id", "model", "price", "price_rrp", "quantity")
    autocomplete_fields = ("supplier", "product")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Offer], search_term: str
    ) -> tuple[QuerySet[Offer], bool]:
        """Find the supplier's own id however it is spelt, and offers of products by their words."""
        term = search_term.strip()
        if not term:
            return queryset, False
        codes = [Small(Value(spelling)) for spelling in spellings(term)]
        named = queryset.alias(code=Small("external_id")).filter(Q(code__in=codes) | Q(product__in=found_ids(term)))
        return named, False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("supplier", "product", "external_id") if obj else ()

    def save_model(self, request: HttpRequest, obj: Offer, form: Any, change: bool) -> None:
        if change:
            offers.change_offer(offer_id=obj.pk, **changes(form))
            return
        given = dict(form.cleaned_data)
        supplier, product = given.pop("supplier").pk, given.pop("product").pk
        obj.pk = offers.add_offer(supplier_id=supplier, product_id=product, **given)
