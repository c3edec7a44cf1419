"""Versioned namespaces: what is read once is kept until its namespace is bumped or its time is up.

A kept value carries the version that was read *before* it was made, and counts only while that is still
the namespace's version; so a value made from the old state can never be taken for the new one, however
long the making took. A missing version is seeded from the clock, never from 0: an eviction must not
revive old values. The cache may die at any moment: then everything is made anew, and nothing is wrong.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from core.meters import counted_read
from core.versions.models import NamespaceVersion

log = logging.getLogger("torg.cache")
VERSION_TTL = 24 * 3600
RESEND_EVERY = 0.3
EMBEDDED: bool = settings.EMBEDDED


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of the cache: the kept value (None where there is none) and the version to store under."""

    value: Any
    version: int


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
    if namespace in _late:
        counted_read(namespace, "error")
        return Found(None, time.time_ns())
    version_key, value_key = _keys(namespace, key)
    answer = _get_many([version_key, value_key])
    kept = answer or {}
    version = _stored_version(namespace) if EMBEDDED else kept.get(version_key)
    if version is None:
        version = _seed(version_key)
    stamped = kept.get(value_key)
    holds = stamped is not None and stamped[0] == version
    counted_read(namespace, "error" if answer is None else "hit" if holds else "miss")
    return Found(stamped[1] if stamped and holds else None, version)


def store(namespace: str, key: str, value: object, *, version: int, ttl: int = 300) -> None:
    """Keep a value under the version that `fetch` gave before it was made."""
    try:
        cache.set(_keys(namespace, key)[1], (version, value), ttl)
    except Exception as failure:
        log.warning("cache unreachable: %s", failure)


def bump(*namespaces: str) -> None:
    """Make all that is kept in the namespaces old, as soon as the present transaction commits."""
    distinct = tuple(dict.fromkeys(namespaces))
    if EMBEDDED:
        _store_versions(distinct)
    else:
        transaction.on_commit(partial(_send_bumps, distinct))


def _keys(namespace: str, key: str) -> tuple[str, str]:
    return f"v:{namespace}", f"c:{namespace}:{key}"


def _get_many(keys: list[str]) -> dict[str, Any] | None:
    try:
        return cache.get_many(keys)
    except Exception as failure:
        log.warning("cache unreachable: %s", failure)
        return None


def _seed(version_key: str) -> int:
    version = time.time_ns()
    try:
        # `add`, not `set`: of two that seed at once, both must end up with the same version.
        if not cache.add(version_key, version, VERSION_TTL):
            version = cache.get(version_key) or version
    except Exception as failure:
        log.warning("cache unreachable: %s", failure)
    return version


def _send_bumps(namespaces: tuple[str, ...]) -> None:
    if not _delivered(namespaces):
        _late.keep(namespaces)


def _delivered(namespaces: tuple[str, ...]) -> bool:
    try:
        return not cache.set_many({_keys(name, "")[0]: time.time_ns() for name in namespaces}, VERSION_TTL)
    except Exception as failure:
        log.warning("bump of %s not delivered: %s", ", ".join(namespaces), failure)
        return False


class _LateBumps:
    """Bumps that a dead or frozen node did not take: kept and sent again until it does.

    A frozen node comes back with its old values alive, so until then this process trusts nothing under them.
    """

    def __init__(self) -> None:
        self._lock, self._names = threading.Lock(), dict[str, int]()
        self._thread: threading.Thread | None = None

    def __contains__(self, namespace: str) -> bool:
        return namespace in self._names

    def keep(self, namespaces: tuple[str, ...]) -> None:
        with self._lock:
            self._names.update(dict.fromkeys(namespaces, time.time_ns()))
            if self._thread is None:
                self._thread = threading.Thread(target=self._send_again, daemon=True, name="late-bumps")
                self._thread.start()

    def _send_again(self) -> None:
        while True:
            time.sleep(RESEND_EVERY)
            with self._lock:
                tried = dict(self._names)
            sent = _delivered(tuple(tried))
            with self._lock:
                if sent:  # what was kept anew meanwhile was written after this bump was made
                    self._names = {name: kept for name, kept in self._names.items() if tried.get(name) != kept}
                if not self._names:
                    self._thread = None
                    return


_late = _LateBumps()


def _stored_version(namespace: str) -> int:
    return NamespaceVersion.objects.filter(pk=namespace).values_list("version", flat=True).first() or 0


def _store_versions(namespaces: tuple[str, ...]) -> None:
    rows = [NamespaceVersion(namespace=name, version=time.time_ns()) for name in namespaces]
    NamespaceVersion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["namespace"], update_fields=["version"]
    )
