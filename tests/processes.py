"""The project's own programs as real processes: served over a real port, watched, and killed."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.environment import ROOT
from tests.servers.process import kill_tree, spawn, wait_until


class ManagedProcess:
    """A command run from the project's folder; `output` is what it has printed so far."""

    def __init__(self, *command: str, env: Mapping[str, str]) -> None:
        self.command, self.env = list(command), dict(env)
        self._folder = tempfile.TemporaryDirectory(prefix="torg-process-")
        self._log = Path(self._folder.name, "output")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it, or start it again; its output goes on in the same file."""
        # SIGTERM at the test run's death: what it has started itself is to end in order too.
        self._process = spawn(self.command, log=self._log, cwd=ROOT, env=self.env, at_parents_death=signal.SIGTERM)
        return self

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def output(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def wait_for(self, url: str, *, seconds: float = 180) -> httpx.Response:
        """Return the first answer below 500 at the address; fail with the output where none comes."""
        answers: list[httpx.Response] = []

        def answered() -> bool:
            try:
                answers.append(client.get(url))
            except httpx.TransportError:
                return self._running().poll() is not None
            return answers[-1].status_code < 500

        # One client for all attempts, without certificates: reading those costs more than an attempt.
        with httpx.Client(timeout=5, trust_env=False, verify=False) as client:
            came = wait_until(answered, seconds=seconds)
        assert came, f"{url} did not answer in {seconds:g} s:\n{self.output}"
        assert self._running().poll() is None, f"it ended before {url} answered:\n{self.output}"
        return answers[-1]

    def wait_for_output(self, text: str, *, seconds: float = 120) -> None:
        """Return once it has printed the text; fail with the output where it does not."""
        came = wait_until(lambda: text in self.output, seconds=seconds)
        assert came, f"{text!r} was not printed in {seconds:g} s:\n{self.output}"

    def wait(self, *, seconds: float = 120) -> int:
        """Return the exit code once it has ended by itself."""
        return self._running().wait(seconds)

    def terminate(self, signum: signal.Signals = signal.SIGTERM, *, seconds: float = 90) -> int:
        """Ask it to end (SIGINT: as Ctrl-C does) and return its exit code."""
        self._running().send_signal(signum)
        return self._running().wait(seconds)

    def kill(self) -> None:
        """End it and all it has started with SIGKILL, as a power cut does."""
        kill_tree(self._running())

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        if error is not None:
            sys.stdout.write(f"--- output of {' '.join(self.command)}\n{self.output}\n")  # pytest shows it
        self._folder.cleanup()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("The process was never started.")
        return self._process


def manage(*arguments: str, env: Mapping[str, str]) -> ManagedProcess:
    """Return `manage.py <arguments>` as a process to start, in an environment such as fixture `installation` gives."""
    return ManagedProcess(sys.executable, "manage.py", *arguments, env=env)
