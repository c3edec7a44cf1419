"""Request headers that mean something to an endpoint, made known to the schema."""

from collections.abc import Callable
from typing import Any

from ninja.operation import Operation
from ninja.utils import contribute_operation_callback


def takes_header(name: str, about: str, *, longest: int = 255) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate an endpoint (below the router's decorator) that reads an optional request header by itself."""
    declared = {
        "name": name,
        "in": "header",
        "required": False,
        "description": about,
        "schema": {"type": "string", "minLength": 1, "maxLength": longest},
    }

    def declare(operation: Operation) -> None:
        extra = operation.openapi_extra or {}
        operation.openapi_extra = extra | {"parameters": [*extra.get("parameters", []), declared]}

    def decorate(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        contribute_operation_callback(endpoint, declare)
        return endpoint

    return decorate
