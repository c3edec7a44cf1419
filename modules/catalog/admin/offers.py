from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import KeptAdmin, KeptInline
from core.sheets.admin import SheetAdmin
from modules.catalog.admin.forms import changes
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.resources.offers import OfferSheet
from modules.catalog.services import offers


class OfferForm(forms.ModelForm[Offer]):
    retired = forms.BooleanField(label=_("retired"), required=False)

    class Meta:
        model = Offer
        fields = ("supplier", "external_id", "model", "price", "price_rrp", "quantity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["retired"].initial = self.instance.retired_at is not None
        if self.instance.pk:
            self.fields["supplier"].disabled = self.fields["external_id"].disabled = True


class OfferInline(KeptInline[Offer, Product]):
    model = Offer
    form = OfferForm
    autocomplete_fields = ("supplier",)
    fields = ("supplier", "external_id", "model", "price", "price_rrp", "quantity", "reserved", "retired")
    readonly_fields = ("reserved",)


@admin.register(Offer)
class OfferAdmin(SheetAdmin, KeptAdmin[Offer]):
    """All offers, to look through, export and import; one by one they are changed under their product."""

    sheet = OfferSheet
    rank, icon = 21, "sell"
    list_display = ("external_id", "supplier", "product", "price", "currency", "quantity", "reserved", "retired_at")
    list_filter = ("supplier", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("supplier", "product")
    search_fields = ("external_id", "product__name")
    fields = ("supplier", "product", "external_id", "model", "price", "price_rrp", "quantity")
    autocomplete_fields = ("supplier", "product")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("supplier", "product", "external_id") if obj else ()

    def save_model(self, request: HttpRequest, obj: Offer, form: Any, change: bool) -> None:
        if change:
            offers.change_offer(offer_id=obj.pk, **changes(form))
            return
        given = dict(form.cleaned_data)
        supplier, product = given.pop("supplier").pk, given.pop("product").pk
        obj.pk = offers.add_offer(supplier_id=supplier, product_id=product, **given)
