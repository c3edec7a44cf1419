"""Exports of offers, of any supplier or of all: asked for by a form, downloaded from their page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelect2Widget

from core.backoffice.exports import ExportPage
from core.http.media import document
from modules.partners.admin.suppliers import SupplierFilter, choices, name_them
from modules.partners.formats.writers.known import MEDIA_TYPES
from modules.partners.models.exports import Export, ExportFormat
from modules.partners.services import exporting


def whose() -> list[tuple[int | str, Any]]:
    return [("", _("all suppliers")), *choices()]


class ExportForm(forms.ModelForm[Export]):
    supplier = forms.TypedChoiceField(
        label=_("Supplier"),
        choices=whose,
        coerce=int,
        required=False,
        empty_value=None,
        widget=UnfoldAdminSelect2Widget,
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=ExportFormat.choices, initial=ExportFormat.XLSX, widget=UnfoldAdminRadioSelectWidget
    )

    class Meta:
        model = Export
        fields = ("format",)


@admin.register(Export)
class ExportAdmin(ExportPage[Export]):
    section = _("Partners")
    rank = 33
    add_title = _("Export offers")
    form = ExportForm
    add_fieldsets = ((None, {"fields": ("supplier", "format")}),)
    fields = (("whose", "format", "stands"), ("rows", "weight", "file_link"), ("created_at", "ready_at", "expires_at"))
    list_display = ("id", "whose", "format", "stands", "rows", "created_at", "file_link")
    list_filter = (SupplierFilter, "status", "format")

    def prepare(self, rows: Sequence[Export]) -> None:
        name_them([one for one in rows if one.supplier_id])

    def has_change_permission(self, request: HttpRequest, obj: Export | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Export | None = None) -> Any:
        return self.fields if obj else ("supplier", "format")

    def get_readonly_fields(self, request: HttpRequest, obj: Export | None = None) -> tuple[str, ...]:
        return ("whose", "rows", *self.readonly_fields) if obj else ()

    def answered(self, one: Export) -> HttpResponseBase:
        return document(one.file, media_type=MEDIA_TYPES[one.format], save_as=one.save_as)

    def save_model(self, request: HttpRequest, obj: Export, form: Any, change: bool) -> None:
        given = form.cleaned_data
        made = exporting.ask(supplier_id=given["supplier"] or None, user_id=request.user.pk, format=given["format"])
        obj.__dict__.update(made.__dict__)

    def response_add(self, request: HttpRequest, obj: Export, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, gettext("The file is being made; this page shows when it is ready."))
        return HttpResponseRedirect(reverse("admin:partners_export_change", args=[obj.pk]))

    @admin.display(description=_("supplier"), ordering="supplier_id")
    def whose(self, one: Export) -> str:
        return str(one.__dict__.get("supplier_name") or gettext("all suppliers"))
