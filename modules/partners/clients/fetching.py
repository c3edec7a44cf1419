"""A price list fetched from its supplier's address: guarded, bounded, and only where it has changed.

What is wrong with an address beyond the web's own words (a status, a size) is told by one code: a port that is closed,
one that speaks something else, a name that means nothing and one that means a private address look the same.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_noop as _

from modules.partners.clients.addresses import Target, target
from modules.partners.clients.calling import Call, Clock
from modules.partners.clients.storing import Received, receive
from modules.partners.clients.unpacking import unpacker
from modules.partners.errors import UrlRefused

REDIRECTS = 3
ELSEWHERE = frozenset({301, 302, 303, 307, 308})
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of its file, by which it can say that it has not changed (RFC 9110, 13.1)."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that has arrived in full, what it is called, and what its server said of it."""

    received: Received
    name: str
    validators: Validators


class Unfetched(Exception):
    """There is no file to be had: a stable `code`, an English msgid, and the values for its places."""

    def __init__(self, code: str, detail: str, **params: Any) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.params = code, detail, params


UNREACHABLE = (
    "url_unreachable",
    _("Nothing can be fetched from this address: it is not there, does not answer, or is not on the public internet."),
)
CUT_SHORT = (
    "url_cut_short",
    _("The file broke off before its end, or is shorter than its server says; nothing of it was taken."),
)
LATE = ("url_too_slow", _("The file did not arrive within the time there is for it."))
LARGE = ("url_too_large", _("The file is larger than one that is fetched may be; send it as a file."))
STATUS = ("url_status", _("The address answers with the status %(status)s and not with a file."))
ASTRAY = ("url_redirects", _("The address leads on more often than is followed."))
CLOSED = ("url_refused", _("The address leads on to one that nothing is fetched from."))
PACKED = ("url_packed", _("The file comes packed in a way that is not known here."))


def fetch(url: str, *, known: Validators | None = None) -> Fetched | None:
    """Fetch a file, or return None where it is still the one that the `known` validators are of.

    The file lies aside: the caller moves it or forgets it. Raises UrlRefused for an address that may never be called,
    Unfetched for all else. Call it outside any transaction; it takes PRICE_LIST_URL_SECONDS at most.
    """
    first = target(url)
    with Clock(settings.PRICE_LIST_URL_SECONDS) as clock:
        try:
            return _follow(first, known or Validators(), clock)
        except RequestDataTooBig:
            raise Unfetched(*LARGE) from None
        except IncompleteRead as failure:
            raise Unfetched(*(LATE if clock.is_over else CUT_SHORT)) from failure
        except (OSError, HTTPException, ValueError, zlib.error) as failure:
            raise Unfetched(*(LATE if clock.is_over else UNREACHABLE)) from failure


def _follow(at: Target, known: Validators, clock: Clock) -> Fetched | None:
    for _hop in range(REDIRECTS + 1):
        call = Call(at, clock)
        try:
            call.request("GET", at.path, headers=_headers(known))
            answer = call.getresponse()
            if answer.status not in ELSEWHERE:
                return _taken(answer, at, known, clock)
            at = _next(at, answer)
        finally:
            call.close()
    raise Unfetched(*ASTRAY)


def _headers(known: Validators) -> dict[str, str]:
    own = {"User-Agent": f"Torg (+{settings.PUBLIC_URL})", "Accept": "*/*", "Accept-Encoding": "gzip, identity"}
    return own | {"Connection": "close"} | known.headers()


def _next(at: Target, answer: HTTPResponse) -> Target:
    location = answer.headers.get("Location")
    if not location:
        raise Unfetched(*STATUS, status=answer.status)
    try:
        there = target(urljoin(at.url, location))
    except UrlRefused:
        raise Unfetched(*CLOSED) from None
    if (at.scheme, there.scheme) == ("https", "http"):
        raise Unfetched(*CLOSED)  # what was asked for over TLS is not to come from whoever listens in
    return there


def _taken(answer: HTTPResponse, at: Target, known: Validators, clock: Clock) -> Fetched | None:
    if answer.status == 304 and known.headers():
        return None
    if answer.status != 200:
        raise Unfetched(*STATUS, status=answer.status)
    received = receive(_content(answer, clock))
    said = Validators(_short(answer, "ETag", 500), _short(answer, "Last-Modified", 100))
    return Fetched(received, unquote(PurePosixPath(at.path.partition("?")[0]).name), said)


def _short(answer: HTTPResponse, name: str, longest: int) -> str:
    value = answer.headers.get(name, "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _content(answer: HTTPResponse, clock: Clock) -> Iterator[bytes]:
    """Yield the file unpacked; one that was cut off is no file, for half a list would retire the other half."""
    unpack, size = unpacker(answer.headers.get("Content-Encoding", "")), 0
    if unpack is None:
        raise Unfetched(*PACKED)
    if (answer.length or 0) > settings.PRICE_LIST_URL_MAX_BYTES:
        raise Unfetched(*LARGE)
    while packed := answer.read(CHUNK):
        for piece in unpack.feed(packed):
            size += len(piece)
            if size > settings.PRICE_LIST_URL_MAX_BYTES:
                raise Unfetched(*LARGE)
            yield piece
    if clock.is_over or answer.length or not unpack.is_whole:
        raise IncompleteRead(b"")
