import json
from typing import Any

from django.contrib import admin
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from core.backoffice.buttons import Link
from core.backoffice.columns import GOOD, WAITING, label, money
from core.backoffice.filters import SpanFilter
from core.sheets.admin import SheetAdmin
from modules.catalog.admin.attributes import AttributeInline
from modules.catalog.admin.filters import CategoryFilter, OfferFilter, PictureFilter, ProductSupplierFilter
from modules.catalog.admin.forms import changes
from modules.catalog.admin.images import PictureInline, save_pictures
from modules.catalog.admin.joining import JoiningPages
from modules.catalog.admin.offers import OfferForm, OfferInline
from modules.catalog.models.images import ProductImage
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.resources.products import ProductSheet
from modules.catalog.rules.texts import gtin_of
from modules.catalog.selectors.search import found_ids
from modules.catalog.services import offers, products


@admin.register(Product)
class ProductAdmin(SheetAdmin, JoiningPages):
    sheet = ProductSheet
    rank, icon = 20, "inventory_2"
    autocomplete_fields = ("category",)
    fieldsets = (
        (None, {"fields": (("stands", "worth", "stars"), "name", "category", "is_active")}),
        (_("What it says"), {"fields": ("description", ("brand", "model", "gtin"), "vat_rate")}),
    )
    readonly_fields = ("stands", "worth", "stars")
    inlines = (OfferInline, PictureInline, AttributeInline)
    list_display = ("look", "name", "category", "seller", "worth", "pieces", "stands")
    list_display_links = ("name",)
    list_filter = (
        CategoryFilter,
        ProductSupplierFilter,
        ("price", SpanFilter),
        "is_listed",
        "in_stock",
        PictureFilter,
        OfferFilter,
    )
    list_select_related = ("category",)
    ordering = ("-id",)
    search_fields = ("name",)  # for the box; what is found, get_search_results says
    search_help_text = _("Words of the name and the texts, brand, model, GTIN, or the product's number")

    class Media:
        css = {"all": ("catalog/product.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        best = Offer.objects.filter(pk=OuterRef("best_offer_id"))
        left = Greatest(F("quantity") - F("reserved"), 0)
        shown = {
            "best_supplier": Subquery(best.values("supplier__name")),
            "best_stock": Subquery(best.values(left=left)),
        }
        found: QuerySet[Product] = super().get_queryset(request).annotate(**shown)
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        number = int(term) if term.isascii() and term.isdigit() and len(term) < 19 else 0
        return queryset.filter(Q(pk__in=found_ids(term)) | Q(pk=number)), False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        answer = super().render_change_form(request, context, *args, **kwargs)
        product = context.get("original")
        if product is not None and isinstance(answer, TemplateResponse) and answer.context_data is not None:
            ways = [*_ways(product), *(_changes(product) if self.may_press(request) else [])]
            answer.context_data["links"] = [*answer.context_data.get("links", []), *ways]
        return answer

    @admin.display(description="")
    def look(self, product: Product) -> str:
        sources = json.loads(product.card).get("image_srcset") or [{"url": ""}]
        if not sources[0]["url"]:
            return "–"
        return format_html('<img src="{}" alt="" loading="lazy" class="product-look">', sources[0]["url"])

    @admin.display(description=_("supplier"))
    def seller(self, product: Product) -> str:
        return getattr(product, "best_supplier", None) or "–"

    @admin.display(description=pgettext_lazy("a column", "can be bought"))
    def pieces(self, product: Product) -> str:
        left = getattr(product, "best_stock", None)
        return "–" if left is None else number_format(left, force_grouping=True)

    @admin.display(description=_("price"), ordering="price")
    def worth(self, product: Product) -> str:
        return "–" if product.price is None else money(product.price, product.currency)

    @label(_("state"), {"sold": GOOD, "out": WAITING})
    def stands(self, product: Product) -> tuple[str, Any]:
        if not product.is_listed:
            return "hidden", pgettext("a product", "not in the lists")
        if not product.in_stock:
            return "out", pgettext("a product", "sold out")
        return "sold", pgettext("a product", "on sale")

    @admin.display(description=_("rating"))
    def stars(self, product: Product) -> str:
        return f"{product.rating} ★ ({product.reviews_count})" if product.reviews_count else "–"

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        given = changes(form) if change else dict(form.cleaned_data)
        if "category" in given:
            given["category"] = given["category"].pk
        if "gtin" in given:
            given["gtin"] = gtin_of(given["gtin"])
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


def _ways(product: Product) -> list[Link]:
    return [Link(_("What buyers get (API)"), f"/api/v1/products/{product.pk}/", "visibility")]


def _changes(product: Product) -> list[Link]:
    own = [product.pk]
    return [
        Link(_("Merge…"), reverse("admin:catalog_product_merge", args=own), "merge"),
        Link(_("Split…"), reverse("admin:catalog_product_split", args=own), "call_split"),
    ]
