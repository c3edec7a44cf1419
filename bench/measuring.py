"""What `/metrics` costs the others: the cheapest request there is, counted and timed, beside the same uncounted.

Processes add up through files here, as in production, which costs more than counting in one process.
"""

import io
import sys
from collections.abc import Callable
from typing import Any

from bench.measure import Pace, Row, compare

TIMES = 2_000
MEASURED = "core.http.metrics.requests.measured"


def ask(pace: Pace) -> list[Row]:
    ratios = compare(_get("/api/v1/", measured=True), _get("/api/v1/", measured=False), times=TIMES)
    kept = compare(_get("/api/v1/suppliers/", measured=True), _get("/api/v1/suppliers/", measured=False), times=300)
    return [
        Row("the API's own address, measured", "the same, not measured", ratios),
        Row("suppliers from the cache, measured", "the same, not measured", kept),
    ]


def _get(path: str, *, measured: bool) -> Callable[[], None]:
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    chain = [name for name in settings.MIDDLEWARE if measured or name != MEASURED]
    with override_settings(MIDDLEWARE=chain):
        application = WSGIHandler()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }

    def ask_once() -> None:
        answer = application(environ | {"wsgi.input": io.BytesIO()}, lambda status, headers: None)
        b"".join(answer)
        answer.close()

    return ask_once
