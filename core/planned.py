"""Statements asked all day, which Postgres plans once for each connection instead of every time.

Planning a read by primary key with what hangs on it takes five times as long as reading it. Meant for statements whose
one plan, made without knowing the values (`plan_cache_mode`), is right for all of them: where the best way depends on a
value (a range, a common word), planning each time is what finds it, and Django's own cursor is the one to take.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import NotSupportedError, connection


def rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a SELECT with %s for its parameters; raises what Django's cursors raise.

    Behind PgBouncer, where a connection is another one each time, and on SQLite it is an ordinary statement.
    """
    if not settings.PLANS_ONCE:
        return _read(sql, params)
    try:
        return _read(sql, params)
    except NotSupportedError:
        if connection.in_atomic_block:
            raise  # what came before is undone anyhow
        # A migration has changed a column's type under the plan: forgotten, it is made anew.
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        return _read(sql, params)


def _read(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        if settings.PLANS_ONCE:
            from psycopg import Cursor  # which the embedded profile has no use for

            cursor.cursor = Cursor(cursor.connection)  # prepares what it executes; Django's own does not
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
