from django.urls import include, path
from rest_framework.routers import SimpleRouter

from bench.peers.twin.views import ProductViewSet, ShippedViewSet

router = SimpleRouter()
router.register("products", ProductViewSet, basename="product")
router.register("shipped", ShippedViewSet, basename="shipped")
urlpatterns = [path("api/v1/", include(router.urls))]
