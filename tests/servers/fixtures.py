"""Servers a test may do anything to, and installations of its own."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import environment
from tests.servers.memcached import Memcached
from tests.servers.postgres import Postgres, new_database
from tests.servers.redis import Redis
from tests.servers.smtp import SmtpSink


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """A Postgres of this test's own, to stop, kill or freeze."""
    with Postgres() as server:
        yield server


@pytest.fixture
def redis() -> Iterator[Redis]:
    """A Redis of this test's own, which comes back empty."""
    with Redis() as server:
        yield server


@pytest.fixture
def memcached() -> Iterator[Memcached]:
    """A memcached of this test's own."""
    with Memcached() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[SmtpSink]:
    """A mail server to point EMAIL_URL at."""
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a new, empty installation on the profile under test, for `tests.processes.manage`.

    On the full profile: a database of its own on the run's Postgres, a Redis and a memcached of its own.
    """
    fresh = environment.bare() | {"DATA_DIR": str(tmp_path / "data"), "ADMIN_EMAIL": environment.ADMIN_EMAIL}
    with ExitStack() as stack:
        if environment.profile() == "full":
            fresh |= environment.production_needs() | {
                "ALLOWED_HOSTS": "127.0.0.1",
                "DATABASE_URL": stack.enter_context(new_database(os.environ["DATABASE_URL"])),
                "REDIS_URL": stack.enter_context(Redis()).url,
                "MEMCACHED_URL": stack.enter_context(Memcached()).url,
            }
        yield fresh
