from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.backoffice.filters import ChosenFilter


class SupplierFilter(ChosenFilter):
    title = _("supplier")
    parameter_name = "supplier"
    source = "catalog.Offer.supplier"
    field = "supplier_id"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.chosen()
        return queryset if chosen is None else queryset.filter(**{self.field: chosen})


class OrderSupplierFilter(SupplierFilter):
    field = "parts__supplier_id"
