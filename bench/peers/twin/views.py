"""Two lists: `shipped` counts, as PageNumberPagination does; `products` turns pages by cursor, as ours do."""

from typing import Any

from django.db.models import Prefetch
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page
from django.views.decorators.vary import vary_on_headers
from rest_framework import pagination, viewsets

from bench.peers.twin.filters import ProductFilter
from bench.peers.twin.models import Offer, Product, ProductAttribute
from bench.peers.twin.serializers import ProductDetailSerializer, ProductSerializer

CACHED = 300


class ByNumber(pagination.PageNumberPagination):
    page_size_query_param = "limit"
    max_page_size = 100


class ByCursor(pagination.CursorPagination):
    page_size_query_param = "limit"
    max_page_size = 100
    ordering = "-created_at"


# As DRF's documentation has it ("Using cache with apiview and viewsets").
@method_decorator([cache_page(CACHED), vary_on_headers("Accept-Language")], name="dispatch")
class ProductViewSet(viewsets.ReadOnlyModelViewSet[Product]):
    queryset = Product.objects.filter(is_listed=True).select_related("category").prefetch_related("images")
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    pagination_class: Any = ByCursor
    search_fields = ["name", "brand", "model"]
    ordering_fields = ["price", "name", "created_at", "rating"]

    def get_queryset(self) -> Any:
        if self.action == "list":
            return super().get_queryset()
        living = Offer.objects.filter(retired_at=None, supplier__approved_at__isnull=False).select_related("supplier")
        values = ProductAttribute.objects.select_related("attribute")
        found = Product.objects.filter(is_active=True, category__is_visible=True).select_related("category")
        return found.prefetch_related("images", Prefetch("attributes", values), Prefetch("offers", living))

    def get_serializer_class(self) -> Any:
        return ProductSerializer if self.action == "list" else ProductDetailSerializer


class ShippedViewSet(ProductViewSet):
    pagination_class = ByNumber
    ordering = ["-created_at"]
