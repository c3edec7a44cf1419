"""Connections to Postgres: is one alive before it is lent again?"""

import time
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

SECONDS_BELIEVED = 0.5


def still_alive(connection: Connection[Any]) -> None:
    """Ask a connection of the pool whether it lives, unless it was asked half a second ago; raises what psycopg raises.

    A round trip a request is a fifth of a short one. HikariCP has the same window (`aliveBypassWindowMs`): what dies
    within it costs one answer of 503.
    """
    known, now = vars(connection), time.monotonic()
    if now - known.get("asked_at", 0.0) > SECONDS_BELIEVED:
        ConnectionPool.check_connection(connection)
        known["asked_at"] = now
