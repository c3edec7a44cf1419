"""What an installation of its own needs on the profile under test."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import environment
from tests.servers.memcached import Memcached
from tests.servers.postgres import new_database
from tests.servers.redis import Redis


@contextmanager
def new_installation(data: Path, *, like: str = "", keeps: bool = False) -> Iterator[dict[str, str]]:
    """Yield the environment of an installation, for `tests.processes.manage`, with its files in `data`.

    On the full profile: a database of its own on the run's Postgres (a copy of the one named in `like`; dropped at
    the end unless it `keeps` it), a Redis and a memcached of its own.
    """
    fresh = environment.bare() | {"DATA_DIR": str(data), "ADMIN_EMAIL": environment.ADMIN_EMAIL}
    with ExitStack() as stack:
        if environment.profile() == "full":
            database = new_database(os.environ["DATABASE_URL"], like=like, keeps=keeps)
            fresh |= environment.production_needs() | {
                "ALLOWED_HOSTS": "127.0.0.1",
                "DATABASE_URL": stack.enter_context(database),
                "REDIS_URL": stack.enter_context(Redis()).url,
                "MEMCACHED_URL": stack.enter_context(Memcached()).url,
            }
        yield fresh
