"""Answers to GET kept as finished bytes with their ETag, under the version of a namespace."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, urlencode
from django.utils.translation import get_language
from ninja.decorators import decorate_view

from core import cache
from core.http.auth import Viewer, viewer_of
from core.http.flights import Turn, turn
from core.http.headers import answers_header, takes_header

# Where an endpoint carries its declaration, and where the lane leaves ((namespace, key), what it found) of a request.
DECLARATION, LOOKED_UP = "cached", "torg.looked_up"
DECLARED = (
    takes_header("If-None-Match", "An ETag; 304 without a body where the answer is still the same."),
    *(answers_header(name, 200, 304) for name in ("ETag", "Cache-Control", "X-Cache")),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer as it lies in the cache."""

    body: bytes
    etag: str
    media_type: str
    until: float


@dataclass(frozen=True, slots=True)
class Declaration:
    """What `@cached` was told of an endpoint; the fast lane reads it from there."""

    namespace: str | Callable[..., str]
    per_viewer: bool

    def under(self, values: dict[str, Any], viewer: Viewer | None = None) -> str:
        """Return the namespace of the answer for these values of the path."""
        if isinstance(self.namespace, str):
            return self.namespace
        return self.namespace(**values, **({"viewer": viewer} if viewer else {}))


def cached(
    namespace: str | Callable[..., str], *, seconds: int = 300, per_viewer: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a GET endpoint whose 200 may be given again until the namespace is bumped.

    `namespace` may be a function of the path's values and, with `per_viewer`, of `viewer`. A per-viewer
    answer is kept for that viewer alone, and only for one whose token holds now. What is not per viewer is public:
    it depends on the address, the query and the language alone, and is mostly given before Django is asked.
    """
    declared = Declaration(namespace, per_viewer)

    def around(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def answered(request: HttpRequest, **values: Any) -> HttpResponse:
            viewer = viewer_of(request) if per_viewer else None
            if per_viewer and viewer is None:
                return run(request, **values)  # which will say 401
            wanted = Wanted(declared.under(values, viewer), _key(request, viewer), seconds, viewer is not None)
            return _from_cache(request, partial(run, request, **values), wanted)

        return answered

    def decorate(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        for declare in DECLARED:
            endpoint = declare(endpoint)
        endpoint.__dict__[DECLARATION] = declared
        return decorate_view(around)(endpoint)

    return decorate


@dataclass(frozen=True, slots=True)
class Wanted:
    """The place of an answer in the cache, and for how many seconds and whom it is kept there."""

    namespace: str
    key: str
    seconds: int
    private: bool


def _from_cache(request: HttpRequest, make: Callable[[], HttpResponse], wanted: Wanted) -> HttpResponse:
    found = _looked_up(request, wanted)
    if found.value is None:
        with turn((wanted.namespace, wanted.key), found) as own:
            if own.found.value is None:
                return _made(request, make, wanted, own)
            found = own.found
    return _answer(request, Kept(*found.value), "HIT", wanted)


def _looked_up(request: HttpRequest, wanted: Wanted) -> cache.Found:
    # The lane has looked already; its miss is ours. The version it read was read before anything is made, too.
    place, found = request.META.get(LOOKED_UP, (None, None))
    return found if place == (wanted.namespace, wanted.key) else cache.fetch(wanted.namespace, wanted.key)


def _made(request: HttpRequest, make: Callable[[], HttpResponse], wanted: Wanted, own: Turn) -> HttpResponse:
    response = make()
    if response.status_code != 200:
        return response
    until = time.time() + wanted.seconds
    kept = Kept(response.content, _etag(response.content), response["Content-Type"], until)
    cache.store(wanted.namespace, wanted.key, astuple(kept), version=own.found.version, ttl=wanted.seconds)
    own.made = True
    return _answer(request, kept, "MISS", wanted)


def _key(request: HttpRequest, viewer: Viewer | None) -> str:
    return key_of(request.path, request.GET, get_language() or "", str(viewer.id) if viewer else "")


def key_of(path: str, query: QueryDict, language: str, viewer: str = "") -> str:
    """Return the key of an answer; `?a=1&b=2` and `?b=2&a=1` are one question."""
    asked = urlencode(sorted(query.lists()), doseq=True)
    return hashlib.sha256("\n".join((path, asked, language, viewer)).encode()).hexdigest()


def _etag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def _answer(request: HttpRequest, kept: Kept, cache_state: str, wanted: Wanted) -> HttpResponse:
    same = is_same(kept.etag, request.headers.get("If-None-Match", ""))
    response = HttpResponse(b"" if same else kept.body, kept.media_type, 304 if same else 200)
    response["ETag"] = kept.etag
    response["X-Cache"] = cache_state
    # A client may keep the answer and must ask whether it still holds: it costs a 304, never an old price.
    response["Cache-Control"] = f"{'private' if wanted.private else 'public'}, no-cache"
    patch_vary_headers(response, ["Accept-Language", *(["Authorization"] if wanted.private else [])])
    return response


def is_same(etag: str, if_none_match: str) -> bool:
    """Return whether the client has this very answer already."""
    if not if_none_match:
        return False
    # If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy that compressed the answer marks it W/; `*` is any.
    return not {etag, "*"}.isdisjoint(tag.removeprefix("W/") for tag in parse_etags(if_none_match))
