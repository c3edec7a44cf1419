"""The interactive pages and the schema, served with no request to anywhere else."""

import hashlib
from functools import cache

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from core.http.api import VERSION, TorgAPI


def schema_bytes(api: TorgAPI, *, pretty: bool = False) -> bytes:
    """Return the OpenAPI 3.1 document; `pretty` is the form of the snapshot in the repository."""
    option = orjson.OPT_NON_STR_KEYS  # statuses are numbers
    option |= orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE if pretty else 0
    return orjson.dumps(api.get_openapi_schema(), option=option, default=str)


class Docs:
    """The views of one API's documentation."""

    def __init__(self, api: TorgAPI) -> None:
        self._schema = cache(lambda: schema_bytes(api))

    def openapi(self, request: HttpRequest) -> HttpResponse:
        """Answer the schema, with an ETag of its content."""
        body = self._schema()
        response = HttpResponse(body, "application/json")
        response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        response["Cache-Control"] = "no-cache"
        return response

    def index(self, request: HttpRequest) -> HttpResponse:
        """Answer where things are, for whoever opens the API's own address."""
        links = {"docs": reverse("docs"), "redoc": reverse("redoc"), "openapi": reverse("openapi")}
        return JsonResponse({"name": "Torg", "version": VERSION} | links)

    def swagger(self, request: HttpRequest) -> HttpResponse:
        return render(request, "docs/swagger.html")

    def redoc(self, request: HttpRequest) -> HttpResponse:
        return render(request, "docs/redoc.html")
