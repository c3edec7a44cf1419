"""JSON in and out: read strictly, written with its Cyrillic as it is."""

import json
from decimal import Decimal
from typing import Any, cast

import orjson
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from core.money import rounded


class UnsupportedMediaType(Exception):
    """The body is not said to be JSON."""


class NotJson(Exception):
    """The body cannot be taken: 400 where it is not JSON, 422 where it is JSON in name only (NaN, 1e400)."""

    def __init__(self, status: int, detail: str | Promise) -> None:
        super().__init__(str(detail))
        self.status, self.detail = status, detail


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type not in {"application/json", ""}:
            raise UnsupportedMediaType
        return cast("dict[str, Any]", read_json(request.body))


def read_json(body: bytes) -> Any:
    """Return the parsed body; raises NotJson. Numbers no float can hold and lone surrogates are refused."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        status, detail = _why_not(body)
        raise NotJson(status, detail) from None


def _why_not(body: bytes) -> tuple[int, str | Promise]:
    # What the lenient reader of the standard library still understands is JSON with impossible values.
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return 400, _("The body is not JSON.")
    return 422, _("The body has values that cannot be stored (NaN, infinity, a lone surrogate).")


class JsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return dump_json(data)


def dump_json(data: Any) -> bytes:
    """Return the bytes of a JSON answer; a Decimal is money and goes out as a string with two places."""
    return orjson.dumps(data, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(rounded(value))
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
