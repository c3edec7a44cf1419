"""Who may read `/metrics`: whoever asks directly, or, where METRICS_TOKEN is set, whoever shows it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from core.http.metrics.exposition import exposition
from core.http.problems import problem

PATH = "/metrics"
PROXIED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def scraped(request: HttpRequest) -> HttpResponse:
    """Answer the measurements; without the right 401, and 404 to what came through a proxy, as if nothing was here."""
    if request.method not in {"GET", "HEAD"}:
        return problem(405)
    if settings.METRICS_TOKEN:
        if not may_read(request.headers.get("Authorization", "")):
            return problem(401)
    elif any(header in request.headers for header in PROXIED):
        return problem(404)
    body, media_type = exposition(request.headers.get("Accept", ""))
    return HttpResponse(body, media_type, headers={"Cache-Control": "no-store"})


def may_read(authorization: str) -> bool:
    """Return whether an Authorization header shows METRICS_TOKEN, or none is asked for."""
    scheme, _, token = authorization.partition(" ")
    wanted = settings.METRICS_TOKEN
    return not wanted or (scheme.lower() == "bearer" and constant_time_compare(token.strip(), wanted))
