"""Where suppliers' own categories stand in the shop: those that wait first, each to be mapped where it is listed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.backoffice.bases import KeptAdmin
from core.backoffice.buttons import Link, links_from
from core.backoffice.columns import WAITING, label
from modules.catalog.admin.categories import ABOVE, way_of
from modules.catalog.admin.filters import OfferSupplierFilter
from modules.catalog.models.categories import Category
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.selectors.mapping import alike_categories, goods_of
from modules.catalog.services.mapping import map_category


class MappingForm(forms.ModelForm[SupplierCategory]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields.get("category")
        if chosen:  # who may only look has no fields
            chosen.queryset, chosen.label_from_instance = Category.objects.select_related(ABOVE), way_of

    def clean_category(self) -> Category | None:
        chosen: Category | None = self.cleaned_data["category"]
        if chosen is None and self.initial.get("category"):
            raise ValidationError(_("Goods that stand somewhere stay there: choose another category instead."))
        return chosen


@admin.register(SupplierCategory)
class SupplierCategoryAdmin(KeptAdmin[SupplierCategory]):
    rank, icon = 25, "conversion_path"
    form = MappingForm
    fields = ("supplier", "named", "goods", "now", "category")
    readonly_fields = ("supplier", "named", "goods", "now")
    list_display = ("named", "category", "alike", "goods", "now", "supplier")
    list_editable = ("category",)
    list_filter = (
        OfferSupplierFilter,
        ("category", admin.EmptyFieldListFilter),
        ("former_name", admin.EmptyFieldListFilter),
    )
    list_select_related = ("supplier", "category")
    autocomplete_fields = ("category",)
    search_fields = ("name", "key")
    ordering = (
        Case(When(category=None, then=Value(0)), default=Value(1)).asc(),
        "former_name",
        "supplier",
        "name",
        "id",
    )
    actions: Any = ("take_the_alike",)

    class Media:
        css = {"all": ("catalog/mapping.css",)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def prepare(self, rows: Sequence[SupplierCategory]) -> None:
        counts, near = goods_of(rows), alike_categories(rows)
        for row in rows:
            row.__dict__.update(goods_count=counts.get(row.pk, 0), near=near.get(row.pk))

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": self.form} | kwargs)

    def save_model(self, request: HttpRequest, obj: SupplierCategory, form: Any, change: bool) -> None:
        if obj.category_id is not None:
            map_category(mapping_id=obj.pk, category_id=obj.category_id)

    @admin.action(description=_("File under the category called alike"), permissions=["change"])
    def take_the_alike(self, request: HttpRequest, queryset: QuerySet[SupplierCategory]) -> None:
        near = alike_categories(list(queryset))
        for id, category in sorted(near.items()):
            map_category(mapping_id=id, category_id=category.pk)
        said = ngettext("%(count)d category is mapped.", "%(count)d categories are mapped.", len(near))
        self.message_user(request, said % {"count": len(near)}, messages.SUCCESS)

    @admin.display(description=_("supplier's category"), ordering="name")
    def named(self, row: SupplierCategory) -> str:
        name = " › ".join((*row.path, str(row)))
        return name if row.key in {"", row.name} else f"{name} ({row.key})"

    @admin.display(description=_("goods in it"))
    def goods(self, row: SupplierCategory) -> str:
        return number_format(row.__dict__["goods_count"], 0, force_grouping=True)

    @label(_("state"), {"waits": WAITING, "renamed": WAITING})
    def now(self, row: SupplierCategory) -> tuple[str, Any]:
        if row.category_id is None:
            return "waits", _("waits to be mapped")
        if row.former_name:
            return "renamed", _("was “%(name)s” before") % {"name": row.former_name}
        return "", ""

    @admin.display(description=_("called alike"))
    def alike(self, row: SupplierCategory) -> str:
        return str(row.__dict__["near"] or "–")


@links_from("catalog.supplier")
def categories_here(request: HttpRequest, supplier_id: int) -> Link | None:
    """Lead from a supplier's page to where its categories are mapped."""
    if not request.user.has_perm("catalog.view_suppliercategory"):
        return None
    address = f"{reverse('admin:catalog_suppliercategory_changelist')}?supplier={supplier_id}"
    return Link(_("Its categories"), address, "conversion_path")
