"""Indexes and foreign keys set aside while very many rows come in, and built anew from all of them at once.

What pg_restore does (PostgreSQL documentation, "Populating a Database"): one sort of a million keys costs a fraction of
a million insertions, and one join less than a look-up for every row.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])"""
# Those that stand for themselves: keys and what must be unique stay.
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
 WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique"""


@contextmanager
def indexes_aside(*, of: Sequence[type[models.Model]], keys_of: Sequence[type[models.Model]]) -> Iterator[None]:
    """Go without the indexes of some tables and the foreign keys of some, on Postgres, until the block ends.

    To be called inside a transaction: until it ends nobody else gets at these tables, and whatever breaks it off
    leaves them as they were.
    """
    if connection.vendor != "postgresql":
        yield
        return
    indexes = _found(INDEXES, of)
    keys = _found(FOREIGN_KEYS, keys_of)
    _execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _definition in keys)
    _execute(f"DROP INDEX {name}" for name, _definition in indexes)
    yield
    _execute(["SET CONSTRAINTS ALL IMMEDIATE"])  # a table with checks still to be made cannot be altered
    _execute(definition for _name, definition in indexes)
    _execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in keys)


def _found(sql: str, kinds: Sequence[type[models.Model]]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [[kind._meta.db_table for kind in kinds]])
        return list(cursor.fetchall())


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
