"""The least a WSGI application can do: the same bytes every time. What a server and a client can do at all."""

import os
from collections.abc import Callable, Iterable
from typing import Any

BODY = b"." * int(os.environ.get("HELLO_BYTES", "5000"))
HEADERS = [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(BODY)))]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [BODY]
