"""How often somebody may ask: fixed windows, counted atomically.

With Memcached all processes share the count; without it, or while it is down, each process counts for
itself, which is looser and never wrong for the person who keeps to the limit.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view

from core.errors import Limited
from core.http.addresses import client_address
from core.http.auth import viewer_of
from core.http.problems import refusal


@dataclass(frozen=True, slots=True)
class Rate:
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


class _OwnCounters:
    """Counts of this process alone."""

    def __init__(self) -> None:
        self._lock, self._counts = threading.Lock(), dict[str, tuple[int, float]]()

    def hit(self, key: str, seconds: int) -> int:
        now = time.monotonic()
        with self._lock:
            if len(self._counts) > 50_000:
                self._counts = {k: v for k, v in self._counts.items() if v[1] > now}
            count, ends = self._counts.get(key, (0, now + seconds))
            self._counts[key] = (count + 1, ends)
            return count + 1

    def clear(self) -> None:
        with self._lock:
            self._counts.clear()


own_counters = _OwnCounters()


def hit(name: str, *, limit: int, seconds: int) -> Rate:
    """Count one request under the name and return where it stands against the limit."""
    now = int(time.time())
    key = f"rate:{name}:{now // seconds}"
    used = own_counters.hit(key, seconds) if settings.EMBEDDED else _shared_hit(key, seconds)
    return Rate(limit, used, seconds - now % seconds)


def _shared_hit(key: str, seconds: int) -> int:
    # `incr` is atomic in Memcached; of two first ones `add` lets one win, and the other counts on.
    for _ in range(2):
        try:
            return int(cache.incr(key))
        except ValueError:
            if cache.add(key, 1, seconds + 5):
                return 1
        except Exception:
            break
    return own_counters.hit(key, seconds)


def asker(request: HttpRequest) -> str:
    """Return a name for whoever asks: the person, or else the address."""
    viewer = viewer_of(request)
    return f"user:{viewer.id}" if viewer else f"address:{client_address(request)}"


def limited(scope: str, setting: str, *, seconds: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate an endpoint that an address may call only `settings.<setting>` times in so many seconds."""

    def around(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def checked(request: HttpRequest, **values: Any) -> HttpResponse:
            rate = hit(f"{scope}:{client_address(request)}", limit=getattr(settings, setting), seconds=seconds)
            if rate.exceeded:
                return refusal(Limited(retry_after=rate.resets_in))
            return run(request, **values)

        return checked

    return decorate_view(around)
