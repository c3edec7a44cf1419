from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.backoffice.bases import KeptAdmin
from core.sheets.admin import SheetAdmin
from modules.catalog.admin.attributes import AttributeInline
from modules.catalog.admin.forms import changes
from modules.catalog.admin.images import PictureInline, save_pictures
from modules.catalog.admin.offers import OfferForm, OfferInline
from modules.catalog.models.images import ProductImage
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.resources.products import ProductSheet
from modules.catalog.services import offers, products


@admin.register(Product)
class ProductAdmin(SheetAdmin, KeptAdmin[Product]):
    sheet = ProductSheet
    rank, icon = 20, "inventory_2"
    autocomplete_fields = ("category",)
    fields = (
        "name",
        "category",
        "description",
        "brand",
        "model",
        "gtin",
        "is_active",
        "price",
        "in_stock",
        "is_listed",
    )
    readonly_fields = ("price", "in_stock", "is_listed")
    inlines = (OfferInline, PictureInline, AttributeInline)
    list_display = ("name", "category", "price", "in_stock", "is_listed")
    list_filter = ("is_listed", "in_stock")
    list_select_related = ("category",)
    search_fields = ("name", "slug", "gtin")

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        given = changes(form) if change else dict(form.cleaned_data)
        if "category" in given:
            given["category"] = given["category"].pk
        if change:
            products.change_product(product_id=obj.pk, **given)
        else:
            obj.pk = products.add_product(**given)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        if formset.model is Offer:
            for saved in formset.forms:
                _save_offer(form.instance.pk, saved)
        elif formset.model is ProductImage:
            if formset.has_changed():
                save_pictures(form.instance.pk, formset)
        elif formset.has_changed():
            kept = [one.cleaned_data for one in formset.forms if one not in formset.deleted_forms]
            values = {given["attribute"].name: given["value"] for given in kept if "value" in given}
            products.change_product(product_id=form.instance.pk, attributes=values)


def _save_offer(product_id: int, form: OfferForm) -> None:
    given = changes(form)
    if not given:
        return
    if form.instance.pk:
        offers.change_offer(offer_id=form.instance.pk, **given)
        return
    retired, supplier = given.pop("retired", False), given.pop("supplier")
    form.instance.pk = offers.add_offer(supplier_id=supplier.pk, product_id=product_id, **given)
    if retired:
        offers.change_offer(offer_id=form.instance.pk, retired=True)
