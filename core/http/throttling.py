"""How often somebody may ask: so many requests in a fixed window of time (`core.http.windows`).

With Memcached all processes share the count; without it, or while it is down, each process counts for
itself, which is looser and never wrong for the person who keeps to the limit.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view

from core.errors import Limited
from core.http.addresses import client_address
from core.http.auth import viewer_of
from core.http.problems import refusal
from core.http.windows import windows


class Rate(NamedTuple):
    """So many requests in so many seconds, and how much of that is left."""

    limit: int
    used: int
    resets_in: int

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        """Return the RateLimit headers (IETF draft, the three-field form that clients know)."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(self.resets_in),
        }


def hit(name: str, *, limit: int, seconds: int) -> Rate:
    """Count one request under the name and return where it stands against the limit."""
    now = time.time()
    used = windows.count(name, limit=limit, seconds=seconds, now=now)
    return Rate(limit, used, seconds - int(now) % seconds)


def asker(request: HttpRequest) -> str:
    """Return a name for whoever asks: the person, or else the address."""
    viewer = viewer_of(request)
    return f"user:{viewer.id}" if viewer else f"address:{client_address(request)}"


def limited(scope: str, setting: str, *, seconds: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate an endpoint that an address may call only `settings.<setting>` times in so many seconds; 0: no limit."""

    def around(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def checked(request: HttpRequest, **values: Any) -> HttpResponse:
            limit = getattr(settings, setting)
            rate = hit(f"{scope}:{client_address(request)}", limit=limit, seconds=seconds) if limit else None
            if rate and rate.exceeded:
                return refusal(Limited(retry_after=rate.resets_in))
            return run(request, **values)

        return checked

    return decorate_view(around)
