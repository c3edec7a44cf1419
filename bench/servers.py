"""What is measured, as real processes: Torg, its peer and the bare server, all by granian with the same arguments."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.stock import Stock
from tests import environment
from tests.processes import ManagedProcess
from tests.servers.memcached import Memcached
from tests.servers.ports import free_port

WORKERS, THREADS = "2", "4"
TWIN, HELLO = "bench.peers.twin.wsgi:application", "bench.peers.hello:application"


@contextmanager
def torg(stock: Stock, **settings: str) -> Iterator[str]:
    """Serve the shop with a memcached of its own and yield its address; `settings` are environment variables."""
    with Memcached() as cache:
        env = stock.env | {"MEMCACHED_URL": cache.url} | settings
        with served("core.wsgi:application", env, ready="/readyz") as root:
            yield root


@contextmanager
def twin(stock: Stock) -> Iterator[str]:
    """Serve the peer on the same database, with a memcached of its own too."""
    with Memcached() as cache:
        env = stock.env | {"MEMCACHED_URL": cache.url}
        with served(TWIN, env, ready="/api/v1/products/?limit=1") as root:
            yield root


@contextmanager
def hello(size: int) -> Iterator[str]:
    """Serve that many bytes, always the same."""
    with served(HELLO, environment.bare() | {"HELLO_BYTES": str(size)}, ready="/") as root:
        yield root


@contextmanager
def served(application: str, env: Mapping[str, str], *, ready: str) -> Iterator[str]:
    port = free_port()
    with ManagedProcess(*_granian(application, port), env=env) as process:
        root = f"http://127.0.0.1:{port}"
        process.wait_for(root + ready)
        yield root


def _granian(application: str, port: int) -> list[str]:
    """The command line that production has (core/serving/roles.py), with the workers named here."""
    from core.serving.roles import commands

    line = commands("127.0.0.1", port)["web"]
    named = {"--workers": WORKERS, "--blocking-threads": THREADS}
    for option, value in named.items():
        line[line.index(option) + 1] = value
    return [*line[:-1], application]


def worker(stock: Stock, **settings: str) -> ManagedProcess:
    """The background worker, to be entered."""
    return ManagedProcess(sys.executable, "manage.py", "run_huey", env=stock.env | settings)
