"""Rows on their way into Postgres as JSON, which become rows again by their table's own type.

One parameter whatever their number, so the statement stays the same and is planned once (`core.planned`), where the ORM
writes a new one for each number of rows.
"""

from collections.abc import Iterable, Sequence
from functools import cache

import orjson
from django.db import connection
from django.db.models import Model

from core import planned


@cache
def columns(model: type[Model], *, without: tuple[str, ...] = ("id",)) -> str:
    """Return the names of a model's columns as they stand in an INSERT, those left out that the statement fills in."""
    return ", ".join(f'"{name}"' for field in model._meta.concrete_fields if (name := field.column) not in without)


def recordset(model: type[Model]) -> str:
    """Return the relation that a parameter made by `packed` becomes: the model's columns, and `ordinality` from 1."""
    return f"jsonb_populate_recordset(NULL::{model._meta.db_table}, %s::jsonb) WITH ORDINALITY"


def packed(rows: Iterable[Model]) -> str:
    """Return the parameter for a `recordset` of these rows; a row without an id or a parent yet says null."""
    return orjson.dumps([_fields(row) for row in rows], default=str).decode()


def insert(model: type[Model], rows: Sequence[Model]) -> None:
    """Insert rows of a model and give them their ids, in their order."""
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows)
        return
    for row, (id,) in zip(rows, planned.rows(_insert(model), [packed(rows)]), strict=True):
        row.pk, row._state.adding = id, False


@cache
def _insert(model: type[Model]) -> str:
    names = columns(model)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {names} FROM {recordset(model)} RETURNING id"


def _fields(row: Model) -> dict[str, object]:
    return {str(field.column): getattr(row, field.attname) for field in row._meta.concrete_fields}
