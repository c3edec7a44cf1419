from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from core.http import api as http_api
from core.http import converters  # registers `{id:...}` before the routers' paths are built
from core.http.docs import Docs
from core.http.health import healthz, readyz
from core.http.lane.routes import learn_routes
from core.http.media import media
from core.http.metrics.requests import name_operations
from core.http.polling.endpoints import learn_polls

__all__ = ["api", "converters", "urlpatterns"]

api = http_api.build()
name_operations(api)
learn_routes(api)
learn_polls(api)
docs = Docs(api)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="docs")),
    path("api/v1/", docs.index),
    path("api/v1/docs/", docs.swagger, name="docs"),
    path("api/v1/redoc/", docs.redoc, name="redoc"),
    path("api/v1/openapi.json", docs.openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("admin/language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    path("media/<path:name>", media),
    *http_api.pages(),
]
