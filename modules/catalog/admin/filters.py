"""Filters of the product and offer lists; each a condition on an index, or one that stops at the first row."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.backoffice.filters import ChosenFilter
from core.backoffice.typed import SimpleListFilter
from modules.catalog.models.images import ProductImage
from modules.catalog.models.offers import Offer
from modules.catalog.selectors.categories import under


class CategoryFilter(ChosenFilter):
    """With all that is below the category."""

    title = _("category")
    parameter_name = "category"
    source = "catalog.Product.category"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.chosen()
        return queryset if chosen is None else queryset.filter(category_id__in=under(str(chosen)))


class ProductSupplierFilter(ChosenFilter):
    """Products that the supplier has a living offer for."""

    title = _("supplier")
    parameter_name = "supplier"
    source = "catalog.Offer.supplier"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.chosen()
        theirs = Offer.objects.filter(product=OuterRef("pk"), supplier=chosen, retired_at=None)
        return queryset if chosen is None else queryset.filter(Exists(theirs))


class OfferSupplierFilter(ProductSupplierFilter):
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.chosen()
        return queryset if chosen is None else queryset.filter(supplier=chosen)


class _HasFilter(SimpleListFilter):
    """Whether there is any row that belongs to the product."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("none"))]

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        there = Exists(self.rows())
        match self.value():
            case "yes":
                return queryset.filter(there)
            case "no":
                return queryset.filter(~there)
        return queryset


class PictureFilter(_HasFilter):
    title = _("pictures")
    parameter_name = "picture"

    def rows(self) -> QuerySet[Any]:
        return ProductImage.objects.filter(product=OuterRef("pk"))


class OfferFilter(_HasFilter):
    title = _("living offers")
    parameter_name = "offer"

    def rows(self) -> QuerySet[Any]:
        return Offer.objects.filter(product=OuterRef("pk"), retired_at=None)
