"""What suppliers call the attributes of their goods, and which attributes of the shop they mean."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.backoffice.bases import KeptAdmin
from core.backoffice.buttons import Link, links_from
from modules.catalog.admin.filters import OfferSupplierFilter
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.selectors.mapping import alike_attributes
from modules.catalog.services.mapping import map_attribute


@admin.register(SupplierAttribute)
class SupplierAttributeAdmin(KeptAdmin[SupplierAttribute]):
    rank, icon = 26, "rule_settings"
    fields = ("supplier", "name", "sample", "attribute", "is_ignored", "is_chosen")
    readonly_fields = ("supplier", "name", "sample", "is_chosen")
    list_display = ("name", "attribute", "alike", "is_ignored", "sample", "supplier")
    list_editable = ("attribute", "is_ignored")
    list_filter = (OfferSupplierFilter, "is_chosen", "is_ignored")
    list_select_related = ("supplier", "attribute")
    autocomplete_fields = ("attribute",)
    search_fields = ("name",)
    ordering = ("is_chosen", "supplier", "name")
    actions: Any = ("take_the_alike",)

    class Media:
        css = {"all": ("catalog/mapping.css",)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def prepare(self, rows: Sequence[SupplierAttribute]) -> None:
        near = alike_attributes(rows)
        for row in rows:
            row.__dict__["near"] = near.get(row.pk)

    def save_model(self, request: HttpRequest, obj: SupplierAttribute, form: Any, change: bool) -> None:
        map_attribute(mapping_id=obj.pk, attribute_id=obj.attribute_id, is_ignored=obj.is_ignored)

    @admin.action(description=_("Map to the attribute called alike"), permissions=["change"])
    def take_the_alike(self, request: HttpRequest, queryset: QuerySet[SupplierAttribute]) -> None:
        near = alike_attributes(list(queryset))
        for id, attribute in sorted(near.items()):
            map_attribute(mapping_id=id, attribute_id=attribute.pk)
        said = ngettext("%(count)d name is mapped.", "%(count)d names are mapped.", len(near))
        self.message_user(request, said % {"count": len(near)}, messages.SUCCESS)

    @admin.display(description=_("called alike"))
    def alike(self, row: SupplierAttribute) -> str:
        return str(row.__dict__["near"] or "–")


@links_from("catalog.supplier")
def attributes_here(request: HttpRequest, supplier_id: int) -> Link | None:
    """Lead from a supplier's page to what the names of its attributes mean."""
    if not request.user.has_perm("catalog.view_supplierattribute"):
        return None
    address = f"{reverse('admin:catalog_supplierattribute_changelist')}?supplier={supplier_id}"
    return Link(_("Its attributes"), address, "rule_settings")
