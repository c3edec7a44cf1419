"""Exports of offers, of any supplier or of all: asked for by a form, downloaded from their page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelect2Widget

from core.backoffice.bases import KeptAdmin
from core.backoffice.columns import BAD, GOOD, QUIET, RUNNING, anchor, label
from core.http.media import document
from modules.partners.admin.suppliers import SupplierFilter, choices, name_them
from modules.partners.formats.writers.known import ENDINGS, MEDIA_TYPES
from modules.partners.models.exports import Export, ExportFormat, ExportStatus
from modules.partners.services import exporting

COLOURS = {
    ExportStatus.QUEUED: RUNNING,
    ExportStatus.READY: GOOD,
    ExportStatus.FAILED: BAD,
    ExportStatus.EXPIRED: QUIET,
}
SECONDS = 2  # between two looks at one that is being made


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
class ExportAdmin(KeptAdmin[Export]):
    section = _("Partners")
    rank = 33
    icon = "download"
    add_title = _("Export offers")
    form = ExportForm
    add_fieldsets = ((None, {"fields": ("supplier", "format")}),)
    fields = (("whose", "format", "stands"), ("rows", "weight", "file_link"), ("created_at", "ready_at", "expires_at"))
    list_display = ("pk", "whose", "format", "stands", "rows", "created_at", "file_link")
    list_filter = (SupplierFilter, "status", "format")
    ordering = ("-id",)

    def prepare(self, rows: Sequence[Export]) -> None:
        name_them([one for one in rows if one.supplier_id])

    def has_change_permission(self, request: HttpRequest, obj: Export | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Export | None = None) -> Any:
        return self.fields if obj else ("supplier", "format")

    def get_readonly_fields(self, request: HttpRequest, obj: Export | None = None) -> tuple[str, ...]:
        return ("whose", "stands", "weight", "file_link", "rows", "created_at", "ready_at", "expires_at") if obj else ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:export_id>/file/", view, name="partners_export_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, export_id: int) -> HttpResponseBase:
        one = self.found(request, str(export_id), self.has_view_permission(request))
        if one.status != ExportStatus.READY:
            raise Http404
        name = f"offers-{one.created_at:%Y-%m-%d}.{ENDINGS[one.format]}"
        return document(one.file, media_type=MEDIA_TYPES[one.format], save_as=name)

    def save_model(self, request: HttpRequest, obj: Export, form: Any, change: bool) -> None:
        given = form.cleaned_data
        made = exporting.ask(supplier_id=given["supplier"] or None, user_id=request.user.pk, format=given["format"])
        obj.__dict__.update(made.__dict__)

    def response_add(self, request: HttpRequest, obj: Export, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, gettext("The file is being made; this page shows when it is ready."))
        return HttpResponseRedirect(reverse("admin:partners_export_change", args=[obj.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        one = context.get("original")
        answer = super().render_change_form(request, context, *args, **kwargs)
        if one and one.status == ExportStatus.QUEUED:
            answer["Refresh"] = str(SECONDS)
        return answer

    @admin.display(description=_("supplier"), ordering="supplier_id")
    def whose(self, one: Export) -> str:
        return str(one.__dict__.get("supplier_name") or gettext("all suppliers"))

    @label(_("status"), COLOURS, ordering="status")
    def stands(self, one: Export) -> tuple[str, str]:
        return one.status, one.get_status_display()

    @admin.display(description=_("size"))
    def weight(self, one: Export) -> str:
        return filesizeformat(one.size)

    @admin.display(description=_("file"))
    def file_link(self, one: Export) -> str:
        if one.status != ExportStatus.READY:
            return "–"
        return anchor(reverse("admin:partners_export_file", args=[one.pk]), gettext("download"))
