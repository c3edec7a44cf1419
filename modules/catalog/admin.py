"""The catalogue in the admin. Every form ends in a service, so cards, caches and announcements hold here too."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.backoffice.bases import KeptAdmin, KeptInline
from core.errors import DomainError
from core.sheets.admin import SheetAdmin
from modules.catalog.models import Attribute, Category, Offer, Product, ProductAttribute, Supplier
from modules.catalog.resources.categories import CategorySheet
from modules.catalog.resources.offers import OfferSheet
from modules.catalog.resources.products import ProductSheet
from modules.catalog.resources.suppliers import SupplierSheet
from modules.catalog.rules.attributes import parsed
from modules.catalog.services import attributes, categories, offers, products, suppliers

if TYPE_CHECKING:  # unfold says nothing of its types
    from django.contrib.admin import TabularInline
    from django.forms import TextInput as UnfoldAdminTextInputWidget
else:
    from unfold.admin import TabularInline
    from unfold.widgets import UnfoldAdminTextInputWidget


def changes(form: forms.ModelForm[Any]) -> dict[str, Any]:
    """Return what was changed in a form: what nobody touched is not written over what moved meanwhile."""
    return {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}


class CategoryForm(forms.ModelForm[Category]):
    slug = forms.SlugField(label=_("address"), max_length=80, required=False)

    class Meta:
        model = Category
        fields = ("name", "slug", "parent", "position", "is_active")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug.isdigit():
            raise ValidationError(_("An address is not a number: that would be an id."))
        return slug or self.instance.slug

    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        try:
            categories.refuse_circle(self.instance.pk, parent.pk if parent else None)
        except DomainError as refused:
            raise ValidationError(refused.detail, code=refused.code) from None
        return parent


@admin.register(Category)
class CategoryAdmin(SheetAdmin, KeptAdmin[Category]):
    sheet = CategorySheet
    rank, icon = 22, "account_tree"
    form = CategoryForm
    autocomplete_fields = ("parent",)
    list_display = ("name", "slug", "parent", "position", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "slug")

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        given = changes(form) if change else dict(form.cleaned_data)
        if "parent" in given:
            given["parent"] = given["parent"].pk if given["parent"] else None
        if change:
            categories.change_category(category_id=obj.pk, **given)
        else:
            obj.pk = categories.add_category(**given).pk


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


class AttributeForm(forms.ModelForm[ProductAttribute]):
    class Meta:
        model = ProductAttribute
        fields = ("attribute", "text")
        widgets = {"text": UnfoldAdminTextInputWidget}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("attribute") and given.get("text"):
            given["value"] = parsed(given["attribute"].type, given["text"])
            if given["value"] is None:
                kind = given["attribute"].get_type_display()
                self.add_error("text", _("This attribute is of type “%(kind)s”.") % {"kind": kind})
        return given


class AttributeInline(TabularInline[ProductAttribute, Product]):
    model = ProductAttribute
    form = AttributeForm
    autocomplete_fields = ("attribute",)
    extra = 0
    show_title = False


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
    inlines = (OfferInline, AttributeInline)
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


@admin.register(Supplier)
class SupplierAdmin(SheetAdmin, KeptAdmin[Supplier]):
    sheet = SupplierSheet
    rank, icon = 23, "local_shipping"
    fields = ("name", "accepting_orders", "delivery", "free_from", "minimum", "currency", "approved_at")
    readonly_fields = ("currency", "approved_at")
    list_display = ("name", "approved_at", "accepting_orders", "delivery", "minimum")
    list_filter = (("approved_at", admin.EmptyFieldListFilter), "accepting_orders")
    search_fields = ("name", "slug")
    actions = ("approve",)

    def save_model(self, request: HttpRequest, obj: Supplier, form: Any, change: bool) -> None:
        given = changes(form)
        if not change:
            obj.pk = suppliers.add_supplier(name=obj.name)
        if "accepting_orders" in given:
            suppliers.set_accepting(supplier_id=obj.pk, accepting=given.pop("accepting_orders"))
        if given:
            suppliers.set_terms(supplier_id=obj.pk, **given)

    @admin.action(description=_("Approve the chosen suppliers"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Supplier]) -> None:
        waiting = list(queryset.filter(approved_at=None).order_by("id"))
        for supplier in waiting:
            suppliers.approve_supplier(supplier_id=supplier.pk)
        said = ngettext("%(count)d supplier is approved.", "%(count)d suppliers are approved.", len(waiting))
        self.message_user(request, said % {"count": len(waiting)}, messages.SUCCESS)


@admin.register(Attribute)
class AttributeAdmin(KeptAdmin[Attribute]):
    rank, icon = 24, "tune"
    fields = ("name", "type")
    list_display = ("name", "type")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("type",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Attribute, form: Any, change: bool) -> None:
        if change:
            attributes.rename_attribute(attribute_id=obj.pk, name=obj.name)
        else:
            obj.save()
