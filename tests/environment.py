"""The environment of a test run and of the installations it starts: nothing of the shell's, all of the profile's."""

import atexit
import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.servers.memcached import Memcached
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis

ROOT = Path(__file__).resolve().parents[1]
PROFILES = ("embedded", "full")
ADMIN_EMAIL = "admin@shop.example"


def profile() -> str:
    """Return the profile under test; refuse one that does not exist."""
    name = os.environ.get("TORG_TEST_PROFILE", "embedded")
    if name not in PROFILES:
        raise ValueError(f"TORG_TEST_PROFILE is one of {', '.join(PROFILES)}, not {name!r}.")
    return name


def known_variables() -> set[str]:
    """Return the names of all that an installation reads, save MODULES, which a run is narrowed with."""
    explained = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    return set(explained) - {"MODULES"}


def bare() -> dict[str, str]:
    """Return this process's environment without anything an installation or a test run reads."""
    ours = known_variables() | {"DJANGO_SETTINGS_MODULE", "TORG_TESTING"}
    return {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("PYTEST_")}


def prepare_run() -> None:
    """Set the environment of a run (or of its one process): a folder, and on the full profile running servers."""
    chosen = profile()
    servers = _servers() if chosen == "full" else {}
    for name in known_variables():
        os.environ.pop(name, None)
    folder = tempfile.mkdtemp(prefix="torg-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= servers | {"TORG_TESTING": "1", "ADMIN_EMAIL": ADMIN_EMAIL, "DATA_DIR": folder}
    if chosen == "full":
        os.environ |= production_needs() | {"ALLOWED_HOSTS": "*", "PUBLIC_URL": "http://testserver"}


def prepare_worker(worker: str) -> None:
    """Give a worker of pytest-xdist (`gw0`, `gw1`, ...) its own part of the run's: a folder, a Redis database."""
    folder = Path(os.environ["DATA_DIR"]) / worker
    folder.mkdir()
    os.environ["DATA_DIR"] = str(folder)
    if "REDIS_URL" in os.environ:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}"))


def run_folder() -> Path:
    """Return the folder that all workers of the run share."""
    own = Path(os.environ["DATA_DIR"])
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def production_needs() -> dict[str, str]:
    """Return secrets made on the spot, without which the full profile refuses to start."""
    return {"SECRET_KEY": secrets.token_urlsafe(45), "JWT_SIGNING_KEY": secrets.token_urlsafe(45)}


def _servers() -> dict[str, str]:
    """Return the addresses of the servers: given ones, else started ones, which end with this process."""
    given = os.environ.get
    return {
        "DATABASE_URL": given("TEST_DATABASE_URL") or given("DATABASE_URL") or Postgres().start().url,
        "REDIS_URL": given("REDIS_URL") or Redis().start().url,
        "MEMCACHED_URL": given("MEMCACHED_URL") or Memcached().start().url,
    }
