"""A supplier's web server on loopback, real sockets and all: each path does one thing, as real and hostile ones do."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

type Page = Callable[["Visit"], None]


class Visit(BaseHTTPRequestHandler):
    """One request; a page answers with `say`."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Any = self.server
        site.asked.append((self.path, dict(self.headers)))
        site.pages.get(self.path, _missing)(self)

    def say(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(content))} | named).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    def log_message(self, *said: Any) -> None:
        pass


class Website(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str = "/list") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def shows(self, content: bytes, path: str = "/list", **headers: str) -> str:
        """Show a file at a path and return its address; with an ETag it says 304 where that is known."""

        def page(visit: Visit) -> None:
            if "ETag" in headers and visit.headers.get("If-None-Match") == headers["ETag"]:
                return visit.say(304, ETag=headers["ETag"], Content_Length="")
            visit.say(200, content, **headers)

        self.pages[path] = page
        return self.url(path)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # whoever hangs up on us is what these tests are about


@contextmanager
def website() -> Iterator[Website]:
    site = Website()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()


def _missing(visit: Visit) -> None:
    visit.say(404, b"nothing here")


def leads_to(address: str, status: int = 302) -> Page:
    return lambda visit: visit.say(status, Location=address)


def bomb(size: int) -> Page:
    packed = gzip.compress(b"\0" * size)
    return lambda visit: visit.say(200, packed, Content_Encoding="gzip")


def endless(visit: Visit) -> None:
    """No length, and no end."""
    visit.send_response(200)
    visit.end_headers()
    while True:
        visit.wfile.write(b"x" * 65536)


def dripping(visit: Visit) -> None:
    """A byte now and then: every single read is in time."""
    visit.send_response(200)
    visit.send_header("Content-Length", "1000")
    visit.end_headers()
    for _ in range(1000):
        visit.wfile.write(b"x")
        visit.wfile.flush()
        time.sleep(0.05)


def slow_to_begin(visit: Visit) -> None:
    time.sleep(30)


def cut_off(visit: Visit) -> None:
    """Half of what was announced."""
    visit.say(200, b"id;name;price;quantity\n1;A;1;1\n", Content_Length="1000")


def cut_off_packed(visit: Visit) -> None:
    packed = gzip.compress(b"id;name;price;quantity\n1;A;1;1\n" * 100)[:-20]
    visit.say(200, packed, Content_Encoding="gzip")


def no_web(visit: Visit) -> None:
    visit.wfile.write(b"220 mail.example ESMTP\r\n")
    visit.close_connection = True
