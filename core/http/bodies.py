"""JSON in and out: read strictly, written with its Cyrillic as it is."""

import json
from decimal import Decimal
from typing import Any, cast

import orjson
import pydantic
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic import BaseModel

from core.money import rounded


class UnsupportedMediaType(Exception):
    """The body is not said to be JSON."""


class NotJson(Exception):
    """The body cannot be taken: 400 is not JSON, 415 not UTF-8, 422 JSON in name only (NaN, 1e400)."""

    def __init__(self, status: int, detail: str | Promise) -> None:
        super().__init__(str(detail))
        self.status, self.detail = status, detail


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type not in {"application/json", ""} or not _says_utf8(request):
            raise UnsupportedMediaType
        return cast("dict[str, Any]", read_json(request.body))


def _says_utf8(request: HttpRequest) -> bool:
    # JSON has no charset parameter (RFC 8259, 11); many a client sends one all the same.
    charset = (request.content_params or {}).get("charset", "utf-8")
    return charset.strip("\"'").lower() in {"utf-8", "utf8"}


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
    if json.detect_encoding(body) != "utf-8":
        return 415, _("Send JSON in UTF-8, without a byte order mark.")
    return 422, _("The body has values that cannot be stored (NaN, infinity, a lone surrogate).")


def body_of[T: BaseModel](request: HttpRequest, shape: type[T]) -> T:
    """Return the JSON body of an endpoint that takes something else too; it is refused as any other body is."""
    try:
        return shape.model_validate(StrictParser().parse_body(request))
    except (UnsupportedMediaType, NotJson) as unread:
        raise HttpError(400, "") from unread
    except pydantic.ValidationError as wrong:
        found: list[dict[str, Any]] = [dict(error) for error in wrong.errors(include_url=False)]
        # ninja names the parameter of the function first, and so does who tells of it (`core.http.validation`).
        raise ValidationError([error | {"loc": ("body", "body", *error["loc"])} for error in found]) from None


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


def odd_parts(
    request: HttpRequest, form: type[BaseModel] | None = None, *, most_files: int = 1
) -> ValidationError | None:
    """Return what is said of a form with parts that it does not have (it has `file`), or with too many files."""
    fields = form.model_fields if form else {}
    known = [("form", name) for name in sorted(request.POST.keys() - fields.keys())]
    known += [("file", name) for name in sorted(request.FILES.keys() - {"file"})]
    odd = [{"type": "extra_forbidden", "loc": loc, "msg": "Extra inputs are not permitted"} for loc in known]
    if len(request.FILES.getlist("file")) > most_files:
        said = "One file at a time" if most_files == 1 else f"At most {most_files} files at a time"
        odd.append({"type": "extra_forbidden", "loc": ("file", "file"), "msg": said})
    return ValidationError(odd) if odd else None
