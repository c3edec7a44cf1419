"""The list that every visitor hits, through the whole WSGI application: kept, and made anew."""

import io
import sys
from itertools import count
from typing import Any

from bench.goods import offers
from bench.measure import Row, compare

TIMES = 100


def ask() -> list[Row]:
    from core.wsgi import application

    offers()
    fresh = count()

    def get(query: str) -> None:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/api/v1/products/",
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }
        answer = application(environ, lambda status, headers: _must_be_200(status))
        b"".join(answer)
        answer.close()

    ratios = compare(
        lambda: get("ordering=price"), lambda: get(f"ordering=price&price_max={next(fresh) + 100_000}"), times=TIMES
    )
    return [Row("list of 20, kept", "list of 20, made anew", ratios)]


def _must_be_200(status: str) -> None:
    assert status.startswith("200"), status
