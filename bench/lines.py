"""A client for thousands of connections at once: HTTP/1.1 over asyncio, no more than it takes to ask and be told."""

import asyncio
import resource
from typing import Any
from urllib.parse import urlsplit

import orjson

END = b"\r\n\r\n"


def many_files() -> None:
    """Let this process, and those that it starts from now on, have as many connections as they may."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Line(asyncio.Protocol):
    """One kept connection, one question at a time."""

    def __init__(self) -> None:
        self._received, self._needed = b"", 0
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    async def ask(self, root: str, question: bytes) -> tuple[int, bytes]:
        """Send a request and return status and body; raises ConnectionError where the connection ends before that."""
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            place = urlsplit(root)
            await loop.create_connection(lambda: self, place.hostname, place.port)
        self._answer = loop.create_future()
        if self._transport is not None:
            self._transport.write(question)
        return await self._answer

    def connection_made(self, transport: Any) -> None:
        self._transport, self._received, self._needed = transport, b"", 0

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._needed and (end := self._received.find(END)) >= 0:
            self._needed = end + len(END) + _length(self._received[:end])
        if self._needed and len(self._received) >= self._needed and self._answer and not self._answer.done():
            whole, self._received, self._needed = self._received[: self._needed], b"", 0
            self._answer.set_result((int(whole[9:12]), whole.partition(END)[2]))

    def connection_lost(self, failure: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("closed before it answered"))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _length(head: bytes) -> int:
    found = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return int(found[0].partition(b":")[2])


def question(method: str, path: str, token: str, body: Any = None) -> bytes:
    """Return a request as it goes over the line."""
    content = b"" if body is None else orjson.dumps(body)
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}", "Accept: */*"]
    if content:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content
