"""Where things lie on this machine instead of in containers: a folder for the paths, free ports for the names."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from deploy.compose import ROOT
from tests.servers.ports import free_port
from tests.servers.server import unprivileged

# The ports that services listen on in their containers.
PORTS = {
    "nginx": ("8080", "8443"),
    "web": ("8000",),
    "poll": ("8001",),
    "worker": ("9100",),
    "database": ("5432",),
    "redis": ("6379",),
    "memcached": ("11211",),
}
# Servers' own folders; Postgres and memcached refuse root, so these belong to somebody else where we are root.
SERVERS = ("nginx", "database", "redis", "memcached")


class Place:
    """A throw-away folder and a free port for every port of the compose file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.user = folder, unprivileged()
        self.ports = {service: {port: free_port() for port in ports} for service, ports in PORTS.items()}
        folder.chmod(0o755)
        for name in ("data/media", "data/documents", "static", "certificates", *SERVERS, "nginx/scratch"):
            self.at(name).mkdir(parents=True, exist_ok=True)
        if self.user:
            for name in (*SERVERS, "nginx/scratch"):
                shutil.chown(self.at(name), self.user)

    def at(self, name: str) -> Path:
        return self.folder / name

    def port(self, service: str) -> int:
        """Return the first port of a service."""
        return next(iter(self.ports[service].values()))

    def here(self, service: str, text: str) -> str:
        """Return a text of the compose file with its names, ports and paths as they are here."""
        for other, ports in self.ports.items():
            for inside, outside in ports.items():
                text = re.sub(rf"\b{other}:{inside}\b", f"127.0.0.1:{outside}", text)
                if other == service:
                    text = re.sub(rf"(?<!\w){inside}\b", str(outside), text)
        paths = self._paths(service)
        if paths:  # in one go: what one put in is not for another to replace
            anywhere = re.compile(rf"(?<![\w.])({'|'.join(paths)})(?![\w-])")
            text = anywhere.sub(lambda match: str(self.at(paths[match[1]])), text)
        return "127.0.0.1" if text == "0.0.0.0" else text

    def _paths(self, service: str) -> Mapping[str, str]:
        if service not in {"nginx", "web", "poll", "worker", "migrate"}:
            return {}
        return {
            "/data": "data",
            "/srv/static": "static",
            "/certificates": "certificates",
            "/var/cache/nginx": "nginx/scratch",
            "/dev/stdout": "nginx/access.log",
        } | ({"/tmp": "nginx"} if service == "nginx" else {})

    def render_nginx(self, environment: Mapping[str, str]) -> None:
        """Fill in nginx's templates as its image does: `${NGINX_...}` and nothing else."""
        for template in (ROOT / "deploy" / "nginx").glob("*.template"):
            text = re.sub(r"\$\{(NGINX_\w+)\}", lambda match: environment[match[1]], template.read_text())
            self.at(f"nginx/{template.stem}").write_text(text)

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def path_with(*folders: Path) -> str:
    """Return PATH with these folders in front, and those where Debian keeps servers behind."""
    return os.pathsep.join([*map(str, folders), os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
