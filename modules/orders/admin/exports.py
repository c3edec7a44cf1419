"""Exports of many orders: asked for above the list of orders, looked after and downloaded here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import ReadOnlyAdmin
from core.backoffice.columns import BAD, GOOD, QUIET, RUNNING, anchor, label
from core.http.media import document
from modules.orders.models.exports import OrderExport, OrderExportStatus
from modules.orders.resources import FORMATS

COLOURS = {
    OrderExportStatus.QUEUED: RUNNING,
    OrderExportStatus.READY: GOOD,
    OrderExportStatus.FAILED: BAD,
    OrderExportStatus.EXPIRED: QUIET,
}
SECONDS = 2  # between two looks at one that is being made


@admin.register(OrderExport)
class OrderExportAdmin(ReadOnlyAdmin[OrderExport]):
    section = _("Orders")
    rank = 14
    icon = "download"
    list_display = ("pk", "format", "stands", "orders", "created_at", "file_link")
    list_filter = ("status", "format")
    ordering = ("-id",)
    fields = (("format", "stands", "orders"), ("weight", "file_link"), ("created_at", "ready_at", "expires_at"))
    readonly_fields = ("stands", "weight", "file_link")

    def has_view_permission(self, request: HttpRequest, obj: OrderExport | None = None) -> bool:
        return request.user.has_perm("orders.view_order")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderExport]:
        return super().get_queryset(request).defer("order_ids")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:export_id>/file/", view, name="orders_orderexport_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, export_id: int) -> HttpResponseBase:
        one = self.found(request, str(export_id), self.has_view_permission(request))
        if one.status != OrderExportStatus.READY:
            raise Http404
        return document(one.file, media_type=FORMATS[one.format].content_type, save_as=one.save_as)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        one = context.get("original")
        answer = super().render_change_form(request, context, *args, **kwargs)
        if one and one.status == OrderExportStatus.QUEUED:
            answer["Refresh"] = str(SECONDS)
        return answer

    @label(_("status"), COLOURS, ordering="status")
    def stands(self, one: OrderExport) -> tuple[str, str]:
        return one.status, one.get_status_display()

    @admin.display(description=_("size"))
    def weight(self, one: OrderExport) -> str:
        return filesizeformat(one.size) if one.size else "–"

    @admin.display(description=_("file"))
    def file_link(self, one: OrderExport) -> str:
        if one.status != OrderExportStatus.READY:
            return "–"
        return anchor(reverse("admin:orders_orderexport_file", args=[one.pk]), gettext("download"))
