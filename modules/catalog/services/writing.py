"""Rows written by the thousand: one statement prepared once, and a tuple for each row.

Django's bulk_create makes an SQL text with every value in it, which takes ten times as long, and SQLite's only write
lock is held meanwhile.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model


def next_ids(kind: type[Model], count: int) -> list[int]:
    """Return ids that nobody else will give to a row, ascending; to be called inside a transaction."""
    table = kind._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                # The sequence is looked up once: asked for by its name it is for each id.
                """WITH ids AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence)
                   SELECT nextval(sequence) FROM ids, generate_series(1, %s)""",
                [table, count],
            )
            return [id for (id,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
    return list(range(last + 1, last + 1 + count))


def insert(kind: type[Model], rows: Sequence[Model]) -> None:
    """Write new rows, all columns of each; those without an id are given one, in their order."""
    nameless = [row for row in rows if row.pk is None]
    for row, id in zip(nameless, next_ids(kind, len(nameless)), strict=True):
        row.pk = id
    fields = kind._meta.concrete_fields
    columns, places = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    names = [field.attname for field in fields]
    _execute(f"INSERT INTO {kind._meta.db_table} ({columns}) VALUES ({places})", (_values(row, names) for row in rows))


def copy(kind: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]], *, table: str = "") -> None:
    """Write new rows as fast as the database takes them (COPY on Postgres), into `table` where it is not the kind's.

    Columns that are not given take what the model says, ids what the database does.
    """
    rest = [field for field in kind._meta.concrete_fields if not (field.primary_key or field.generated)]
    rest = [field for field in rest if field.column not in columns]
    same = tuple(stored(field.get_default()) for field in rest)
    names = ", ".join([*columns, *(str(field.column) for field in rest)])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table or kind._meta.db_table} ({names}) FROM STDIN") as into:
                for row in rows:
                    into.write_row(row + same)
        else:
            places = ", ".join(["%s"] * (len(columns) + len(rest)))
            whole = [(*map(stored, row), *same) for row in rows]
            cursor.executemany(f"INSERT INTO {table or kind._meta.db_table} ({names}) VALUES ({places})", whole)


def columns_of(kind: type[Model]) -> tuple[str, ...]:
    """Return the columns that are written, generated ones left out."""
    return tuple(str(field.column) for field in kind._meta.concrete_fields if not field.generated)


def update(kind: type[Model], columns: Sequence[str], rows: Iterable[Model]) -> None:
    """Write these columns of standing rows."""
    assigned = ", ".join(f"{name} = %s" for name in columns)
    sql = f"UPDATE {kind._meta.db_table} SET {assigned} WHERE id = %s"
    _execute(sql, (_values(row, (*columns, "id")) for row in rows))


def _execute(sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    if kept := list(rows):
        with connection.cursor() as cursor:
            cursor.executemany(sql, kept)


def _values(row: Model, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(stored(getattr(row, name)) for name in names)


def stored(value: Any) -> Any:
    """Return a value as it is given to the database."""
    if hasattr(value, "isoformat"):
        return connection.ops.adapt_datetimefield_value(value)  # or SQLite compares it as another text
    return str(value) if isinstance(value, Decimal) else value
