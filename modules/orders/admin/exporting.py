"""The list of orders as a file: what its filters and its search leave, or what was ticked."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import KeptAdmin
from core.errors import DomainError
from modules.orders.models.orders import Order
from modules.orders.resources import FORMATS, export


class ExportingList(KeptAdmin[Order]):
    """Two ways out above the list, and two among its actions."""

    change_list_template = "orders/order_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/<str:ending>/", view, name="orders_order_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest, ending: str) -> HttpResponse | FileResponse:
        if not self.has_view_permission(request) or ending not in FORMATS:
            raise PermissionDenied
        return self._as_file(request, self.get_changelist_instance(request).get_queryset(request), ending)

    @admin.action(description=_("Export as XLSX"))
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse | FileResponse:
        return self._as_file(request, queryset, "xlsx")

    @admin.action(description=_("Export as CSV"))
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse | FileResponse:
        return self._as_file(request, queryset, "csv")

    def _as_file(self, request: HttpRequest, orders: QuerySet[Order], ending: str) -> HttpResponse | FileResponse:
        try:
            file = export(orders, ending)
        except DomainError as refused:
            messages.error(request, str(refused.detail))
            return HttpResponseRedirect(reverse("admin:orders_order_changelist"))
        name = f"orders-{localdate():%Y-%m-%d}.{ending}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[ending].content_type)
