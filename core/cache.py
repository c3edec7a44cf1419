"""Versioned namespaces: what is read once is kept until its namespace is bumped or its time is up.

A kept value carries the version that was read *before* it was made, and counts only while that is still
the namespace's version; so a value made from the old state can never be taken for the new one, however
long the making took. A missing version is seeded from the clock, never from 0: an eviction must not
revive old values. The cache may die at any moment: then everything is made anew, and nothing is wrong.
"""

import logging
import pickle
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, cast

from django.conf import settings
from django.db import transaction

from core.memcached import Node, Unreachable, node_of
from core.meters import counted_read
from core.shelf import Shelf
from core.versions import late, stored
from core.versions.late import VERSION_SECONDS, version_key

log = logging.getLogger("torg.cache")
EMBEDDED: bool = settings.EMBEDDED
CLAIM_SECONDS = 5


class _Unsettled(threading.local):
    """What this thread's transactions have bumped and no commit has confirmed yet; the next one empties it."""

    def __init__(self) -> None:
        self.names = set[str]()


_unsettled = _Unsettled()

# What the embedded profile keeps: pickles, as memcached would have them.
in_process: Shelf[tuple[str, str], bytes] = Shelf(settings.CACHE_MEMORY)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of the cache: the kept value (None where there is none) and the version to store under.

    `until` is when a kept value ends; `was_kept` says that there is one, which counts no more.
    """

    value: Any
    version: int
    state: Literal["hit", "miss", "error"] = "hit"
    until: float = 0.0
    was_kept: bool = False


def read[T](namespace: str, key: str, make: Callable[[], T], *, ttl: int = 300) -> T:
    """Return what is kept under the key, or make and keep it for `ttl` seconds; T must not be None."""
    found = fetch(namespace, key)
    if found.value is not None:
        return cast(T, found.value)
    value = make()
    store(namespace, key, value, version=found.version, ttl=ttl)
    return value


def fetch(namespace: str, key: str) -> Found:
    """Look a key up without making it: one round trip for the version and the value together."""
    found = _in_process(namespace, key) if EMBEDDED else _in_memcached(namespace, key)
    counted_read(namespace, found.state)
    return found


def version(namespace: str) -> int | None:
    """Return the version that a value must have to count now; None where none does, or nobody can say."""
    if EMBEDDED:
        return stored.version(namespace)
    if namespace in late.late:
        return None
    try:
        return node_of(namespace).number(version_key(namespace))
    except Unreachable:
        return None


def store(namespace: str, key: str, value: object, *, version: int, ttl: int = 300) -> bool:
    """Keep a value under the version that `fetch` gave before it was made; return whether it is kept now."""
    entry = (version, time.time() + ttl, value)
    if EMBEDDED:
        pickled = pickle.dumps(entry)
        in_process.put((namespace, key), pickled, len(pickled))
        return True
    try:
        # It stays for longer than it counts, so that it can be seen that somebody wanted it (`claim`).
        node_of(namespace).set(_value_key(namespace, key), entry, ttl * 2)
    except Unreachable as failure:
        log.warning("cache unreachable: %s", failure)
        return False
    return True


def bump(*namespaces: str) -> None:
    """Make all that is kept in the namespaces old, as soon as the present transaction commits."""
    distinct = tuple(dict.fromkeys(namespaces))
    if EMBEDDED:
        stored.store(distinct)
    else:
        _unsettled.names.update(distinct)
        transaction.on_commit(partial(_settle, distinct))


def bump_in_doubt() -> None:
    """Make old what this thread's transaction named whose connection has died: it may have committed all the same.

    Sent twice, now and a moment later, since a commit under way may still be carried out.
    """
    names = sorted(_unsettled.names)
    _unsettled.names.clear()
    if names:
        late.send(names)
        late.late.keep(names)


def _settle(namespaces: tuple[str, ...]) -> None:
    _unsettled.names.clear()
    late.send(namespaces)


def claim(namespace: str, key: str, version: int) -> bool:
    """Return whether it falls to the caller to make the value of this version; not where somebody makes it already.

    A claim ends by itself after CLAIM_SECONDS. A dead cache lets everybody make it: nobody is to wait for nothing.
    """
    if EMBEDDED:
        return True  # one process, whose threads agree among themselves (`core.http.flights`)
    try:
        return node_of(namespace).add(_claim_key(namespace, key, version), 1, CLAIM_SECONDS)
    except Unreachable:
        return True


def give_up(namespace: str, key: str, version: int) -> None:
    """Take a claim back: nothing came of it that could be kept."""
    if not EMBEDDED:
        try:
            node_of(namespace).delete(_claim_key(namespace, key, version))
        except Unreachable as failure:
            log.warning("cache unreachable: %s", failure)


def _value_key(namespace: str, key: str) -> str:
    return f"c:{namespace}:{key}"


def _claim_key(namespace: str, key: str, version: int) -> str:
    return f"m:{namespace}:{key}:{version}"


def _in_process(namespace: str, key: str) -> Found:
    version = stored.version(namespace)
    pickled = in_process.get((namespace, key))
    return _found(pickle.loads(pickled) if pickled else None, version)


def _in_memcached(namespace: str, key: str) -> Found:
    if namespace in late.late:
        return Found(None, time.time_ns(), "error")
    node, version_at, value_at = node_of(namespace), version_key(namespace), _value_key(namespace, key)
    try:
        kept = node.get_many([version_at, value_at])
        version = kept.get(version_at) or _seeded(node, version_at)
    except Unreachable:
        return Found(None, time.time_ns(), "error")
    return _found(kept.get(value_at), version)


def _found(entry: tuple[int, float, Any] | None, version: int) -> Found:
    if entry is None:
        return Found(None, version, "miss")
    stamp, until, value = entry
    if stamp == version and time.time() < until:
        return Found(value, version, "hit", until)
    return Found(None, version, "miss", was_kept=True)


def _seeded(node: Node, version_at: str) -> int:
    version = time.time_ns()
    # `add`, not `set`: of two that seed at once, both must end up with the same version.
    return version if node.add(version_at, version, VERSION_SECONDS) else node.get(version_at) or version
