"""PostgreSQL in a folder of its own, made for speed: what it holds survives a kill, not the machine."""

import contextlib
import os
import shutil
import signal
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.servers import installed
from tests.servers.process import spawn
from tests.servers.server import Server

# What was committed survives a kill all the same: it is written, only not forced to the disk.
UNSAFE_BUT_FAST = {"fsync": "off", "full_page_writes": "off"}


class Postgres(Server):
    """A cluster with the superuser `postgres`, who needs no password from 127.0.0.1."""

    stop_signal = signal.SIGINT  # "fast": SIGTERM would wait until the last client has gone

    def __init__(self) -> None:
        programs = installed.postgres()
        super().__init__()
        self._programs = _reachable(programs, self.folder, self.user)
        self._data = self.folder / "data"
        self._initialise()

    @property
    def url(self) -> str:
        """postgres://postgres@127.0.0.1:<port>/postgres"""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def command(self, port: int) -> list[str]:
        settings = UNSAFE_BUT_FAST | {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "log_min_messages": "fatal",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", str(self._data), *options]

    def answers(self, port: int, pid: int) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().split()
        except OSError:
            return False
        return lines[:1] == [str(pid)] and lines[-1] == "ready"  # it is empty for a moment

    def _initialise(self) -> None:
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"  # both know Cyrillic letters
        command = [str(self._programs / "initdb"), "-D", str(self._data), "--username=postgres", "--auth=trust"]
        command += ["--encoding=UTF8", f"--locale={locale}", "--no-sync"]
        if spawn(command, log=self.log, cwd=self.folder, user=self.user).wait(120) != 0:
            raise RuntimeError(f"initdb failed:\n{self.log.read_text(errors='replace')}")


def _reachable(programs: Path, folder: Path, user: str) -> Path:
    """Return the programs' folder, or where the user we give up root for may not enter it, a copy in `folder`."""
    if not user or all(place.stat().st_mode & 0o005 == 0o005 for place in [programs / "postgres", *programs.parents]):
        return programs
    package = programs.parents[1]  # only the wheel's can be hidden so: a home folder is often closed to others
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
    for place, _, files in os.walk(folder):
        for name in ["", *files]:
            shutil.chown(Path(place, name), user)
    return folder / programs.relative_to(package.parent)


@contextlib.contextmanager
def new_database(url: str, *, like: str = "", keeps: bool = False) -> Iterator[str]:
    """Make a database on the server at `url`, empty or a copy of the one `like` names, and yield its address.

    It is dropped at the end, whoever is still connected, unless this `keeps` it.
    """
    name = f"torg_{uuid.uuid4().hex[:12]}"
    _execute(url, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, like or "template1"))))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        if not keeps:
            drop_database(url, name)


def drop_database(url: str, name: str) -> None:
    """Drop a database, whoever is still connected."""
    _execute(url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        connection.execute(statement)
