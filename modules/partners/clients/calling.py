"""One call to a judged address: connected to the very number that was checked, and over when its time is."""

import socket
import ssl
import time
from contextlib import suppress
from http.client import HTTPConnection
from queue import Empty, Queue
from threading import Event, Thread, Timer
from types import TracebackType
from typing import Self

from modules.partners.clients.addresses import PORTS, Target, may_be_called

CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
MOST_NUMBERS = 4  # of one name's, that are tried


class NotCalled(OSError):
    """The name means nothing, or something that is not to be called: which of the two is nobody's to know."""


class Clock:
    """So long for everything: looking up, connecting, shaking hands, every redirect and the last byte.

    One that says a byte now and then keeps every single read in time: a thread beside it hangs up.
    """

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._late = Event()
        self._line: socket.socket | None = None
        self._timer = Timer(seconds, self._hang_up)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    @property
    def is_over(self) -> bool:
        return self._late.is_set() or self.left <= 0

    @property
    def left(self) -> float:
        return self._ends - time.monotonic()

    def at_most(self, seconds: float) -> float:
        """Return how long one step may take; raises TimeoutError where no time is left."""
        if self.is_over:
            raise TimeoutError
        return max(0.01, min(seconds, self.left))

    def watch(self, line: socket.socket) -> None:
        """Hang up this line too when the time is over."""
        self._line = line
        if self.is_over:
            self._hang_up()

    def _hang_up(self) -> None:
        self._late.set()
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)


class Call(HTTPConnection):
    """A connection that looks its host up by itself, once, and knows of no proxy (RFC 9112; SNI by RFC 6066)."""

    def __init__(self, target: Target, clock: Clock) -> None:
        super().__init__(target.host, target.port)
        self.default_port = PORTS[target.scheme]  # for the Host header
        self._target, self._clock = target, clock

    def connect(self) -> None:
        line = self._connected(numbers(self._target, self._clock))
        self.sock = line
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = line = context.wrap_socket(
                line, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self._clock.watch(line)
            line.settimeout(self._clock.at_most(READ_SECONDS))
            line.do_handshake()
        self._clock.watch(line)
        line.settimeout(self._clock.at_most(READ_SECONDS))

    def _connected(self, found: list[str]) -> socket.socket:
        failure: OSError = NotCalled()
        for number in found[:MOST_NUMBERS]:
            try:
                return socket.create_connection((number, self._target.port), self._clock.at_most(CONNECT_SECONDS))
            except OSError as refused:
                failure = refused
        raise failure


def numbers(target: Target, clock: Clock) -> list[str]:
    """Return the IP addresses of a host; raises NotCalled unless every one of them may be called."""
    found = _looked_up(target, clock)
    if not found or not all(map(may_be_called, found)):
        raise NotCalled
    return found


def _looked_up(target: Target, clock: Clock) -> list[str]:
    # The system's own look-up has no time limit: it is left to itself where it takes too long.
    answers: Queue[list[str]] = Queue()

    def look() -> None:
        try:
            known = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            known = []
        answers.put(list(dict.fromkeys(str(one[4][0]) for one in known)))

    Thread(target=look, daemon=True, name="look-up").start()
    try:
        return answers.get(timeout=clock.at_most(CONNECT_SECONDS * 2))
    except Empty:
        raise NotCalled from None
