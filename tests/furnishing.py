"""A shop as a second start finds it, made once for a whole run: drawing the demo's pictures costs more than a start."""

import fcntl
import os
from pathlib import Path
from urllib.parse import urlsplit

from tests import environment
from tests.flows.shop import ADMIN
from tests.processes import manage
from tests.servers.installations import new_installation
from tests.servers.postgres import drop_database

FURNISH = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("demo")
call_command("createsuperuser", interactive=False)
"""


def once() -> tuple[Path, str]:
    """Return the folder of the furnished shop and the name of its database (on Postgres), made by who asks first."""
    folder = environment.run_folder()
    said = folder / "furnished"
    with (folder / "furnishing").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(_furnish(folder / "shop"))
    return folder / "shop", said.read_text()


def remove(folder: Path) -> None:
    """Drop the database of a run's furnished shop where one was made; its files go with the run's folder."""
    said = folder / "furnished"
    if said.exists() and (name := said.read_text()):
        drop_database(os.environ["DATABASE_URL"], name)


def _furnish(data: Path) -> str:
    with new_installation(data, keeps=True) as fresh:
        own = {"PUBLIC_URL": "http://127.0.0.1", "EMAIL_URL": "smtp://127.0.0.1:1"} if "DATABASE_URL" in fresh else {}
        with manage("shell", "--verbosity=0", "--command", FURNISH, env=fresh | own | ADMIN) as process:
            assert process.wait(seconds=300) == 0, process.output
    return urlsplit(fresh.get("DATABASE_URL", "")).path.lstrip("/")
