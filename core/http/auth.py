"""Who is asking: decided before any value of the request is looked at."""

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.operation import Operation
from ninja.security import HttpBearer

from core.errors import DomainError, Forbidden, ScopeMissing, Unauthenticated
from core.http.scopes import covers
from core.ports import Port


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person: plain values, read without a query where the cache is warm.

    `scopes` are those of the API key that a program shows in the person's name; None where it is the person.
    """

    id: int
    role: str
    session: str = ""
    is_staff: bool = False
    is_superuser: bool = False
    language: str = ""
    scopes: frozenset[str] | None = None
    # When the token that was shown ends, in seconds since 1970; infinity for what has no end.
    until: float = field(default=math.inf, compare=False)

    @property
    def is_agent(self) -> bool:
        """Return whether this person answers for support; superusers hold every right."""
        return self.role == "agent" or self.is_superuser


@dataclass(frozen=True, slots=True)
class Guest:
    """Nobody in particular; true in a condition, so that ninja lets it in."""

    id: None = None


# Answered by the accounts: an access token or API key -> its viewer, or None where it does not hold.
viewer_by_token: Port[[str], Viewer | None] = Port("http.viewer_by_token")


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Return who the bearer token of this request belongs to, looked up once a request."""
    known = request.__dict__
    if "_viewer" not in known:
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        known["_viewer"] = viewer_by_token(token.strip()) if scheme.lower() == "bearer" and token else None
    return cast("Viewer | None", known["_viewer"])


class BearerAuth(HttpBearer):
    """Lets in whoever is signed in and `may`; 401 for nobody, 403 for somebody without the right.

    An API key opens only a door with `scope_of`, which says what scope a request needs ("" where none will do).
    """

    def __init__(
        self, may: Callable[[Viewer], bool] | None = None, *, scope_of: Callable[[HttpRequest], str] | None = None
    ) -> None:
        super().__init__()
        self.may, self.scope_of = may, scope_of
        # What the schema says of every call behind this door, besides 401.
        self.refuses: tuple[type[DomainError], ...] = (Forbidden, ScopeMissing) if may else (ScopeMissing,)

    def __call__(self, request: HttpRequest) -> Viewer:
        viewer = viewer_of(request)
        if viewer is None:
            raise Unauthenticated
        if viewer.scopes is not None:
            _check_scope(viewer.scopes, self.scope_of(request) if self.scope_of else "")
        if self.may and not self.may(viewer):
            raise Forbidden
        return viewer

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # what ninja's base class asks for
        return self(request)


def _check_scope(scopes: frozenset[str], needed: str) -> None:
    if not needed:
        raise ScopeMissing
    if not covers(scopes, needed):
        raise ScopeMissing(_("This call needs an API key with the scope “%s”.") % needed)


class GuestOrBearer:
    """Lets in anybody; credentials that are sent must hold all the same, and be a person's."""

    refuses: ClassVar[tuple[type[DomainError], ...]] = (ScopeMissing,)
    openapi_security_schema: ClassVar[dict[str, str]] = {"type": "http", "scheme": "bearer"}

    def __call__(self, request: HttpRequest) -> Viewer | Guest:
        viewer = viewer_of(request)
        if viewer is None and "Authorization" in request.headers:
            raise Unauthenticated
        if viewer and viewer.scopes is not None:
            raise ScopeMissing
        return viewer or Guest()


signed_in = BearerAuth()
staff = BearerAuth(lambda viewer: viewer.is_staff or viewer.is_superuser)
agents = BearerAuth(lambda viewer: viewer.is_agent)
anyone = GuestOrBearer()


def the_viewer(request: HttpRequest) -> Viewer:
    """Return the viewer of an endpoint behind `signed_in` or a stricter door."""
    viewer = viewer_of(request)
    if viewer is None:
        raise Unauthenticated
    return viewer


def turned_away(request: HttpRequest, run: Callable[..., HttpResponse]) -> HttpResponse | None:
    """Return the 401 or 403 of one who may not call the endpoint behind this view: nothing is done for a stranger."""
    operation: Operation = inspect.unwrap(run).__self__  # the bound Operation.run
    return operation._run_authentication(request) if operation.auth_callbacks else None
