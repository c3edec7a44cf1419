"""Servers a test may do anything to, and installations of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import furnishing
from tests.servers.installations import new_installation
from tests.servers.memcached import Memcached
from tests.servers.postgres import Postgres
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
    """The environment of a new, empty installation on the profile under test, for `tests.processes.manage`."""
    with new_installation(tmp_path / "data") as fresh:
        yield fresh


@pytest.fixture
def furnished(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The same of an installation that ran before: it has the demo's goods and accounts, and the superuser."""
    data, database = furnishing.once()
    shutil.copytree(data, tmp_path / "data")
    with new_installation(tmp_path / "data", like=database) as own:
        yield own
