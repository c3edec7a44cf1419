"""Is the process alive, and what of all that it leans on answers."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse

from core.queue import queue

# Without these nothing works; without the rest everything works, slower.
VITAL = {"database"}


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all; touches nothing else."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Name each thing that is leaned on; 503 only where a vital one is down, `degraded` where another is."""
    checks = {"database": _database, "cache": _cache, "queue": _queue}
    found = {name: _answers(check) for name, check in checks.items()}
    down = {name for name, state in found.items() if state != "ok"}
    status = "unavailable" if down & VITAL else "degraded" if down else "ok"
    response = JsonResponse({"status": status, "profile": settings.PROFILE, "checks": found})
    response.status_code = 503 if down & VITAL else 200
    if response.status_code == 503:
        response["Retry-After"] = "5"
    return response


def _answers(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as failure:
        # The kind of failure only: messages of drivers carry hosts, users and paths.
        return f"down: {type(failure).__name__}"
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    stamp = str(time.time_ns())
    cache.set("readyz", stamp, 10)
    if cache.get("readyz") is None:
        raise ConnectionError("the cache forgot at once")


def _queue() -> None:
    queue.pending_count()
