"""The admin's page of a module's exports: how each stands, and its file."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import KeptAdmin
from core.backoffice.columns import BAD, GOOD, QUIET, RUNNING, anchor, label
from core.exports.models import ExportStatus, KeptExport

COLOURS = {
    ExportStatus.QUEUED: RUNNING,
    ExportStatus.READY: GOOD,
    ExportStatus.FAILED: BAD,
    ExportStatus.EXPIRED: QUIET,
}
SECONDS = 2  # between two looks at one that is being made


class ExportPage[E: KeptExport](KeptAdmin[E]):
    """A page of exports, for a subclass that says how a file is `answered`; its columns are `stands` and the like."""

    icon = "download"
    ordering = ("-id",)
    readonly_fields = ("stands", "weight", "file_link", "created_at", "ready_at", "expires_at")

    def answered(self, one: E) -> HttpResponseBase:
        """Return the file of one that is ready."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:export_id>/file/", view, name=self._file_name()), *super().get_urls()]

    def file_view(self, request: HttpRequest, export_id: int) -> HttpResponseBase:
        one = self.found(request, str(export_id), self.has_view_permission(request))
        if not one.is_ready:
            raise Http404
        return self.answered(one)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        one = context.get("original")
        answer = super().render_change_form(request, context, *args, **kwargs)
        if one and one.status == ExportStatus.QUEUED:
            answer["Refresh"] = str(SECONDS)
        return answer

    @label(_("status"), COLOURS, ordering="status")
    def stands(self, one: E) -> tuple[str, str]:
        return one.status, one.get_status_display()

    @admin.display(description=_("size"))
    def weight(self, one: E) -> str:
        return filesizeformat(one.size) if one.size else "–"

    @admin.display(description=_("file"))
    def file_link(self, one: E) -> str:
        if not one.is_ready:
            return "–"
        return anchor(reverse(f"admin:{self._file_name()}", args=[one.pk]), gettext("download"))

    def _file_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_file"
