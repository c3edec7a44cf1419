"""Ports for servers of our own: below 32768, where Linux begins to give ports to clients."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import IO

LOWEST, HIGHEST = 15_000, 32_000
CLAIMS = Path(tempfile.gettempdir(), f"torg-ports-{os.getuid()}")
_claimed: list[IO[str]] = []


def free_port() -> int:
    """Return a port of 127.0.0.1 nobody listens on and no test will be given until this process ends.

    Whoever starts on it must still be ready to have lost it, to a program that is none of ours.
    """
    CLAIMS.mkdir(exist_ok=True)
    for _ in range(200):
        port = random.randint(LOWEST, HIGHEST)
        if _nobody_listens(port) and _claim(port):
            return port
    raise OSError(f"No free port between {LOWEST} and {HIGHEST}.")


def _nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _claim(port: int) -> bool:
    # A shop takes seconds to listen; another worker's test that drew the same port meanwhile would be asking this one.
    file = open(CLAIMS / str(port), "w")  # noqa: SIM115 (its claim lives as long as it is open)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return False
    _claimed.append(file)
    return True
