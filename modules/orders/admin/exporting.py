"""The list of orders as a file: what its filters and its search leave, or what was ticked.

A workbook of many orders is made in the background.
"""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import KeptAdmin
from modules.orders.errors import ExportTooLarge
from modules.orders.models.orders import Order
from modules.orders.resources import FORMATS, sent
from modules.orders.services import exporting


class ExportingList(KeptAdmin[Order]):
    """Two ways out above the list, and two among its actions."""

    change_list_template = "orders/order_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/<str:ending>/", view, name="orders_order_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest, ending: str) -> HttpResponseBase:
        if not self.has_view_permission(request) or ending not in FORMATS:
            raise PermissionDenied
        try:
            orders = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:  # the list itself says so
            return HttpResponseRedirect(f"{reverse('admin:orders_order_changelist')}?{ERROR_FLAG}=1")
        return self._as_file(request, orders, ending)

    @admin.action(description=_("Export as XLSX"))
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponseBase:
        return self._as_file(request, queryset, "xlsx")

    @admin.action(description=_("Export as CSV"))
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponseBase:
        return self._as_file(request, queryset, "csv")

    def _as_file(self, request: HttpRequest, orders: QuerySet[Order], ending: str) -> HttpResponseBase:
        try:
            return sent(orders, ending)
        except ExportTooLarge:
            return self._later(request, orders, ending)

    def _later(self, request: HttpRequest, orders: QuerySet[Order], ending: str) -> HttpResponse:
        try:
            export = exporting.ask(orders=orders, format=ending, by=request.user.pk)
        except ExportTooLarge as refused:
            messages.error(request, str(refused.detail))
            return HttpResponseRedirect(reverse("admin:orders_order_changelist"))
        messages.info(request, gettext("The file is being made; this page shows when it is ready."))
        return HttpResponseRedirect(reverse("admin:orders_orderexport_change", args=[export.pk]))
