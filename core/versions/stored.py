"""Versions in the embedded profile: rows of the SQLite file, read beside the ORM.

`PRAGMA data_version` says in two microseconds whether any other connection, of this process or another, has committed
since it was last asked; while none has, what was read before still holds (sqlite.org/pragma.html#pragma_data_version).
"""

import sqlite3
import threading
import time
from functools import cache

from django.db import connection

from core.versions.models import NamespaceVersion

REMEMBERED = 10_000


def version(namespace: str) -> int:
    """Return the version that a reader who begins now must go by; inside a transaction, the transaction's own."""
    if connection.in_atomic_block:
        return NamespaceVersion.objects.filter(pk=namespace).values_list("version", flat=True).first() or 0
    return _reader(str(connection.settings_dict["NAME"])).version(namespace)


def store(namespaces: tuple[str, ...]) -> None:
    """Give the namespaces new versions in the writer's own transaction."""
    rows = [NamespaceVersion(namespace=name, version=time.time_ns()) for name in namespaces]
    NamespaceVersion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["namespace"], update_fields=["version"]
    )


class _Reader:
    """One connection for all threads; a read takes microseconds, so they take turns."""

    SQL = f"SELECT version FROM {NamespaceVersion._meta.db_table} WHERE namespace = ?"

    def __init__(self, path: str) -> None:
        self._lock, self._known, self._as_of = threading.Lock(), dict[str, int](), -1
        self._connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA query_only = ON")

    def version(self, namespace: str) -> int:
        with self._lock:
            (now,) = self._connection.execute("PRAGMA data_version").fetchone()
            if now != self._as_of or len(self._known) > REMEMBERED:
                self._known.clear()
                self._as_of = now
            if namespace not in self._known:
                row = self._connection.execute(self.SQL, (namespace,)).fetchone()
                self._known[namespace] = row[0] if row else 0
            return self._known[namespace]


_reader = cache(_Reader)
