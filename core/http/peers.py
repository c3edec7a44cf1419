"""Whom the front door of `make run` lets in: it alone sees their address, and tells it under a seal of its own.

A header that proxies share (X-Forwarded-For) would make every local client a trusted proxy; this one counts only with
a seal that nobody makes who does not know SECRET_KEY, and does not leave the machine.
"""

import hmac
from collections.abc import Callable
from functools import cache
from typing import Any

from core.environment import secret

HEADER = "Torg-Peer"
KEY = "HTTP_TORG_PEER"


@cache
def seal() -> str:
    """Return what proves that it is the front door that speaks."""
    return hmac.digest(secret("SECRET_KEY").encode(), b"torg.front", "sha256").hex()


def told(address: str) -> str:
    """Return what the front door says of somebody at this address."""
    return f"{seal()} {address}"


def address_in(said: str) -> str | None:
    """Return the address that the front door has told, None where it is not the front door that speaks."""
    sealed, _space, address = said.partition(" ")
    return address if hmac.compare_digest(sealed.encode(), seal().encode()) else None


def behind_front_door(application: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a WSGI application so that it takes a client's address for what the front door says it is."""

    def told_by_it(environ: dict[str, Any], start: Any) -> Any:
        said = environ.pop(KEY, None)
        if said is not None and (address := address_in(said)) is not None:
            environ["REMOTE_ADDR"] = address
        return application(environ, start)

    return told_by_it
