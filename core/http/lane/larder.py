"""Finished answers in this process's own memory, and whether they still hold.

Strict: the version of the namespace is asked for at every hit, one round trip. Relaxed: twice a second, so a price may
be half a second old. In either mode an answer is given only under the version it was made under.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings

from core import cache
from core.cache import Found
from core.http.caching import Kept
from core.http.lane.forms import Headers
from core.http.lane.routes import Address
from core.shelf import Shelf

RELAXED_SECONDS = 0.5
NAMESPACES = 10_000
NEVER: tuple[int | None, float] = (None, float("-inf"))


class Answer(NamedTuple):
    """A kept answer as it goes out."""

    version: int
    until: float
    body: bytes
    etag: str
    headers: Headers
    headers_alone: Headers


def _answer(found: Found) -> Answer:
    kept = Kept(*found.value)
    alone = [("Content-Type", kept.media_type), ("ETag", kept.etag), ("X-Cache", "HIT")]
    whole = [*alone, ("Content-Length", str(len(kept.body)))]
    return Answer(found.version, found.until, kept.body, kept.etag, whole, [*alone, ("Content-Length", "0")])


class _Remembered:
    """Versions asked for at most twice a second."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int | None, float]] = {}

    def __call__(self, namespace: str) -> int | None:
        version, asked = self._known.get(namespace, NEVER)
        if time.monotonic() - asked < RELAXED_SECONDS:
            return version
        if len(self._known) > NAMESPACES:
            self._known.clear()
        asked = time.monotonic()
        version = cache.version(namespace)
        self._known[namespace] = (version, asked)
        return version


class Larder:
    """The answers this process holds, up to CACHE_MEMORY bytes."""

    def __init__(self, *, relaxed: bool) -> None:
        self._shelf: Shelf[tuple[str, str], Answer] = Shelf(settings.CACHE_MEMORY)
        self._version: Callable[[str], int | None] = _Remembered() if relaxed else cache.version

    @property
    def bytes(self) -> int:
        return self._shelf.bytes

    def find(self, address: Address) -> Answer | Found:
        """Return the answer that holds now; where there is none, what the cache said."""
        held = self._shelf.get(address.place)
        if held is not None and held.version == self._version(address.place[0]) and time.time() < held.until:
            return held
        return self._fetched(address)

    def _fetched(self, address: Address) -> Answer | Found:
        found = cache.fetch(*address.place)
        if found.value is None:
            return found
        answer = _answer(found)
        self._shelf.put(address.place, answer, len(answer.body))
        return answer
