"""Databases filled by `manage.py demo --products N`, kept on the server for the next run where it is not our own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import environment
from tests.servers.postgres import UNSAFE_BUT_FAST, Postgres

PREFIX = "torg_bench_"
ORDINARY = {"shared_buffers": "1GB", "max_wal_size": "4GB", "work_mem": "16MB", "random_page_cost": "1.1"}
MADE_BY = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
_secrets = environment.production_needs()


class Ordinary(Postgres):
    """A Postgres that keeps its promises: what was committed survives a power cut, as in a shop."""

    def command(self, port: int) -> list[str]:
        safe = dict.fromkeys(UNSAFE_BUT_FAST, "on") | ORDINARY  # of two settings of one name the later holds
        return [*super().command(port), *(part for name in safe for part in ("-c", f"{name}={safe[name]}"))]


@dataclass(frozen=True, slots=True)
class Stock:
    """A shop with so many products: its database, and the environment in which everything about it runs."""

    products: int
    url: str

    @property
    def env(self) -> dict[str, str]:
        servers = {name: os.environ[name] for name in ("REDIS_URL", "MEMCACHED_URL", "DATA_DIR")}
        limits = {"RATE_LIMIT": "1000000000", "ACCESS_TTL": "86400", "LOG_LEVEL": "ERROR"}
        shop = {"DATABASE_URL": self.url, "ALLOWED_HOSTS": "*", "ADMIN_EMAIL": "bench@shop.example"}
        return environment.bare() | _secrets | servers | limits | shop

    def manage(self, *command: str) -> None:
        """Run a management command to its end."""
        line = [sys.executable, "manage.py", *command]
        subprocess.run(line, cwd=environment.ROOT, env=self.env, check=True)


@cache
def stock(products: int) -> Stock:
    """Return a shop with so many products, filled now unless it stands from an earlier run of the same code."""
    name = f"{PREFIX}{products}"
    shop = Stock(products, on_server(name))
    if not _is_whole(shop, name):
        make_anew(name)
        shop.manage("migrate", "-v0")
        shop.manage("demo", "--products", str(products))
        _seal(name)
    return shop


def copied(shop: Stock) -> Stock:
    """Return a shop like this one to write to; nobody may be connected to the one that is copied."""
    name = f"{PREFIX}copy"
    make_anew(name, like=urlsplit(shop.url).path.strip("/"))
    return Stock(shop.products, on_server(name))


def on_server(name: str) -> str:
    """Return the address of a database on the server that is measured."""
    return urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}"))


def make_anew(name: str, *, like: str = "template1") -> None:
    """Make the database, empty or like another."""
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like))
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(made)


def _is_whole(shop: Stock, name: str) -> bool:
    """Whether it stands from a run to its end, made by what makes it now."""
    with psycopg.connect(os.environ["TEST_DATABASE_URL"]) as connection:
        told = connection.execute(MADE_BY, [name]).fetchone()
    return told == (makers(),)


def _seal(name: str) -> None:
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as connection:
        said = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(makers()))
        connection.execute(said)


@cache
def makers() -> str:
    """Return a digest of all code that says what stands in a filled database."""
    catalog = environment.ROOT / "modules" / "catalog"
    places = (catalog / "migrations", catalog / "rules", environment.ROOT / "demo" / "warehouse")
    files = [file for place in places for file in place.rglob("*.*") if file.suffix in {".py", ".yaml"}]
    files += [catalog / "selectors" / "standing.py", catalog / "services" / "filling.py"]
    return sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:16]
