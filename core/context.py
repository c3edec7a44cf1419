"""What is known of the request being worked on, for logs and for the outbox; empty outside one."""

import re
from contextvars import ContextVar
from random import getrandbits

request_id: ContextVar[str] = ContextVar("request_id", default="")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")


def request_id_for(given: str) -> str:
    """Return the id that a client has sent, if it looks like one, or else a new one."""
    return given if given and REQUEST_ID.match(given) else f"{getrandbits(64):016x}"
