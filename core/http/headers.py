"""Headers that mean something to an endpoint or to its caller, made known to the schema."""

from collections.abc import Callable
from typing import Any

from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

ANSWERED = "x-answered-headers"
type Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

# Headers of answers: kind, what it says, an example.
HEADERS: dict[str, tuple[str, str, str]] = {
    "Cache-Control": ("string", "Keep it, and ask whether it still holds.", "public, no-cache"),
    "ETag": ("string", "The mark of this very content, for If-None-Match.", '"9b1d4f0e5f0c7a5e9b1d4f0e"'),
    "Idempotency-Replayed": ("string", "`true` where this is the first answer to the key, given again.", "true"),
    "Location": ("string", "Where that which was made is to be found.", "/api/v1/orders/1/"),
    "Retry-After": ("integer", "Ask again after so many seconds.", "2"),
    "WWW-Authenticate": ("string", "What to sign in with.", "Bearer"),
    "X-Cache": ("string", "HIT where the answer was kept, MISS where it was made for this call.", "HIT"),
    "X-Cart-Token": ("string", "The guest's cart; send it with the next call.", "tSXpXJ6XQ5uYBh2hWnqvTQ"),
}


def takes_header(name: str, about: str, *, longest: int | None = 255) -> Decorator:
    """Decorate an endpoint (below the router's decorator) that reads an optional request header by itself."""
    limit = {"maxLength": longest} if longest else {}
    declared = {
        "name": name,
        "in": "header",
        "required": False,
        "description": about,
        "schema": {"type": "string", "minLength": 1, **limit},
    }

    def declare(operation: Operation) -> None:
        extra = operation.openapi_extra or {}
        operation.openapi_extra = extra | {"parameters": [*extra.get("parameters", []), declared]}

    return _declaring(declare)


def answers_header(name: str, *statuses: int) -> Decorator:
    """Decorate an endpoint (below the router's decorator) that sets a header of HEADERS on these statuses."""

    def declare(operation: Operation) -> None:
        extra = operation.openapi_extra or {}
        operation.openapi_extra = extra | {ANSWERED: extra.get(ANSWERED, {}) | {name: statuses}}

    return _declaring(declare)


def _declaring(declare: Callable[[Operation], None]) -> Decorator:
    def decorate(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        contribute_operation_callback(endpoint, declare)
        return endpoint

    return decorate
