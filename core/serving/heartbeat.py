"""A consumer's sign of life: a file under DATA_DIR/heartbeats, one a machine (or container), touched while it runs.

A file, not a row: whether a process lives must not depend on whether Redis or Postgres does.
"""

import os
import socket
import threading
import time
from pathlib import Path

from core.environment import DATA_DIR

FOLDER = DATA_DIR / "heartbeats"
EVERY, DEAD_AFTER, FORGOTTEN_AFTER = 5.0, 30.0, 24 * 3600.0


def own() -> Path:
    """Return the file of the consumer on this machine."""
    return FOLDER / socket.gethostname()


def ages() -> dict[str, float]:
    """Return how many seconds ago each known consumer was last alive, by machine."""
    now = time.time()
    files = FOLDER.iterdir() if FOLDER.is_dir() else ()
    return {file.name: now - file.stat().st_mtime for file in files}


def alive() -> bool:
    """Return whether the consumer on this machine has given a sign of life lately."""
    return ages().get(own().name, DEAD_AFTER) < DEAD_AFTER


class Heart:
    """A thread of the consumer that touches the file every few seconds; one a process."""

    _lock = threading.Lock()
    _beating: "Heart | None" = None

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="heartbeat")

    @classmethod
    def start(cls) -> None:
        """Begin to beat, unless it beats; what was left of machines long gone is removed."""
        with cls._lock:
            if cls._beating is None:
                FOLDER.mkdir(parents=True, exist_ok=True)
                for name in (name for name, age in ages().items() if age > FORGOTTEN_AFTER):
                    (FOLDER / name).unlink(missing_ok=True)
                cls._beating = cls()
                cls._beating._thread.start()

    @classmethod
    def stop(cls) -> None:
        """Beat no more; the file goes, so that a consumer that has ended is not taken for a living one."""
        with cls._lock:
            if cls._beating is not None:
                cls._beating._stop.set()
                cls._beating._thread.join(timeout=5)
                cls._beating = None
                own().unlink(missing_ok=True)

    def _run(self) -> None:
        while True:
            os.close(os.open(own(), os.O_WRONLY | os.O_CREAT, 0o644))
            os.utime(own())
            if self._stop.wait(EVERY):
                return
