"""Asking a WSGI application directly, as a server does: bytes, headers, and what was passed on to Django."""

import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.http.handler import Handler
from core.http.lane.application import Lane

OWN_TO_EACH = {"x-request-id"}


@dataclass(frozen=True)
class Answer:
    """What came back; header names in small letters."""

    status: str
    headers: dict[str, str]
    body: bytes

    @property
    def alike(self) -> tuple[str, list[tuple[str, str]], bytes]:
        """All of it but what differs from answer to answer."""
        lasting = sorted(one for one in self.headers.items() if one[0] not in OWN_TO_EACH)
        return self.status, lasting, self.body


def ask(application: Any, path: str, query: str = "", *, method: str = "GET", **environ: str) -> Answer:
    """Send one request; `environ` as WSGI has it, such as HTTP_ACCEPT_LANGUAGE."""
    asked: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path if path.startswith("/") else f"/api/v1/{path}",
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "203.0.113.5",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    said: list[Any] = []
    answer = application(asked | environ, lambda status, headers, *_: said.append((status, headers)))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    ((status, headers),) = said
    names = [name.lower() for name, _ in headers]
    assert len(names) == len(set(names)), headers
    return Answer(status, {name.lower(): value for name, value in headers}, body)


class Both:
    """Django by itself, and the lane in front of it, counting what it passes on."""

    def __init__(self, *, relaxed: bool = False) -> None:
        self.django = Handler()
        self.passed_on = 0
        self.lane = Lane(self._counted, relaxed=relaxed)

    def _counted(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.passed_on += 1
        return self.django(environ, start)

    def by_lane(self, path: str, query: str = "", **request: Any) -> Answer:
        """Ask until the lane has learnt how to answer this kind of request, and once more; Django must not see that."""
        for _ in range(2):
            ask(self.lane, path, query, **request)
        before = self.passed_on
        answer = ask(self.lane, path, query, **request)
        assert self.passed_on == before, f"{path}?{query} {request} was passed on"
        return answer
