"""A real server on a private port that can be stopped, killed and frozen, and comes back on the same port."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.ports import free_port
from tests.servers.process import kill_tree, signal_tree, spawn, wait_until

PATIENCE = 90.0


def unprivileged() -> str:
    """Return the user that servers run as when we are root (Postgres and memcached refuse root), else an empty name."""
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


class Server(ABC):
    """What every server can do; its files lie in a folder of its own, which `close` removes."""

    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        self.user = unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix=f"torg-{type(self).__name__.lower()}-"))
        if self.user:
            shutil.chown(self.folder, self.user)
        self.log = self.folder / "log"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    @property
    @abstractmethod
    def url(self) -> str:
        """The address as the settings take it."""

    @property
    def pid(self) -> int:
        return self._running().pid

    @abstractmethod
    def command(self, port: int) -> list[str]:
        """Return the command line that listens on the port."""

    @abstractmethod
    def answers(self, port: int, pid: int) -> bool:
        """Return whether the process `pid`, and not another one on its port, is ready."""

    def start(self) -> Self:
        """Start, or start again on the same port and data; return once it answers."""
        for _ in range(1 if self.port else 5):  # between finding a free port and using it another may take it
            port = self.port or free_port()
            if self._launched(port):
                self.port = port
                return self
        raise RuntimeError(f"{type(self).__name__} did not start:\n{self.log.read_text(errors='replace')}")

    def stop(self) -> None:
        """End it as an administrator would."""
        process = self._running()
        self.thaw()
        process.send_signal(self.stop_signal)
        try:
            process.wait(PATIENCE)
        finally:
            kill_tree(process)

    def kill(self) -> None:
        """End it as a power cut would, in the middle of whatever it does."""
        kill_tree(self._running())

    def freeze(self) -> None:
        """Make it hang: it accepts connections and answers nothing."""
        signal_tree(self._running(), signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it was frozen."""
        signal_tree(self._running(), signal.SIGCONT)

    def close(self) -> None:
        """End it in whatever state it is and remove its files."""
        atexit.unregister(self.close)
        if self._process:
            kill_tree(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _launched(self, port: int) -> bool:
        process = self._process = spawn(self.command(port), log=self.log, cwd=self.folder, user=self.user)

        def settled() -> bool:
            return process.poll() is not None or self.answers(port, process.pid)

        if wait_until(settled, seconds=PATIENCE) and process.poll() is None:
            return True
        kill_tree(process)
        return False

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError(f"{type(self).__name__} was never started.")
        return self._process
