"""Databases filled by `manage.py demo --products N`, kept on the server for the next run where it is not our own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import environment
from tests.servers.postgres import UNSAFE_BUT_FAST, Postgres

PREFIX = "torg_bench_"
ORDINARY = {"shared_buffers": "1GB", "max_wal_size": "4GB", "work_mem": "16MB", "random_page_cost": "1.1"}
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

    def runs(self, *program: str) -> bool:
        """Run a Python program on it to its end and return whether it went well."""
        return subprocess.run([sys.executable, *program], cwd=environment.ROOT, env=self.env).returncode == 0


@cache
def stock(products: int) -> Stock:
    """Return a shop with so many products, filled now unless it stands from an earlier run."""
    name = f"{PREFIX}{products}"
    shop = Stock(products, on_server(name))
    if not _is_whole(shop, name):
        make_anew(name)
        if not (
            shop.runs("manage.py", "migrate", "-v0") and shop.runs("manage.py", "demo", "--products", str(products))
        ):
            raise RuntimeError(f"{name} could not be filled.")
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
    """Whether it stands with all its goods, and what is kept of them is, or became by migrating, what it must be."""
    with psycopg.connect(os.environ["TEST_DATABASE_URL"]) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
    if not shop.runs("manage.py", "migrate", "-v0"):
        return False
    with psycopg.connect(shop.url) as connection:
        count = connection.execute("SELECT count(*) FROM catalog_product").fetchone()
    return count == (shop.products,) and shop.runs("-m", "bench.sound")
