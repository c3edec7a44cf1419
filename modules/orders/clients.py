"""The shipping service: told, by one POST a part, of what has been handed over.

Nothing of it is trusted: it has so long to take the connection, to say something and to say all of it; no more of an
answer is read than a reference needs; and it cannot send us, with the buyer's address and our token, to another host.
"""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import Event, Timer
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from modules.orders.rules.shipping import CarrierAnswer

CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 5.0, 10.0, 20.0
LARGEST_ANSWER = 64 * 1024
REDIRECTS = 2
SAME_METHOD = frozenset({307, 308})  # RFC 9110, 15.4: the others may make a GET of a POST
# Under which names services answer with what they call the parcel.
REFERENCES = ("reference", "tracking_number", "id")
SAID, REFERENCE = 300, 100


def announce_shipment(url: str, shipment: Mapping[str, Any], *, key: str, token: str = "") -> CarrierAnswer:
    """POST the shipment as JSON with `Idempotency-Key: key` and return what came of it; raises nothing for the network.

    The key is the same on a repeat, by which the service can tell it from a second parcel. Redirects of the same
    method are followed on the same host only.
    """
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "Idempotency-Key": key,
        "Connection": "close",
        **({"Authorization": f"Bearer {token}"} if token else {}),
    }
    try:
        return _post(urlsplit(url), json.dumps(shipment, ensure_ascii=False).encode(), headers, REDIRECTS)
    except (OSError, HTTPException, ValueError) as failure:
        return CarrierAnswer(None, f"{type(failure).__name__}: {failure}"[:SAID])


def _post(url: SplitResult, body: bytes, headers: Mapping[str, str], redirects: int) -> CarrierAnswer:
    with _connection(url) as connection:
        connection.request("POST", f"{url.path or '/'}{'?' if url.query else ''}{url.query}", body, dict(headers))
        answer = connection.getresponse()
        content = _read(answer)
    location = answer.headers.get("Location", "")
    if not 300 <= answer.status < 400:
        retry_after = answer.headers.get("Retry-After", "")
        return CarrierAnswer(answer.status, _said(answer, content), _reference(content), retry_after)
    there = urlsplit(urljoin(url.geturl(), location))
    if answer.status in SAME_METHOD and redirects and (there.scheme, there.netloc) == (url.scheme, url.netloc):
        return _post(there, body, headers, redirects - 1)
    return CarrierAnswer(answer.status, f"HTTP {answer.status}, not followed to {location}"[:SAID])


@contextmanager
def _connection(url: SplitResult) -> Iterator[HTTPConnection]:
    host = url.hostname or ""
    if url.scheme == "https":
        context = ssl.create_default_context()
        connection: HTTPConnection = HTTPSConnection(host, url.port, timeout=CONNECT_SECONDS, context=context)
    else:
        connection = HTTPConnection(host, url.port, timeout=CONNECT_SECONDS)
    connection.connect()
    connection.sock.settimeout(READ_SECONDS)
    late = Event()
    over = Timer(ALL_SECONDS, _hang_up, [connection.sock, late])
    over.daemon = True
    over.start()
    try:
        yield connection
    except (OSError, HTTPException):
        if not late.is_set():  # else it is we who have broken the line off
            raise
    finally:
        over.cancel()
        connection.close()
    if late.is_set():
        raise TimeoutError(f"no whole answer within {ALL_SECONDS:g} s")


def _hang_up(line: socket, late: Event) -> None:
    """End the call from a thread beside it: one that says a byte now and then keeps every single read in time."""
    late.set()
    with suppress(OSError):
        line.shutdown(SHUT_RDWR)


def _read(answer: HTTPResponse) -> bytes:
    try:
        return answer.read(LARGEST_ANSWER)
    except (OSError, HTTPException):
        return b""  # its status was said, and that is what counts


def _said(answer: HTTPResponse, content: bytes) -> str:
    said = _parsed(content)
    text = json.dumps(said, ensure_ascii=False) if said else content.decode("utf-8", "replace")
    return f"HTTP {answer.status} {answer.reason} {_line(text)}".strip()[:SAID]


def _reference(content: bytes) -> str:
    said = _parsed(content)
    found = (said.get(name) for name in REFERENCES) if isinstance(said, dict) else iter(())
    given = next((one for one in found if isinstance(one, str | int) and not isinstance(one, bool)), "")
    return _line(str(given))[:REFERENCE]


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _line(text: str) -> str:
    """Return a text as one line that any database keeps."""
    return " ".join(text.encode(errors="replace").decode().replace("\0", "").split())
