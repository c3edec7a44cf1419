"""One service as a process: started, asked for its health in its own words, ended by its own signal."""

import os
import signal
import subprocess
from collections.abc import Mapping

from deploy.compose import ROOT, Service
from deploy.loopback.place import SERVERS, Place
from deploy.loopback.programs import command_line
from tests.servers.process import kill_tree, spawn, wait_until

PATIENCE = 180.0


class Running:
    """A service of the compose file on this machine; `output` is what it has printed so far."""

    def __init__(self, service: Service, place: Place, environment: Mapping[str, str]) -> None:
        self.service, self.place, self.environment = service, place, dict(environment)
        self._log = place.folder / f"{service.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError(f"{self.service.name} was never started.")
        return self._process

    @property
    def output(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def start(self) -> None:
        """Start it, or start it again: the same ports, the same files."""
        server = self.service.name in SERVERS
        self._process = spawn(
            command_line(self.service, self.place),
            log=self._log,
            cwd=self.place.at(self.service.name) if server else ROOT,
            env=self.environment,
            user=self.place.user if server else "",
            at_parents_death=signal.SIGTERM,
        )

    def wait_until_healthy(self) -> None:
        """Return once its health check says so; fail with its output where it ends or never does."""
        came = wait_until(lambda: self.process.poll() is not None or self.healthy(), seconds=PATIENCE)
        if not came or self.process.poll() is not None:
            raise RuntimeError(f"{self.service.name} did not become healthy:\n{self.output}")

    def wait_until_done(self) -> None:
        """Return once it has ended with 0; fail with its output where it has not."""
        if self.process.wait(PATIENCE) != 0:
            raise RuntimeError(f"{self.service.name} failed:\n{self.output}")

    def healthy(self) -> bool:
        """Ask its health check; a service without one is healthy while it runs."""
        check = [self.place.here(self.service.name, word) for word in self.service.health]
        if not check:
            return self.process.poll() is None
        asked = subprocess.run(
            check, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        return asked.returncode == 0

    def stop(self) -> int:
        """End it as Compose does: its signal, its grace, and a kill after that; return its exit code."""
        return self.signal(signal.Signals[self.service.stop_signal])

    def signal(self, signum: signal.Signals) -> int:
        """Send a signal that ends it and return its exit code; what outlives the grace is killed."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signum)
            try:
                self.process.wait(self.service.grace)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.wait()

    def kill(self) -> None:
        """End it and all it has started, in the middle of whatever it does."""
        kill_tree(self.process)

    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None
