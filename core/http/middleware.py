"""What happens around every request: an id, a path with its slash, a limit, and no answer that is not ours."""

import logging
import time
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.csp import build_policy

from core import context
from core.errors import Limited
from core.http.auth import viewer_of
from core.http.problems import MEDIA_TYPE, PLAIN, answer, problem, refusal
from core.http.throttling import asker, hit

log = logging.getLogger("torg.access")
API = "/api/"
LIMIT_SECONDS = 60
SHORT = 200  # characters of a header worth remembering
FORM_AROUND_FILE = 64 * 1024
type Handler = Callable[[HttpRequest], HttpResponse]


def request_context(get_response: Handler) -> Handler:
    """Give the request an id (the client's, if it looks like one), log it, and answer with the id."""

    def middleware(request: HttpRequest) -> HttpResponse:
        id = context.request_id_for(request.META.get("HTTP_X_REQUEST_ID", ""))
        token, began = context.request_id.set(id), time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-ID"] = id
            _log(request, response, time.perf_counter() - began)
        finally:
            context.request_id.reset(token)
        return response

    return middleware


def _log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    # The path without its query: searches are personal, and tokens have been seen in query strings.
    viewer = request.__dict__.get("_viewer")
    log.info(
        "%s %s %s %.1f ms",
        request.method,
        request.path,
        response.status_code,
        seconds * 1000,
        extra={"status": response.status_code, "user_id": viewer.id if viewer else None},
    )


def slashed(path: str) -> str:
    """Return the path that an API path without its slash stands for; a name with a dot is a file's."""
    bare = path.startswith(API) and not path.endswith("/") and "." not in path.rpartition("/")[2]
    return f"{path}/" if bare else path


def trailing_slash(get_response: Handler) -> Handler:
    """Answer an API path without its slash as the same path with it: a redirect would lose a POST's body."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if slashed(request.path_info) != request.path_info:
            request.path_info += "/"
            request.path += "/"
        return get_response(request)

    return middleware


def api_manners(get_response: Handler) -> Handler:
    """Choose an answer's language as Django's LocaleMiddleware does, and say in headers what `core.http.pages` says."""
    policy = build_policy(settings.SECURE_CSP)
    frames = settings.X_FRAME_OPTIONS

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return get_response(request)
        translation.activate(_language(request))
        request.LANGUAGE_CODE = translation.get_language() or ""
        response = get_response(request)
        headers = response.headers
        headers.setdefault("X-Frame-Options", frames)
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("Content-Language", translation.get_language())
        headers.setdefault("Cache-Control", "private, no-cache")  # a guest's cart is nobody else's either
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def _language(request: HttpRequest) -> str:
    accepted, cookies = request.META.get("HTTP_ACCEPT_LANGUAGE", ""), request.META.get("HTTP_COOKIE", "")
    if settings.LANGUAGE_COOKIE_NAME in cookies or len(accepted) > SHORT:
        return translation.get_language_from_request(request)
    return _language_accepted(accepted)


@lru_cache(maxsize=10_000)
def _language_accepted(accepted: str) -> str:
    asked = HttpRequest()
    asked.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return translation.get_language_from_request(asked)


def reader(get_response: Handler) -> Handler:
    """Find out who asks; a request that names no language is answered in the one of their profile."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return get_response(request)
        try:
            viewer = viewer_of(request)
        except (OperationalError, InterfaceError) as failure:
            return answer(request, failure)
        if viewer and viewer.language and "HTTP_ACCEPT_LANGUAGE" not in request.META:
            translation.activate(viewer.language)
        return get_response(request)

    return middleware


def options_said(get_response: Handler) -> Handler:
    """Answer OPTIONS in the API with the methods that the address takes (RFC 9110, 9.3.7)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "OPTIONS" or response.status_code != 405 or not request.path_info.startswith(API):
            return response
        taken = set(response.get("Allow", "").split(", ")) | {"OPTIONS"}
        return HttpResponse(status=204, headers={"Allow": ", ".join(sorted(taken))})

    return middleware


def body_limit(get_response: Handler) -> Handler:
    """Refuse a body that says it is larger than any file may be, before a byte of it is read (`core.http.intake`)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdigit() and int(said) > settings.MAX_UPLOAD_BYTES + FORM_AROUND_FILE:
            return problem(413)
        return get_response(request)

    return middleware


def head_as_get(get_response: Handler) -> Handler:
    """Answer HEAD in the API as GET without its body (RFC 9110, 9.3.2)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD" or not request.path_info.startswith(API):
            return get_response(request)
        request.method = "GET"
        response = get_response(request)
        request.method = "HEAD"
        bare = HttpResponse(status=response.status_code, headers=dict(response.items()))
        if not response.streaming:
            bare["Content-Length"] = str(len(response.content))
        response.close()
        return bare

    return middleware


def problems_only(get_response: Handler) -> Handler:
    """Make sure that an API client never gets an HTML error, whoever made it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path_info.startswith(API) or response.status_code < 400:
            return response
        if response.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        plain = problem(response.status_code if response.status_code in PLAIN else 500)
        for name, value in response.items():
            if name not in {"Content-Type", "Content-Length"}:
                plain[name] = value
        return plain

    # What a decorator around an endpoint raises, ninja does not see.
    middleware.__dict__["process_exception"] = _answer_in_api
    return middleware


def _answer_in_api(request: HttpRequest, failure: Exception) -> HttpResponse | None:
    return answer(request, failure) if request.path_info.startswith(API) else None


def rate_limit(get_response: Handler) -> Handler:
    """Count API requests per person, or per address, and refuse those over the limit."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.RATE_LIMIT or not request.path_info.startswith(API):
            return get_response(request)
        rate = hit(asker(request), limit=settings.RATE_LIMIT, seconds=LIMIT_SECONDS)
        response = refusal(Limited(retry_after=rate.resets_in)) if rate.exceeded else get_response(request)
        for name, value in rate.headers().items():
            response[name] = value
        return response

    return middleware
