"""Requests in a stream of bytes, as far as a front door must know: where each begins, and how long its body is.

See RFC 9112, 6. What it cannot frame for certain (chunked bodies, other protocols, heads past all measure) it does not
try to: from there on the whole stream belongs to the web server, whose judgement it then is.
"""

from collections.abc import Iterator
from typing import NamedTuple

END = b"\r\n\r\n"
LONGEST = 128 * 1024
METHODS = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"PATCH ", b"DELETE ", b"OPTIONS ")


class Piece(NamedTuple):
    """Bytes on their way: of a request that begins (`path` is its address), or of the one before (None)."""

    data: bytes
    path: bytes | None = None


class Requests:
    """Takes one client's bytes as they come, and gives them back in pieces; `header` is put into every head."""

    def __init__(self, header: bytes, *, without: bytes) -> None:
        self._header, self._without = header, without.lower()
        self._head, self._body_left, self._raw = b"", 0, False

    def pieces(self, data: bytes) -> Iterator[Piece]:
        """Yield what can be passed on by now."""
        while data:
            if self._raw:
                yield Piece(data)
                return
            if self._body_left:
                part, data = data[: self._body_left], data[self._body_left :]
                self._body_left -= len(part)
                yield Piece(part)
                continue
            self._head, data = self._head + data, b""
            end = self._head.find(END)
            if end < 0 and len(self._head) <= LONGEST:
                return
            whole, data = self._head[: end + 4], self._head[end + 4 :]
            if end < 0 or not whole.startswith(METHODS) or not self._framed(whole):
                yield self._given_up()
                return
            self._head = b""
            yield Piece(self._sealed(whole), whole.split(b" ", 2)[1])

    def _framed(self, head: bytes) -> bool:
        """Learn how long the body is; return whether that is certain."""
        lines = head.lower().split(b"\r\n")
        lengths = {line.partition(b":")[2].strip() for line in lines if line.startswith(b"content-length:")}
        if any(line.startswith((b"transfer-encoding:", b"upgrade:")) for line in lines) or len(lengths) > 1:
            return False
        length = lengths.pop() if lengths else b"0"
        if not length.isdigit() or len(length) > 15:
            return False
        self._body_left = int(length)
        return True

    def _sealed(self, head: bytes) -> bytes:
        lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(self._without)]
        return b"\r\n".join([lines[0], self._header, *lines[1:]]) + END

    def _given_up(self) -> Piece:
        self._raw, whole, self._head = True, self._head, b""
        end = whole.find(END)
        sealed = self._sealed(whole[: end + 4]) + whole[end + 4 :] if end >= 0 and b" HTTP/1." in whole else whole
        return Piece(sealed, b"")
