"""The servers of the images as the installed programs start them: the compose file's command, and what images add."""

import shutil
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.compose import Service
from deploy.loopback.place import Place
from tests.servers import installed
from tests.servers.installed import MissingServer
from tests.servers.process import spawn


def command_line(service: Service, place: Place) -> list[str]:
    """Return the service's command as it runs here; raises MissingServer where its program is not installed."""
    program, *rest = (place.here(service.name, word) for word in service.command)
    port = str(place.port(service.name)) if service.name in place.ports else ""
    match program:
        case "python":
            return [sys.executable, *rest]
        case "postgres":
            return [str(installed.postgres() / program), "-D", str(_cluster(place)), *rest, *_listening(place, port)]
        case "redis-server":
            return [str(installed.redis()), *rest, "--bind", "127.0.0.1", "--port", port, "--dir", _own(place, "redis")]
        case "memcached":
            return [str(installed.memcached()), "-l", "127.0.0.1", "-p", port, *rest]
        case "nginx":
            return [_nginx(), *rest]
    raise LookupError(f"Nothing is known of the program {program}.")


def make_cluster(service: Service, place: Place) -> None:
    """Make the cluster with the user and password of the compose file, as the image does on its first start."""
    secret = place.at("database/password")
    secret.write_text(service.environment["POSTGRES_PASSWORD"])
    if place.user:
        shutil.chown(secret, place.user)
    options = service.environment["POSTGRES_INITDB_ARGS"].split()
    line = [str(installed.postgres() / "initdb"), "-D", str(_cluster(place)), "--pwfile", str(secret), "--no-sync"]
    line += ["--username", service.environment["POSTGRES_USER"], *options]
    log = place.at("database/log")
    if spawn(line, log=log, cwd=place.at("database"), user=place.user).wait(120) != 0:
        raise RuntimeError(f"initdb failed:\n{log.read_text(errors='replace')}")
    secret.unlink()


def make_database(service: Service, place: Place) -> None:
    """Make the empty database that the image would have made."""
    known = service.environment
    who = {"user": known["POSTGRES_USER"], "password": known["POSTGRES_PASSWORD"], "dbname": "postgres"}
    with psycopg.connect(host="127.0.0.1", port=place.port("database"), autocommit=True, **who) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(known["POSTGRES_DB"])))


def _cluster(place: Place) -> Path:
    return place.at("database/cluster")


def _own(place: Place, name: str) -> str:
    return str(place.at(name))


def _listening(place: Place, port: str) -> list[str]:
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": ""}
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise MissingServer("nginx", "PATH", "nginx")
    return found
