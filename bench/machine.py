"""What was measured on: without it no figure means anything."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("django", "django-ninja", "granian", "psycopg", "djangorestframework", "django-filter")


def described(server: str) -> list[str]:
    """Return lines that say the machine, the versions, and when; `server` is the version of Postgres."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores ({_processor()}), {_memory()} GiB, "
        f"{platform.system()} {platform.release()}.",
        f"Python {platform.python_version()}, {versions}; Postgres {server}; {_first('memcached', '-V')}; {_wrk()}.",
        "Client, servers, Postgres and memcached share these cores. Each web server: granian, WSGI, 2 workers, "
        "4 threads each.",
    ]


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", told.read_text()) if told.exists() else None
    return found[1] if found else platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _first(*command: str) -> str:
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return f"no {command[0]}"
    return said.strip().splitlines()[0] if said.strip() else command[0]


def _wrk() -> str:
    return " ".join(_first("wrk", "-v").split()[:2])
