"""One maker for each answer that many ask for at once: the others wait for it, and not for long.

Within a process they wait for the thread that makes it (compare Go's `singleflight`), between processes by a claim in
the cache that ends by itself. Nobody takes over what was made: who has waited looks it up under the version that holds
then, so nobody gets an answer older than the question. What was never kept before (a search that nobody has made yet)
is claimed in its process alone: a claim is a round trip, and most such answers are wanted once.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from core import cache
from core.cache import Found

# Who has waited so long makes it himself; a claim (`cache.CLAIM_SECONDS`) lives longer.
SECONDS_WAITED = 3.0
SECONDS_BETWEEN_LOOKS = 0.01
type Place = tuple[str, str]


class Turn:
    """What was found when it was one's turn; whoever then makes the answer and stores it sets `made`."""

    def __init__(self, place: Place, found: Found) -> None:
        self.place, self.found, self.made, self.over = place, found, False, threading.Event()


_flying: dict[Place, Turn] = {}
_lock = threading.Lock()


@contextmanager
def turn(place: Place, found: Found) -> Iterator[Turn]:
    """Wait until the answer at (namespace, key) is there or is one's own to make; after a while it is, in any case.

    `found` is what was looked up before. Where the cache does not answer nobody waits.
    """
    own, deadline = Turn(place, found), time.monotonic() + SECONDS_WAITED
    if found.state != "miss" or not _begun(own, deadline):
        yield own
        return
    try:
        if found.was_kept:
            _claim(own, deadline)
        yield own
    finally:
        _end(own)


def _begun(own: Turn, deadline: float) -> bool:
    """Return whether this thread is now the one of its process; not where there is nothing left to wait for."""
    while (others := _flying_or(own)) is not own:
        in_time = others.over.wait(deadline - time.monotonic())
        own.found = cache.fetch(*own.place)
        # What cannot be kept (a 404) is not worth waiting for one after another.
        if own.found.state != "miss" or not in_time or not others.made:
            return False
    return True


def _flying_or(own: Turn) -> Turn:
    with _lock:
        return _flying.setdefault(own.place, own)


def _claim(own: Turn, deadline: float) -> None:
    """Return once this process is the one to make it, or another one has."""
    while own.found.state == "miss" and not cache.claim(*own.place, own.found.version):
        if time.monotonic() > deadline:
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)
        own.found = cache.fetch(*own.place)


def _end(own: Turn) -> None:
    if own.found.was_kept and own.found.state == "miss" and not own.made:
        cache.give_up(*own.place, own.found.version)
    with _lock:
        del _flying[own.place]
    own.over.set()
