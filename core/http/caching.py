"""Answers to GET kept as finished bytes with their ETag, under the version of a namespace."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, urlencode
from django.utils.translation import get_language
from ninja.decorators import decorate_view

from core import cache
from core.http.auth import Viewer, viewer_of
from core.http.headers import answers_header, takes_header

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


def cached(
    namespace: str | Callable[..., str], *, seconds: int = 300, per_viewer: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a GET endpoint whose 200 may be given again until the namespace is bumped.

    `namespace` may be a function of the path's values and, with `per_viewer`, of `viewer`. A per-viewer
    answer is kept for that viewer alone, and only for one whose token holds now.
    """

    def around(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def answered(request: HttpRequest, **values: Any) -> HttpResponse:
            viewer = viewer_of(request) if per_viewer else None
            if per_viewer and viewer is None:
                return run(request, **values)  # which will say 401
            under = namespace if isinstance(namespace, str) else namespace(**_known(values, viewer))
            return _from_cache(request, run, values, under, seconds, viewer)

        return answered

    def decorate(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        for declare in DECLARED:
            endpoint = declare(endpoint)
        return decorate_view(around)(endpoint)

    return decorate


def _known(values: dict[str, Any], viewer: Viewer | None) -> dict[str, Any]:
    return values | ({"viewer": viewer} if viewer else {})


def _from_cache(
    request: HttpRequest,
    run: Callable[..., HttpResponse],
    values: dict[str, Any],
    namespace: str,
    seconds: int,
    viewer: Viewer | None,
) -> HttpResponse:
    key = _key(request, viewer)
    found = cache.fetch(namespace, key)
    if found.value is not None:
        return _answer(request, Kept(*found.value), "HIT", private=viewer is not None)
    response = run(request, **values)
    if response.status_code != 200:
        return response
    kept = Kept(response.content, _etag(response.content), response["Content-Type"])
    cache.store(namespace, key, (kept.body, kept.etag, kept.media_type), version=found.version, ttl=seconds)
    return _answer(request, kept, "MISS", private=viewer is not None)


def _key(request: HttpRequest, viewer: Viewer | None) -> str:
    # `?a=1&b=2` and `?b=2&a=1` are one question.
    query = urlencode(sorted(request.GET.lists()), doseq=True)
    parts = (request.path, query, get_language() or "", str(viewer.id) if viewer else "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _etag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def _answer(request: HttpRequest, kept: Kept, cache_state: str, *, private: bool) -> HttpResponse:
    same = not {kept.etag, "*"}.isdisjoint(_etags_of(request))
    response = HttpResponse(b"" if same else kept.body, kept.media_type, 304 if same else 200)
    response["ETag"] = kept.etag
    response["X-Cache"] = cache_state
    # A client may keep the answer and must ask whether it still holds: it costs a 304, never an old price.
    response["Cache-Control"] = f"{'private' if private else 'public'}, no-cache"
    patch_vary_headers(response, ["Accept-Language", *(["Authorization"] if private else [])])
    return response


def _etags_of(request: HttpRequest) -> list[str]:
    # If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy that compressed the answer marks it W/; `*` is any.
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
