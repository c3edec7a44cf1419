from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.backoffice.typed import SimpleListFilter
from modules.catalog import public as catalog


class SupplierFilter(SimpleListFilter):
    title = _("supplier")
    parameter_name = "supplier"
    field = "supplier_id"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(str(one.id), one.name) for one in catalog.suppliers()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or ""
        return queryset.filter(**{self.field: int(chosen)}) if chosen.isdecimal() else queryset


class OrderSupplierFilter(SupplierFilter):
    field = "parts__supplier_id"
