"""The whole set of docker-compose.yml on this machine's loopback, from installed servers: no Docker, no root needed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy import compose
from deploy.compose import ROOT, Service
from deploy.loopback import programs
from deploy.loopback.place import Place, path_with
from deploy.loopback.running import Running
from tests.environment import bare
from tests.servers import installed


class Loopback:
    """The services by name, each to be stopped, killed and started again; `url` is nginx's address.

    `variables` stand in .env beside the secrets that deploy/make-env writes.
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.place = Place(Path(tempfile.mkdtemp(prefix="torg-loopback-")))
        self.url = f"http://127.0.0.1:{self.place.port('nginx')}"
        self.variables = self._make_env() | {"NGINX_ADDRESS": "127.0.0.1"} | dict(variables or {})
        known = compose.services(self.variables)
        self.services = {name: Running(one, self.place, self.environment(one)) for name, one in known.items()}

    def __getitem__(self, name: str) -> Running:
        return self.services[name]

    def environment(self, service: Service) -> dict[str, str]:
        """Return what the service's process gets to see."""
        own = {name: self.place.here(service.name, value) for name, value in service.environment.items()}
        path = path_with(Path(sys.executable).parent, installed.postgres())
        return bare() | own | {"PATH": path, "PYTHONUNBUFFERED": "1"}

    def start(self) -> Self:
        """Start all services as their `depends_on` says; return once all are healthy."""
        for name, one in self.services.items():
            self._await_those(one.service)
            self._prepare(one)
            one.start()
            if name == "database":
                one.wait_until_healthy()
                programs.make_database(one.service, self.place)
        for one in self.services.values():
            if one.service.health:
                one.wait_until_healthy()
        return self

    def stop(self) -> None:
        """End all, last started first, and remove the folder."""
        try:
            for one in reversed(self.services.values()):
                if not one.ended():
                    one.stop()
        finally:
            for one in self.services.values():
                if not one.ended():
                    one.kill()
            self.place.clear()

    def run(self, *words: str, **variables: str) -> str:
        """Run a management command as `docker compose run --rm web <words>` does and return what it printed."""
        web = self.services["web"]
        line = [sys.executable, *compose.entrypoint()[1:], *words]
        environment = web.environment | variables
        ran = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
        if ran.returncode != 0:
            raise RuntimeError(f"{' '.join(words)} failed:\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def _make_env(self) -> dict[str, str]:
        file = self.place.at("env")
        line = [str(ROOT / "deploy" / "make-env"), "127.0.0.1", self.url]
        subprocess.run(line, env=os.environ | {"ENV_FILE": str(file)}, check=True, stdout=subprocess.DEVNULL)
        lines = [line.partition("=") for line in file.read_text().splitlines() if line and not line.startswith("#")]
        return {name: value for name, _, value in lines}

    def _await_those(self, service: Service) -> None:
        for other, condition in service.waits_for.items():
            if condition == "service_completed_successfully":
                self.services[other].wait_until_done()
            else:
                self.services[other].wait_until_healthy()

    def _prepare(self, one: Running) -> None:
        if one.service.name == "database":
            programs.make_cluster(one.service, self.place)
        if one.service.name == "nginx":
            self.place.render_nginx(one.environment)

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            for one in self.services.values():
                sys.stdout.write(f"--- {one.service.name}\n{one.output[-4000:]}\n")
        self.stop()
