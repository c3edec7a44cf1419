"""Every refusal as a problem document (RFC 9457): the one place where exceptions become statuses."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import ninja.errors
import orjson
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI

from core import context, errors
from core.cache import bump_in_doubt
from core.http.bodies import NotJson, UnsupportedMediaType
from core.http.validation import told
from core.meters import PROBLEMS

log = logging.getLogger("torg.http")
MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[errors.DomainError], int] = {
    errors.NotFound: 404,
    errors.TooLarge: 413,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.Forbidden: 403,
    errors.Invalid: 422,
    errors.Unauthenticated: 401,
    errors.Limited: 429,
    errors.Unavailable: 503,
    errors.DomainError: 400,
}
# What ends without our own code having spoken: a status made by Django, ninja or a server in between.
PLAIN: dict[int, tuple[str, object]] = {
    400: ("bad_request", _("The request cannot be read.")),
    401: (errors.Unauthenticated.code, errors.Unauthenticated.message),
    403: (errors.Forbidden.code, errors.Forbidden.message),
    404: (errors.NotFound.code, errors.NotFound.message),
    405: ("method_not_allowed", _("This address does not take this method.")),
    410: (errors.Gone.code, errors.Gone.message),
    413: (errors.TooLarge.code, errors.TooLarge.message),
    415: ("unsupported_media_type", _("Send JSON, with Content-Type: application/json.")),
    422: ("invalid", errors.Invalid.message),
    429: (errors.Limited.code, errors.Limited.message),
    500: ("internal_error", _("An unexpected error; it was written to the log under this request id.")),
    503: (errors.Unavailable.code, errors.Unavailable.message),
}


# As RFC 9110 has them; Python 3.12 still says what they were called before.
PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}


def phrase(status: int) -> str:
    """Return the name of a status, the same on every Python."""
    return PHRASES.get(status) or HTTPStatus(status).phrase


def problem(status: int, code: str = "", detail: object = "", **members: Any) -> HttpResponse:
    """Return a problem document; code and detail default to what the status says by itself."""
    known_code, known_detail = PLAIN.get(status, ("error", phrase(status)))
    code = code or known_code
    document = {
        "type": f"urn:torg:problem:{code}",
        "title": phrase(status),
        "status": status,
        "detail": str(detail or known_detail),
        "code": code,
        "request_id": context.request_id.get(),
    }
    response = HttpResponse(orjson.dumps(members | document, default=str), MEDIA_TYPE, status)
    response["Content-Length"] = str(len(response.content))
    PROBLEMS.labels(code, str(status)).inc()
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 503:
        response["Retry-After"] = str(errors.Unavailable.retry_after)
    return response


def status_of(kind: type[errors.DomainError]) -> int:
    """Return the HTTP status that a kind of domain error goes out with."""
    return next(STATUS[known] for known in kind.__mro__ if known in STATUS)


def refusal(refused: errors.DomainError) -> HttpResponse:
    """Return the problem document of a domain error."""
    status = status_of(type(refused))
    members: dict[str, Any] = dict(refused.facts)
    if isinstance(refused, errors.Invalid) and refused.field:
        loc: list[str | int] = ["body", *refused.field.split(".")]
        members["errors"] = [{"loc": loc, "msg": refused.detail, "code": refused.code}]
    response = problem(status, refused.code, refused.detail, **members)
    if isinstance(refused, errors.Limited):
        response["Retry-After"] = str(refused.retry_after)
    return response


def _invalid(request: HttpRequest, refused: ninja.errors.ValidationError) -> HttpResponse:
    return problem(422, detail=_("Some values cannot be accepted."), errors=told(request, refused.errors))


def _unread(failure: ninja.errors.HttpError) -> HttpResponse:
    # ninja wraps whatever its parser raises in a 400 of its own; the cause says more.
    match failure.__cause__:
        case UnsupportedMediaType():
            return problem(415)
        case NotJson(status=status, detail=detail):
            return problem(status, detail=detail)
    return problem(failure.status_code)


def _lost(request: HttpRequest, failure: Exception) -> HttpResponse:
    log.warning("something we lean on is down: %s", failure)
    bump_in_doubt()
    return problem(503)


def _unexpected(request: HttpRequest, failure: Exception) -> HttpResponse:
    log.error("unexpected error in %s %s", request.method, request.path, exc_info=failure)
    return problem(500)


def _collision(request: HttpRequest, failure: Exception) -> HttpResponse:
    log.error("a constraint refused what the service let through", exc_info=failure)
    return problem(409, errors.Conflict.code, errors.Conflict.message)


ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    errors.DomainError: lambda request, e: refusal(e),
    ninja.errors.ValidationError: _invalid,
    ninja.errors.AuthenticationError: lambda request, e: problem(401),
    ninja.errors.HttpError: lambda request, e: _unread(e),
    Http404: lambda request, e: problem(404),
    RequestDataTooBig: lambda request, e: problem(413),
    TooManyFieldsSent: lambda request, e: problem(413),
    SuspiciousOperation: lambda request, e: problem(400),
    MultiPartParserError: lambda request, e: problem(400),
    UnreadablePostError: lambda request, e: problem(400),
    OperationalError: _lost,
    InterfaceError: _lost,
    DataError: lambda request, e: problem(422),
    IntegrityError: _collision,
    Exception: _unexpected,
}


def answer(request: HttpRequest, failure: Exception) -> HttpResponse:
    """Return the problem document of any exception, wherever around an endpoint it was raised."""
    return next(ANSWERS[kind] for kind in type(failure).__mro__ if kind in ANSWERS)(request, failure)


def install(api: NinjaAPI) -> None:
    """Teach the API how each exception looks on the wire; endpoints have no `try`."""
    for kind, handler in ANSWERS.items():
        api.add_exception_handler(kind, handler)
