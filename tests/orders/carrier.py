"""A shipping service that writes down what it is told, and misbehaves as a test asks it to."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Heard:
    """One call as it arrived."""

    path: str
    key: str
    token: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """An ordinary answer; `act`, where given, is done to the desk instead."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b'{"reference": "RA-1"}'
    act: Callable[["Desk"], None] | None = None


class Carrier(ThreadingHTTPServer):
    """Answers with the replies it was given, in order, and then with 201."""

    daemon_threads = True

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.replies: list[Reply] = []
        self.over = threading.Event()  # what hangs, hangs until then
        super().__init__(("127.0.0.1", 0), Desk)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/shipments?shop=torg"

    def close(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


class Desk(BaseHTTPRequestHandler):
    server: Carrier

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = self.headers.get("Authorization", "")
        self.server.heard.append(Heard(self.path, self.headers["Idempotency-Key"], said, body))
        reply = self.server.replies.pop(0) if self.server.replies else Reply()
        if reply.act:
            return reply.act(self)
        self.answer(reply)

    def answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def says(status: int, content: bytes = b"", **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def _cut(desk: Desk) -> None:
    desk.connection.close()


def _cut_in_the_middle(desk: Desk) -> None:
    desk.wfile.write(b"HTTP/1.1 20")
    desk.connection.close()


def _hang(desk: Desk) -> None:
    """The goods are booked, and the answer comes when nobody waits for it."""
    desk.server.over.wait(60)
    with suppress(OSError):
        desk.answer(Reply())


def _drip(desk: Desk) -> None:
    """A byte now and then, so that no single wait is long."""
    desk.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    with suppress(OSError):
        while not desk.server.over.wait(0.05):
            desk.wfile.write(b".")


CUT, CUT_IN_THE_MIDDLE, HANG, DRIP = (Reply(act=act) for act in (_cut, _cut_in_the_middle, _hang, _drip))
