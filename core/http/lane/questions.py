"""What a request asks, as far as the lane can tell: remembered, so that the same question is understood at once."""

from typing import Any, NamedTuple

from core.http.lane.forms import Form, Forms, Headers, Kind, kind_of
from core.http.lane.routes import Address, Addresses
from core.http.middleware import API
from core.shelf import Shelf

METHODS = {"GET", "HEAD"}
# The bytes that remembered questions may take, and the longest one remembered.
MEMORY, LONGEST = 16 * 1024 * 1024, 2_000

type Environ = dict[str, Any]


class Question(NamedTuple):
    """Where the answer lies, and how it is said to whoever asks in this way."""

    address: Address
    form: Form


class Questions:
    """Understands requests, and learns from Django's answers what it does not know yet."""

    def __init__(self) -> None:
        self._forms, self._addresses = Forms(), Addresses()
        self._known: Shelf[tuple[Any, ...], Question] = Shelf(MEMORY)

    def understood(self, environ: Environ) -> Question | None:
        """Return the question of a request that may be answered from what is kept; None leaves it to Django."""
        if not _may_be_kept(environ):
            return None
        kind = kind_of(environ)
        asked = (environ["PATH_INFO"], environ.get("QUERY_STRING", ""), kind)
        return self._known.get(asked) or self._found(*asked)

    def learn(self, environ: Environ, headers: Headers) -> None:
        """Learn from Django's 200 how requests of this kind are answered."""
        if _may_be_kept(environ) and self._forms.get(kind := kind_of(environ)) is None:
            self._forms.learn(kind, headers)

    def _found(self, path: str, query: str, kind: Kind) -> Question | None:
        form = self._forms.get(kind)
        address = self._addresses.find((path, query, form.language)) if form else None
        if form is None or address is None:
            return None
        question = Question(address, form)
        if (size := len(path) + len(query)) < LONGEST:
            self._known.put((path, query, kind), question, size + 500)
        return question


def _may_be_kept(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] in METHODS
        and "HTTP_AUTHORIZATION" not in environ
        and environ.get("PATH_INFO", "").startswith(API)
        and not environ.get("SCRIPT_NAME")
        and environ.get("CONTENT_LENGTH", "0") in {"", "0"}
        # A charset would say how the query is to be read.
        and ("CONTENT_TYPE" not in environ or "charset" not in environ["CONTENT_TYPE"].lower())
    )
