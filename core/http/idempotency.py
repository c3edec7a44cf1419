"""Idempotency-Key: a repeated POST gets the first answer again (compare IETF draft-ietf-httpapi-idempotency-key).

The key's row is written in the transaction of the effect itself: either both stand or neither. A second
caller with the same key waits on the unique index until the first commits (and then gets its answer) or
rolls back (and then runs itself). Only 2xx answers are kept; a refused request is judged anew.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import orjson
import psycopg
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.decorators import decorate_view

from core import planned
from core.errors import Conflict, Invalid
from core.http.auth import turned_away, viewer_of
from core.http.bodies import NotJson, read_json
from core.http.contract.refusals import refuses
from core.http.headers import answers_header, takes_header
from core.http.models import IdempotencyKey
from core.http.problems import refusal
from core.http.throttling import asker

KEPT = timedelta(hours=24)
USABLE = re.compile(r"[!-~]{1,255}")
WAIT_SECONDS = 5
TAKES_KEY = takes_header(
    "Idempotency-Key", "The same key and body again within a day get the first answer again, with Idempotency-Replayed."
)
REPLAYS = answers_header("Idempotency-Replayed", 200, 201, 202)
TOKEN = "X-Cart-Token"
CLAIM = """INSERT INTO http_idempotencykey (owner, operation, key, fingerprint, body, created_at, status, headers)
           SELECT %s, %s, %s, %s, %s, %s, 0, '{{}}' WHERE {bounded} ON CONFLICT DO NOTHING RETURNING id"""
ANSWER = "UPDATE http_idempotencykey SET status = %s, headers = %s, body = %s WHERE id = %s RETURNING id"
# Bounds every lock that the transaction waits for, the claim's own first of all.
BOUNDED = {"postgresql": f"set_config('lock_timeout', '{WAIT_SECONDS}s', true) <> ''", "sqlite": "true"}
REPLAYED_HEADERS = ("Location", "Content-Type", TOKEN)


class KeyReused(Invalid):
    """422: the key was used for another body."""

    code = "idempotency_key_reused"
    message = _("This Idempotency-Key was used with a different body.")


class KeyInProgress(Conflict):
    """409: the first request with this key has not ended yet."""

    code = "idempotency_in_progress"
    message = _("The first request with this Idempotency-Key is still running.")


class KeyUnusable(Invalid):
    """422: the key is empty or too long, or has a blank, a control character or a letter beyond ASCII in it."""

    code = "idempotency_key_invalid"
    message = _("Idempotency-Key must be 1 to 255 visible ASCII characters.")


def idempotent(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a POST endpoint that creates (below the router's decorator): it takes an Idempotency-Key."""
    for declare in (TAKES_KEY, REPLAYS, refuses(KeyReused, KeyUnusable, KeyInProgress)):
        endpoint = declare(endpoint)
    return decorate_view(_around)(endpoint)


def _around(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(run)
    def once(request: HttpRequest, **values: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return run(request, **values)
        if (stranger := turned_away(request, run)) is not None:
            return stranger
        if not USABLE.fullmatch(key):
            return refusal(KeyUnusable())
        return _run_once(request, run, values, key)

    return once


def _run_once(request: HttpRequest, run: Callable[..., HttpResponse], values: dict[str, Any], key: str) -> HttpResponse:
    claim = IdempotencyKey(
        owner=_owner(request), operation=f"{request.method} {request.path}"[:200], key=key, fingerprint=_print(request)
    )
    try:
        return _claim_and_run(request, run, values, claim)
    except KeyInProgress as waiting:
        return refusal(waiting)


@transaction.atomic
def _claim_and_run(
    request: HttpRequest, run: Callable[..., HttpResponse], values: dict[str, Any], claim: IdempotencyKey
) -> HttpResponse:
    if not is_first(claim):
        return _first_answer(claim)
    response = run(request, **values)
    if not 200 <= response.status_code < 300:
        transaction.set_rollback(True)
        return response
    if TOKEN in response and TOKEN not in request.headers:
        # A stranger is known by an address alone, which others share: nobody else may be given this one's token.
        claim.delete()
        return response
    claim.status, claim.body = response.status_code, response.content
    claim.headers = {name: response[name] for name in REPLAYED_HEADERS if name in response}
    keep(claim)
    return response


def is_first(claim: IdempotencyKey) -> bool:
    """Write the claim down and return True, or False where the key stands already, once its transaction has ended."""
    now = connection.ops.adapt_datetimefield_value(claim.created_at)
    said = [claim.owner, claim.operation, claim.key, claim.fingerprint, claim.body, now]
    try:
        claims = planned.rows(CLAIM.format(bounded=BOUNDED[connection.vendor]), said)
    except OperationalError as failure:
        if isinstance(failure.__cause__, psycopg.errors.LockNotAvailable):
            raise KeyInProgress from failure
        raise
    if not claims:
        return False
    claim.pk = claims[0][0]
    return True


def keep(claim: IdempotencyKey) -> None:
    """Write down the answer that the claim has come to."""
    planned.rows(ANSWER, [claim.status, orjson.dumps(claim.headers).decode(), claim.body, claim.pk])


def _first_answer(claim: IdempotencyKey) -> HttpResponse:
    first = IdempotencyKey.objects.filter(owner=claim.owner, operation=claim.operation, key=claim.key).first()
    if first is None:
        return refusal(KeyInProgress())  # the first one was undone between our insert and this look
    if first.fingerprint != claim.fingerprint:
        return refusal(KeyReused())
    response = HttpResponse(bytes(first.body), status=first.status)
    for name, value in first.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _owner(request: HttpRequest) -> str:
    cart = request.headers.get(TOKEN, "")
    if viewer_of(request) is None and cart:
        return f"cart:{hashlib.sha256(cart.encode()).hexdigest()[:40]}"
    return asker(request)


def _print(request: HttpRequest) -> str:
    """Return what identifies the body: JSON whatever its blanks and order, a form whatever its boundary."""
    digest = hashlib.sha256(request.META.get("QUERY_STRING", "").encode())
    if request.content_type == "multipart/form-data":
        digest.update(repr(sorted(request.POST.lists())).encode())
        for name in sorted(request.FILES):
            digest.update(name.encode())
            for file in request.FILES.getlist(name):
                _print_file(digest, file)
        return digest.hexdigest()
    try:
        digest.update(orjson.dumps(read_json(request.body), option=orjson.OPT_SORT_KEYS))
    except NotJson:
        digest.update(request.body)
    return digest.hexdigest()


def _print_file(digest: "hashlib._Hash", file: Any) -> None:
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)


def forget_old() -> None:
    """Delete the keys whose day is over."""
    IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
