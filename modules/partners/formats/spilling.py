"""Databases that hold what a file makes too much of for memory, and are gone with it."""

import os
import sqlite3
import tempfile
from pathlib import Path

_KIBIBYTES = 2048


def spilling(folder: Path | None) -> sqlite3.Connection:
    """A database on the disk that nobody else sees: in this folder, or where the system has its temporary files.

    That place may be memory, as it is in a container, so whoever knows a better one says it.
    """
    base = _nowhere(folder) if folder else sqlite3.connect("", isolation_level=None, check_same_thread=False)
    base.execute(f"PRAGMA cache_size = -{_KIBIBYTES}")
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    base.execute("PRAGMA locking_mode = EXCLUSIVE")
    return base


def _nowhere(folder: Path) -> sqlite3.Connection:
    """The file loses its name at once: what kills the process leaves nothing behind."""
    handle, path = tempfile.mkstemp(prefix=".spilled-", dir=folder)
    os.close(handle)
    try:
        base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        base.execute("PRAGMA user_version")  # only now is the file opened
    finally:
        os.unlink(path)
    return base
