"""Every answer in the suite against the OpenAPI document: what is not declared there, nobody may meet."""

import json
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve


def check(method: str, path: str, response: HttpResponse) -> None:
    """Fail where an answer of the API has a status, a code or a body that its operation does not declare."""
    if settings.ROOT_URLCONF != "core.urls":  # an API made up by a test
        return
    operation = _operation(method.lower(), path)
    if operation is None or response.status_code in {405, 500}:
        return
    name, declared = operation
    answer = declared.get(str(response.status_code))
    assert answer is not None, (
        f"{name} answers {response.status_code}, which its schema does not know: {_text(response)}"
    )
    media = (response.get("Content-Type") or "").partition(";")[0]
    if not response.streaming and not response.content:
        return
    assert media in answer["content"], f"{name} answers {media} under {response.status_code}"
    if response.streaming or media == "application/pdf":
        return
    body = json.loads(response.content)
    if "x-problem-codes" in answer:
        assert body["code"] in answer["x-problem-codes"], f"{name} does not declare {body['code']}"
        odd = {error["code"] for error in body.get("errors", ())} - _codes_of_values()
        assert not odd, f"{name} says of a value what docs/errors.md does not list: {odd}"
    found = _validator(name, str(response.status_code)).iter_errors(body)
    wrong = [f"{error.instance_path}: {error.message}" for error in found]
    assert not wrong, f"{name} {response.status_code} is not what its schema says: {wrong}"


@cache
def _codes_of_values() -> set[str]:
    from core.http.codes import error_codes, value_codes

    return {code for code, *_said in (*error_codes(), *value_codes())}


def _operation(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    try:
        route = resolve(urlsplit(path).path).route
    except Resolver404:
        return None
    return operations().get((method, route))


def _text(response: HttpResponse) -> str:
    return response.content.decode(errors="replace")[:500]


@cache
def document() -> dict[str, Any]:
    """Return the document of the modules that are on, as it is served."""
    from core.http.docs import schema_bytes
    from core.urls import api

    return json.loads(schema_bytes(api))


@cache
def operations() -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    """Return (method, route) -> operation id and answers by status, references to shared answers followed."""
    shared = document()["components"]["responses"]
    found = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            answers = {
                status: shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
                for status, answer in operation["responses"].items()
            }
            found[method, path] = (operation["operationId"], answers)
    return {(method, _route(path)): said for (method, path), said in found.items()}


def _route(path: str) -> str:
    return re.sub(r"{(\w+)}", r"<id:\1>", path.lstrip("/"))


@cache
def _validator(name: str, status: str) -> Any:
    answers = dict(operations().values())[name]
    (media,) = answers[status]["content"].values()
    return validator(media["schema"])


def validator(schema: dict[str, Any]) -> Any:
    """Return a validator of a schema whose references point into the document."""
    whole = {"$ref": schema["$ref"]} if "$ref" in schema else schema
    return jsonschema_rs.Draft202012Validator({**whole, "components": document()["components"]})
