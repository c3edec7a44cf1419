from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from core.backoffice.bases import KeptAdmin
from modules.partners.admin.suppliers import SupplierFilter, choices, name_them
from modules.partners.models.members import SupplierMember
from modules.partners.services import suppliers


class SupplierMemberForm(forms.ModelForm[SupplierMember]):
    supplier_id = forms.TypedChoiceField(
        label=_("supplier"), choices=choices, coerce=int, widget=UnfoldAdminSelectWidget
    )


@admin.register(SupplierMember)
class SupplierMemberAdmin(KeptAdmin[SupplierMember]):
    """Who acts for which supplier."""

    section = _("Partners")
    rank = 32
    icon = "badge"
    form = SupplierMemberForm
    fields = ("user", "supplier_id")
    list_display = ("user", "supplier", "created_at")
    list_filter = (SupplierFilter,)
    list_select_related = ("user",)
    ordering = ("-id",)
    search_fields = ("user__email__istartswith",)
    autocomplete_fields = ("user",)

    def prepare(self, rows: Sequence[SupplierMember]) -> None:
        name_them(rows)

    def save_model(self, request: HttpRequest, obj: SupplierMember, form: Any, change: bool) -> None:
        suppliers.join(user_id=obj.user_id, supplier_id=obj.supplier_id)
        obj.pk = SupplierMember.objects.values_list("pk", flat=True).get(user_id=obj.user_id)

    @admin.display(description=_("supplier"), ordering="supplier_id")
    def supplier(self, member: SupplierMember) -> str:
        name: str = member.__dict__["supplier_name"]
        return name
