"""Ports for servers of our own: below 32768, where Linux begins to give ports to clients."""

import random
import socket

LOWEST, HIGHEST = 15_000, 32_000


def free_port() -> int:
    """Return a port of 127.0.0.1 nobody listens on now; whoever starts on it must be ready to have lost it."""
    for _ in range(200):
        port = random.randint(LOWEST, HIGHEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"No free port between {LOWEST} and {HIGHEST}.")
