from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.backoffice.bases import KeptAdmin
from core.sheets.admin import SheetAdmin
from modules.catalog.admin.forms import changes
from modules.catalog.models.suppliers import Supplier
from modules.catalog.resources.suppliers import SupplierSheet
from modules.catalog.services import suppliers


@admin.register(Supplier)
class SupplierAdmin(SheetAdmin, KeptAdmin[Supplier]):
    sheet = SupplierSheet
    rank, icon = 23, "local_shipping"
    fields = ("name", "accepting_orders", "delivery", "free_from", "minimum", "root", "currency", "approved_at")
    autocomplete_fields = ("root",)
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
        if "root" in given:
            root = given.pop("root")
            suppliers.set_root(supplier_id=obj.pk, category_id=root.pk if root else None)
        if given:
            suppliers.set_terms(supplier_id=obj.pk, **given)

    @admin.action(description=_("Approve the chosen suppliers"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Supplier]) -> None:
        waiting = list(queryset.filter(approved_at=None).order_by("id"))
        for supplier in waiting:
            suppliers.approve_supplier(supplier_id=supplier.pk)
        said = ngettext("%(count)d supplier is approved.", "%(count)d suppliers are approved.", len(waiting))
        self.message_user(request, said % {"count": len(waiting)}, messages.SUCCESS)
