"""Exports of many orders: asked for above the list of orders, looked after and downloaded here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import ReadOnlyAdmin
from core.backoffice.exports import ExportPage
from core.http.media import document
from modules.orders.models.exports import OrderExport
from modules.orders.resources import FORMATS


@admin.register(OrderExport)
class OrderExportAdmin(ExportPage[OrderExport], ReadOnlyAdmin[OrderExport]):
    section = _("Orders")
    rank = 14
    list_display = ("id", "format", "stands", "orders", "created_at", "file_link")
    list_filter = ("status", "format")
    fields = (("format", "stands", "orders"), ("weight", "file_link"), ("created_at", "ready_at", "expires_at"))

    def has_view_permission(self, request: HttpRequest, obj: OrderExport | None = None) -> bool:
        return request.user.has_perm("orders.view_order")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderExport]:
        return super().get_queryset(request).defer("order_ids")

    def answered(self, one: OrderExport) -> HttpResponseBase:
        return document(one.file, media_type=FORMATS[one.format].content_type, save_as=one.save_as)
