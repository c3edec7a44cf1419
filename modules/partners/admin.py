from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from modules.catalog import public as catalog
from modules.partners.models import PriceList, SupplierMember
from modules.partners.services import suppliers


def _suppliers() -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in catalog.suppliers(status=None)]


class SupplierMemberForm(forms.ModelForm[SupplierMember]):
    supplier_id = forms.TypedChoiceField(label=_("supplier"), choices=_suppliers, coerce=int)


@admin.register(SupplierMember)
class SupplierMemberAdmin(admin.ModelAdmin[SupplierMember]):
    form = SupplierMemberForm
    list_display = ["user", "supplier_id", "created_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    autocomplete_fields = ["user"]
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: SupplierMember, form: Any, change: bool) -> None:
        suppliers.join(user_id=obj.user_id, supplier_id=obj.supplier_id)


@admin.register(PriceList)
class PriceListAdmin(admin.ModelAdmin[PriceList]):
    """What was sent and what became of it; a list is changed by its supplier's next one, not here."""

    list_display = ["id", "supplier_id", "version", "status", "mode", "format", "rows_read", "errors", "created_at"]
    list_filter = ["status", "format"]
    search_fields = ["=supplier_id"]
    readonly_fields = [field.name for field in PriceList._meta.fields]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
