"""What Django puts around an answer, learnt from Django: the lane answers in no way that Django has not answered in.

A form is learnt from the first answer to a request of its kind: for this Host, over this scheme, from this origin, in
these languages. So hosts that are refused, redirects, CORS, security headers and whatever middleware an installation
adds are Django's own business. A header that may differ from one request of a kind to the next is not learnt, nor is
an answer that varies by more than the kind does: the lane then leaves everything to Django.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import parse_cookie

from core.shelf import Shelf

MEMORY, LONGEST = 1024 * 1024, 1_000
# Made for each answer: by the lane itself, in the same words.
OWN = {"content-type", "content-length", "etag", "x-cache", "x-request-id"}
LIMITS = "ratelimit-"
NEVER = {"set-cookie", "content-encoding", "location", "server-timing", "date"}
VARIES_BY = {"accept-language", "origin"}

type Headers = list[tuple[str, str]]
type Kind = tuple[Any, ...]


class Form(NamedTuple):
    """The language that a kind of request is answered in, and the headers that are the same for all of them."""

    language: str
    headers: Headers


def kind_of(environ: dict[str, Any]) -> Kind:
    """Return all that Django's answers to public reads may depend on beside the address."""
    get = environ.get
    return (
        get("HTTP_HOST"),
        get("HTTP_ACCEPT_LANGUAGE"),
        get("HTTP_ORIGIN"),
        get("wsgi.url_scheme"),
        get("HTTP_X_FORWARDED_PROTO"),
        _language_cookie(environ["HTTP_COOKIE"]) if "HTTP_COOKIE" in environ else None,
    )


def _language_cookie(cookies: str) -> str | None:
    name = settings.LANGUAGE_COOKIE_NAME
    return parse_cookie(cookies).get(name) if name in cookies else None


class Forms:
    """The forms learnt so far."""

    def __init__(self) -> None:
        self._known: Shelf[Kind, Form] = Shelf(MEMORY)
        self.get = self._known.get

    def learn(self, kind: Kind, headers: Headers) -> None:
        """Learn from Django's 200 to a public read; what is no such answer teaches nothing."""
        named = {name.lower(): value for name, value in headers}
        varies = {name.strip() for name in named.get("vary", "").lower().split(",")}
        if "x-cache" not in named or NEVER & named.keys() or not varies <= VARIES_BY:
            return
        if named.get("cache-control", "").startswith("public") and (language := named.get("content-language")):
            size = sum(len(part or "") for part in kind)
            if size < LONGEST:
                self._known.put(kind, Form(language, _lasting(headers)), size + 1_000)


def _lasting(headers: Iterable[tuple[str, str]]) -> Headers:
    return [one for one in headers if one[0].lower() not in OWN and not one[0].lower().startswith(LIMITS)]
