"""A wire between a client and a server that can be cut, slowed, frozen, or made to lose one answer.

What a network does to a connection, done on purpose (compare Shopify's toxiproxy); for any protocol over TCP.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.servers.ports import free_port

CHUNK = 64 * 1024


class Proxy:
    """Listens on `port` of 127.0.0.1 and passes everything on to the server's port there."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listener = _listening()
        self.port: int = self._listener.getsockname()[1]
        self._wires = set[_Wire]()
        self._lock, self._flows = threading.Lock(), threading.Event()
        self._flows.set()
        self._wait, self._refuses = 0.0, False
        self._lost: tuple[bytes, threading.Event] | None = None

    def delay(self, seconds: float) -> None:
        """Hold back each piece of data, in both directions, for so long; 0 ends it."""
        self._wait = seconds

    def freeze(self) -> None:
        """Let connections stand and nothing pass: the other side of a dead switch."""
        self._flows.clear()

    def thaw(self) -> None:
        """Let what was held back pass, and all that follows."""
        self._flows.set()

    def cut(self) -> None:
        """Break all connections, and every new one, until `mend`."""
        with self._lock:
            self._refuses = True
            wires = list(self._wires)
        for wire in wires:
            wire.close()

    def mend(self) -> None:
        self._refuses = False

    def lose_answer_to(self, question: bytes) -> threading.Event:
        """Pass on the next piece of data with these bytes in it, and break the connection when its answer has come.

        The client never sees the answer; the server has given it. Returns what is set when it has happened.
        """
        happened = threading.Event()
        self._lost = (question, happened)
        return happened

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True, name=f"proxy-{self.port}").start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # Closing alone does not wake the thread that waits in accept().
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        self.thaw()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError):
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        if self._refuses:
            return client.close()
        try:
            server = socket.create_connection(("127.0.0.1", self._to), timeout=10)
        except OSError:
            return client.close()
        server.settimeout(None)
        wire = _Wire(client, server, forget=self._wires.discard)
        with self._lock:
            self._wires.add(wire)
        threading.Thread(target=self._pass_on, args=(wire, client, server), daemon=True).start()
        threading.Thread(target=self._pass_on, args=(wire, server, client), daemon=True).start()

    def _pass_on(self, wire: "_Wire", source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                self._hold_back()
                if source is wire.client:
                    self._look_for_question(wire, data)
                elif wire.loses is not None:
                    wire.loses.set()
                    break
                target.sendall(data)
        wire.close()

    def _look_for_question(self, wire: "_Wire", data: bytes) -> None:
        with self._lock:
            if self._lost and self._lost[0] in data:
                wire.loses, self._lost = self._lost[1], None

    def _hold_back(self) -> None:
        if self._wait:
            time.sleep(self._wait)
        self._flows.wait()


class _Wire:
    """Two connections that live and die together."""

    def __init__(self, client: socket.socket, server: socket.socket, *, forget: Callable[["_Wire"], None]) -> None:
        self.client, self.server, self._forget = client, server, forget
        self.loses: threading.Event | None = None
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        self._forget(self)
        for end in (self.client, self.server):
            # Wakes the thread that reads from it, which closing alone would not.
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _listening() -> socket.socket:
    for _ in range(5):
        with contextlib.suppress(OSError):
            return socket.create_server(("127.0.0.1", free_port()), backlog=512)
    raise OSError("The proxy found no port.")
