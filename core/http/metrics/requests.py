"""Every request counted and timed, under the name of its operation and never under its path."""

import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.http.api import TorgAPI
from core.http.metrics import pool
from core.http.metrics.door import PATH, scraped
from core.meters import IN_FLIGHT, REQUEST_SECONDS, REQUESTS, Counter, Histogram

# What is routed and is no operation, by the first part of its route.
PLACES = {"": "pages", "api": "docs", "admin": "admin", "media": "media", "healthz": "health", "readyz": "health"}
_operations: dict[tuple[str, str], str] = {}


def name_operations(api: TorgAPI) -> None:
    """Learn from the API which operationId stands behind which route and method."""
    for route, id, operation in api.routed():
        _operations.update({(route, method): id for method in operation.methods})


def measured(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count and time a request; answer a scrape before anything that asks for a host, a person or a database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH:
            return scraped(request)
        began = time.perf_counter()
        IN_FLIGHT.inc()
        try:
            response = get_response(request)
        finally:
            IN_FLIGHT.dec()
        count, seconds = _meters(operation_of(request, response.status_code), response.status_code // 100)
        count.inc()
        seconds.observe(time.perf_counter() - began)
        pool.report()
        return response

    return middleware


@cache
def _meters(operation: str, hundreds: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(operation, f"{hundreds}xx"), REQUEST_SECONDS.labels(operation)


def operation_of(request: HttpRequest, status: int) -> str:
    """Return the label of a request: an operationId, a place beside the API, or what it is for want of a route.

    `unrouted` was answered before a view was looked for (a limit, a redirect); `unknown` is what no route is for.
    """
    match = request.resolver_match
    if match is None:
        return _unmatched(request, status)
    method = "GET" if request.method == "HEAD" else request.method or ""
    return _operations.get((match.route, method)) or PLACES.get(match.route.partition("/")[0], "unknown")


def _unmatched(request: HttpRequest, status: int) -> str:
    if request.path_info.startswith(settings.STATIC_URL):
        return "static"
    return "unknown" if status == 404 else "unrouted"
