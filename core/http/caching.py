"""Answers to GET kept as finished bytes with their ETag, under the version of a namespace."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language
from ninja.decorators import decorate_view

from core import cache
from core.http.auth import Viewer, turned_away, viewer_of
from core.http.flights import Place, Turn, turn
from core.http.headers import answers_header, takes_header
from core.http.questions import key_of

# Where an endpoint carries its declaration, and where the lane leaves what it has looked up for a request.
DECLARATION, LOOKED_UP = "cached", "torg.looked_up"
DECLARED = (
    takes_header("If-None-Match", "An ETag; 304 without a body where the answer is still the same."),
    *(answers_header(name, 200, 304) for name in ("ETag", "Cache-Control", "X-Cache")),
)


class Kept(NamedTuple):
    """A finished answer as it lies in the cache."""

    body: bytes
    etag: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """What `@cached` was told of an endpoint; the fast lane reads it from there."""

    namespace: str | Callable[..., str]
    seconds: int
    per_viewer: bool
    may: Callable[..., bool] | None = None

    def is_open_to(self, viewer: Viewer, values: dict[str, Any]) -> bool:
        """Return whether this viewer may be given what is kept under these values of the path, as things stand now."""
        return self.may is None or self.may(viewer=viewer, **values)

    def under(self, values: dict[str, Any], viewer: Viewer | None = None) -> str:
        """Return the namespace of the answer for these values of the path."""
        if isinstance(self.namespace, str):
            return self.namespace
        return self.namespace(**values, **({"viewer": viewer} if viewer else {}))


class LookedUp(NamedTuple):
    """What the lane has found out before Django was asked; its miss is ours."""

    place: Place
    language: str
    found: cache.Found


def cached(
    namespace: str | Callable[..., str],
    *,
    seconds: int = 300,
    per_viewer: bool = False,
    may: Callable[..., bool] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a GET endpoint whose 200 may be given again until the namespace is bumped.

    `namespace` may be a function of the path's values and, with `per_viewer`, of `viewer`. A per-viewer
    answer is kept for that viewer alone, and given only to one whose token holds and who may call the endpoint now;
    `may`, of `viewer` and the path's values, says whether they may see this very thing: where not, the endpoint is left
    to refuse. What is not per viewer is public: it depends on the address, the query and the language alone, and is
    mostly given before Django is asked.
    """
    declared = Declaration(namespace, seconds, per_viewer, may)

    def around(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def answered(request: HttpRequest, **values: Any) -> HttpResponse:
            viewer = viewer_of(request) if per_viewer else None
            if per_viewer and not _may_be_given(request, run, values, declared, viewer):
                return run(request, **values)  # which will say 401, 403 or 404
            place, found = _looked_up(request, declared.under(values, viewer), viewer)
            with turn(place, found) as own:
                if own.found.value is None:
                    return _kept(request, run(request, **values), declared, own)
            return _answer(request, Kept(*own.found.value), "HIT", declared)

        return answered

    def decorate(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        for declare in DECLARED:
            endpoint = declare(endpoint)
        endpoint.__dict__[DECLARATION] = declared
        return decorate_view(around)(endpoint)

    return decorate


def _may_be_given(
    request: HttpRequest,
    run: Callable[..., HttpResponse],
    values: dict[str, Any],
    declared: Declaration,
    viewer: Viewer | None,
) -> bool:
    return viewer is not None and turned_away(request, run) is None and declared.is_open_to(viewer, values)


def is_same(etag: str, if_none_match: str) -> bool:
    """Return whether the client has this very answer already."""
    if not if_none_match:
        return False
    # If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy that compressed the answer marks it W/; `*` is any.
    return not {etag, "*"}.isdisjoint(tag.removeprefix("W/") for tag in parse_etags(if_none_match))


def _looked_up(request: HttpRequest, namespace: str, viewer: Viewer | None) -> tuple[Place, cache.Found]:
    known: LookedUp | None = request.META.get(LOOKED_UP)
    language = get_language() or ""
    if known and viewer is None and (known.place[0], known.language) == (namespace, language):
        return known.place, known.found
    query = request.META.get("QUERY_STRING", "") if request.GET else ""
    whose = (str(viewer.id) if viewer else "", request.encoding or "")
    place = (namespace, key_of(request.path, query, language, *whose))
    return place, cache.fetch(*place)


def _kept(request: HttpRequest, response: HttpResponse, declared: Declaration, own: Turn) -> HttpResponse:
    if response.status_code != 200:
        return response
    kept = Kept(response.content, _etag(response.content), response["Content-Type"])
    own.made = cache.store(*own.place, tuple(kept), version=own.found.version, ttl=declared.seconds)
    return _answer(request, kept, "MISS", declared)


def _etag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def _answer(request: HttpRequest, kept: Kept, cache_state: str, declared: Declaration) -> HttpResponse:
    same = is_same(kept.etag, request.META.get("HTTP_IF_NONE_MATCH", ""))
    response = HttpResponse(b"" if same else kept.body, kept.media_type, 304 if same else 200)
    response["ETag"] = kept.etag
    response["X-Cache"] = cache_state
    # A client may keep the answer and must ask whether it still holds: it costs a 304, never an old price.
    response["Cache-Control"] = "private, no-cache" if declared.per_viewer else "public, no-cache"
    patch_vary_headers(response, ["Accept-Language", *(["Authorization"] if declared.per_viewer else [])])
    return response
