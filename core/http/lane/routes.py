"""Which addresses the lane may answer: those of endpoints declared `@cached` and not `per_viewer`."""

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import Resolver404, resolve

from core.http.api import TorgAPI
from core.http.caching import DECLARATION, Declaration
from core.http.middleware import slashed
from core.http.questions import key_of
from core.shelf import Shelf

# The bytes that remembered addresses may take, and the longest one remembered.
MEMORY, LONGEST = 8 * 1024 * 1024, 2_000

_public: dict[str, tuple[str, Declaration]] = {}


def learn_routes(api: TorgAPI) -> None:
    """Learn from the API what its endpoints have declared."""
    for route, id, operation in api.routed():
        declared: Declaration | None = operation.view_func.__dict__.get(DECLARATION)
        if declared and not declared.per_viewer and "GET" in operation.methods:
            _public[route] = (id, declared)


class Address(NamedTuple):
    """Where in the cache the answer to a request lies (namespace, key), and which operation gives it."""

    place: tuple[str, str]
    operation: str


@dataclass(frozen=True, slots=True)
class _Nowhere:
    """No public address; remembered like one."""


type Asked = tuple[str, str, str]


class Addresses:
    """Finds the address of a path, query and language, and remembers what it found."""

    def __init__(self) -> None:
        self._known: Shelf[Asked, Address | _Nowhere] = Shelf(MEMORY)
        self._places: Shelf[str, tuple[str, str] | _Nowhere] = Shelf(MEMORY)

    def find(self, asked: Asked) -> Address | None:
        """Return the address, or None where the question is Django's."""
        found = self._known.get(asked)
        if found is None:
            found = self._found(*asked) or _Nowhere()
            if (length := sum(map(len, asked))) < LONGEST:
                self._known.put(asked, found, length)
        return found if isinstance(found, Address) else None

    def _found(self, path: str, query: str, language: str) -> Address | None:
        if not path.isascii() or len(path) > LONGEST:
            return None
        path = slashed(path)
        place = self._places.get(path)
        if place is None:
            place = _place(path) or _Nowhere()
            self._places.put(path, place, len(path))
        if isinstance(place, _Nowhere):
            return None
        operation, namespace = place
        try:
            return Address((namespace, key_of(path, query, language)), operation)
        except ValueError:
            return None  # more fields than Django takes, which it says better


def _place(path: str) -> tuple[str, str] | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.route not in _public:
        return None
    operation, declared = _public[match.route]
    return operation, declared.under(match.kwargs)
