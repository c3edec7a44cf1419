"""The clients as `bin/clients` makes them: from the schema in the repository, once for all who run at the same time."""

import fcntl
import subprocess
from pathlib import Path

import pytest

from tests.environment import ROOT, bare

CLIENTS = ROOT / "clients"


@pytest.fixture(scope="session")
def clients() -> Path:
    """Return the folder with both clients generated and their types checked."""
    with (ROOT / "openapi.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        ran = subprocess.run(
            ["bin/clients", "generate"], cwd=ROOT, env=bare(), capture_output=True, text=True, timeout=400
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return CLIENTS
