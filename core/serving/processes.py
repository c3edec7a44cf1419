"""The full profile on one machine: web and worker as processes of their own, started again when one dies.

In containers each of them is a service of its own and the orchestrator does the watching.
"""

import logging
import signal
import subprocess
import threading
import time
from types import FrameType

from core.environment import BASE_DIR

log = logging.getLogger("torg.serving")
PATIENCE = 35.0


class Supervisor:
    """Keeps the processes running until a signal asks for the end, then lets each finish its work."""

    def __init__(self, wanted: dict[str, list[str]]) -> None:
        self._wanted = wanted
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._ending = threading.Event()

    def run(self) -> None:
        """Start everything, watch it, and return once all has ended after SIGINT or SIGTERM."""
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self._end)
        for name in self._wanted:
            self._start(name)
        while not self._ending.wait(0.5):
            self._revive()
        self._finish()

    def _end(self, signum: int, frame: FrameType | None) -> None:
        self._ending.set()

    def _start(self, name: str) -> None:
        # A session of its own: Ctrl-C reaches this process only, which then ends the others in order.
        self._running[name] = subprocess.Popen(self._wanted[name], cwd=BASE_DIR, start_new_session=True)

    def _revive(self) -> None:
        for name, process in list(self._running.items()):
            if process.poll() is not None and not self._ending.is_set():
                log.error("%s ended with %s and is started again", name, process.returncode)
                time.sleep(1)
                self._start(name)

    def _finish(self) -> None:
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for name, process in self._running.items():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.error("%s did not end in time and is killed", name)
                process.kill()
