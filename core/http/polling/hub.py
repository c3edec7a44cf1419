"""Everybody who waits in this process: who is to be woken, by what, and when at the latest.

Joining comes before reading and reading before waiting, so no wake-up is lost; and a wake-up is only a hint: every few
seconds one query asks where all the feeds stand that are waited for, whoever has rung or not.
"""

import asyncio
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import connection

from core import wakes
from core.errors import DomainError, Unauthenticated
from core.feeds import reading
from core.feeds.reading import Head
from core.http.auth import Viewer, viewer_by_token
from core.http.pagination import CursorInvalid
from core.http.polling.meters import WAITERS
from core.http.waiting import JSON, Found, LongPoll, Place

log = logging.getLogger("torg.polls")
LOOK_EVERY = 2.0
MOST_OF_ONE = 6
THREADS = 4
# Who asks on between two polls, or after a broken line, has been there all the time.
STILL_HERE = 10.0
# What ends a wait: what was found, what is said to those who are there, or why it may not go on.
type Ending = Found | JSON | DomainError


class Waiter:
    """One held poll; `end` is called once, in the loop."""

    __slots__ = ("_early", "_end", "_timer", "limit", "place", "poll", "token", "viewer")

    def __init__(self, poll: LongPoll, viewer: Viewer, token: str, place: Place, limit: int) -> None:
        self.poll, self.viewer, self.token, self.place, self.limit = poll, viewer, token, place, limit
        self._end: Callable[[Ending], None] | None = None
        self._early: Ending | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> Found:
        """Return the answer of one to whom nothing has happened."""
        return Found([], self.place)

    def hold(self, loop: asyncio.AbstractEventLoop, seconds: float, end: Callable[[Ending], None]) -> None:
        """Wait for so long at most; what has come already ends it at once."""
        self._end = end
        self._timer = loop.call_later(seconds, self.end, self.idle)
        if self._early is not None:
            self.end(self._early)

    def end(self, how: Ending) -> None:
        """End the wait, also before it has begun; who has been answered is answered no more."""
        if self._timer is None:
            self._early = self._early or how
        elif self._end is not None:
            self._timer.cancel()
            end, self._end = self._end, None
            end(how)


class Hub:
    """The waiters of one process, by feed and by person."""

    def __init__(self) -> None:
        self.draining = False
        self.pool = ThreadPoolExecutor(THREADS, "polls")
        self._lock = threading.Lock()
        self._by_feed: dict[str, set[Waiter]] = defaultdict(set)
        self._by_person: dict[int, list[Waiter]] = defaultdict(list)
        self._left = dict[str, float]()  # feeds whose last waiter went, and when
        self._here = frozenset[str]()
        self._here_until = 0.0
        self._looking, self._again = set[str](), set[str]()
        # Where feeds stood at the last look, without those that have been rung for since.
        self._stood, self._stood_at, self._rung_since = dict[str, tuple[int, int]](), 0.0, set[str]()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks = set[asyncio.Task[None]]()
        self._listener = None if settings.EMBEDDED else wakes.Listener()

    def start(self) -> asyncio.AbstractEventLoop:
        """Begin to hear and to look, in the running loop; return it."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            wakes.hear(self._hear)
            if self._listener is not None:
                self._listener.start()
            self.spawn(self._look_now_and_then())
        return self._loop

    def spawn(self, work: Any) -> None:
        """Run a coroutine beside, and keep hold of it until it is done."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def join(self, waiter: Waiter) -> None:
        """Count a waiter in, from any thread; of more than six of one person the oldest is answered empty."""
        with self._lock:
            self._by_feed[waiter.place.feed].add(waiter)
            self._left.pop(waiter.place.feed, None)
            own = self._by_person[waiter.viewer.id]
            own.append(waiter)
            oldest = own.pop(0) if len(own) > MOST_OF_ONE else None
        WAITERS.inc()
        if oldest is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(oldest.end, oldest.idle)

    def stands(self, place: Place) -> bool:
        """Return whether nothing came after a place, from memory: it was looked at a moment ago and not rung for since.

        To be asked by who has joined: what is not known yet, the next look finds, as it does for all who wait.
        """
        is_fresh = time.monotonic() - self._stood_at < 2 * LOOK_EVERY
        return is_fresh and self._stood.get(place.feed) == (place.seq, place.epoch)

    def leave(self, waiter: Waiter) -> None:
        """Count a waiter out, from any thread; nothing is done for one who was not in."""
        with self._lock:
            held = self._by_feed.get(waiter.place.feed, set())
            if waiter not in held:
                return
            held.discard(waiter)
            if not held:
                del self._by_feed[waiter.place.feed]
                self._left[waiter.place.feed] = time.monotonic()
            own = self._by_person.get(waiter.viewer.id, [])
            if waiter in own:
                own.remove(waiter)
            if not own:
                self._by_person.pop(waiter.viewer.id, None)
        WAITERS.dec()

    def here(self) -> frozenset[str]:
        """Return the feeds that somebody waits for, or did a moment ago: as of this second, from memory alone."""
        now = time.monotonic()
        if now >= self._here_until:
            with self._lock:
                for feed in [feed for feed, since in self._left.items() if since < now - STILL_HERE]:
                    del self._left[feed]
                self._here, self._here_until = frozenset((*self._by_feed, *self._left)), now + 1.0
        return self._here

    def drain(self) -> int:
        """Answer everybody who waits with their own cursor, and hold nobody any more; return how many waited."""
        self.draining = True
        wakes.unhear(self._hear)
        if self._listener is not None:
            self._listener.stop()
        waiting = self._everybody()
        for waiter in waiting:
            waiter.end(waiter.idle)
        return len(waiting)

    def _everybody(self, feed: str | None = None) -> list[Waiter]:
        with self._lock:
            sets = self._by_feed.values() if feed is None else [self._by_feed.get(feed, set())]
            return [waiter for held in sets for waiter in held]

    def _hear(self, names: list[str], said: JSON | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung, names, said)

    def _rung(self, names: list[str], said: JSON | None) -> None:
        for name in names:
            if said is None:
                self._stood.pop(name, None)
                self._rung_since.add(name)
                self._look(name)
                continue
            for waiter in self._everybody(name):
                waiter.end(said)

    def _look(self, name: str) -> None:
        if name in self._looking:
            self._again.add(name)
        elif name in self._by_feed:
            self._looking.add(name)
            self.spawn(self._deliver(name))

    async def _deliver(self, name: str) -> None:
        again = True
        while again:
            self._again.discard(name)
            await self._deliver_once(name)
            again = name in self._again
        self._looking.discard(name)

    async def _deliver_once(self, name: str) -> None:
        waiters = self._everybody(name)
        try:
            endings = await asyncio.get_running_loop().run_in_executor(self.pool, endings_of, waiters)
        except Exception as failure:  # the next look tries again; whoever waits is answered at the latest by the clock
            log.warning("feed %s not read: %s", name, failure)
            return
        for waiter, ending in endings:
            waiter.end(ending)

    async def _look_now_and_then(self) -> None:
        while not self.draining:
            await asyncio.sleep(LOOK_EVERY)
            self.here()  # forgets who left long ago
            if places := self._lowest():
                await self._look_once(places)

    async def _look_once(self, places: dict[str, int]) -> None:
        began, self._rung_since = time.monotonic(), set()
        try:
            heads = await asyncio.get_running_loop().run_in_executor(self.pool, heads_of, places)
        except Exception as failure:
            log.warning("feeds not looked at: %s", failure)
            return
        quiet = {name: head for name, head in heads.items() if name not in self._rung_since}
        self._stood, self._stood_at = {name: (head.last_seq, head.epoch) for name, head in quiet.items()}, began
        for name, head in heads.items():
            if head.last_seq != places[name]:
                self._look(name)

    def _lowest(self) -> dict[str, int]:
        lowest: dict[str, int] = {}
        for waiter in self._everybody():
            feed, seq = waiter.place.feed, waiter.place.seq
            lowest[feed] = min(seq, lowest.get(feed, seq))
        return lowest


def heads_of(names: Collection[str]) -> dict[str, Head]:
    """Return where the feeds stand that are waited for, begun or not: one query, whatever their number."""
    try:
        return dict.fromkeys(names, Head()) | reading.heads(names)
    finally:
        connection.close()


def endings_of(waiters: Iterable[Waiter]) -> list[tuple[Waiter, Ending]]:
    """Return how the wait ends for those for whom it does; those in the same place are read for once."""
    read: dict[tuple[Place, int], Found | DomainError] = {}
    found: list[tuple[Waiter, Ending]] = []
    try:
        for waiter in waiters:
            asked = (waiter.place, waiter.limit)
            if asked not in read:
                read[asked] = _read(waiter)
            ending = read[asked]
            if isinstance(ending, DomainError) or ending.events:
                found.append((waiter, _turned_away(waiter) or ending))
    finally:
        connection.close()
    return found


def _read(waiter: Waiter) -> Found | DomainError:
    try:
        return waiter.poll.read(waiter.place, waiter.limit)
    except DomainError as refused:
        return refused


def _turned_away(waiter: Waiter) -> DomainError | None:
    """Return why somebody may hear no more: signed out meanwhile, or no longer in the role whose feed it is."""
    viewer = viewer_by_token(waiter.token)
    if viewer is None:
        return Unauthenticated()
    return None if waiter.poll.feed(viewer) == waiter.place.feed else CursorInvalid()
