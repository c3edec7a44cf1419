import django_filters
from django.db.models import QuerySet
from rest_framework.filters import OrderingFilter
from rest_framework.request import Request

from bench.peers.twin.models import Category, Product


class Ordering(OrderingFilter):
    """Ties go by id, so that pages are stable."""

    def get_ordering(self, request: Request, queryset: QuerySet[Product], view: object) -> list[str]:
        (named, *_) = super().get_ordering(request, queryset, view) or ["-created_at"]
        return [named, "-id" if named.startswith("-") else "id"]


class ProductFilter(django_filters.FilterSet):
    category = django_filters.CharFilter(method="within")
    price_min = django_filters.NumberFilter(field_name="price", lookup_expr="gte")
    price_max = django_filters.NumberFilter(field_name="price", lookup_expr="lte")
    rating_min = django_filters.NumberFilter(field_name="rating", lookup_expr="gte")
    in_stock = django_filters.BooleanFilter()

    class Meta:
        model = Product
        fields: list[str] = []

    def within(self, products: QuerySet[Product], name: str, slug: str) -> QuerySet[Product]:
        """The category with all below it: the tree is small and read level by level."""
        below = list(Category.objects.filter(slug=slug, is_visible=True).values_list("id", flat=True))
        found = list(below)
        while below:
            below = list(Category.objects.filter(parent__in=below, is_visible=True).values_list("id", flat=True))
            found += below
        return products.filter(category__in=found)
