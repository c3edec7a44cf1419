"""A price list's rows on their way in: streamed into a table of their own, so that the merge can work by sets.

Postgres takes them by COPY into an unlogged table, a load beside another. SQLite takes them into a temporary one
of the same name, which is a file of its own: whoever orders meanwhile does not wait for the parsing.
"""

import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from hashlib import blake2b
from itertools import batched
from typing import Any

import orjson
from django.db import connection

from modules.catalog.rules import attributes as values
from modules.catalog.rules.texts import make_key, name_key, slug_of
from modules.catalog.rules.values import AttributeValue, GoodRow
from modules.catalog.rules.words import names_in, product_words

TABLE = "catalog_stagedgood"
COLUMNS = (
    "load", "n", "external_id", "category_key", "category_name", "category_path", "name", "slug", "description",
    "brand", "model", "gtin", "words", "name_key", "make_key", "stated", "attributes", "price", "price_rrp", "currency",
    "quantity", "fate", "has_new_texts", "owns_product",
)  # fmt: skip
CHUNK = 1000
DAY_NS = 24 * 3600 * 10**9

# The names of the list's attributes and the types that their values have.
type Types = dict[str, set[str]]


@contextmanager
def staged(
    rows: Iterable[GoodRow], progress: Callable[[int], None] | None, *, but: Collection[str] = ()
) -> Iterator[tuple[str, Types, set[str]]]:
    """Write the rows aside and give the load's name, the types of its attributes and the words of its names.

    Attributes named in `but` are left out, as if they were not stated. The rows are gone afterwards.
    """
    load, types = f"{time.time_ns():020d}-{secrets.token_hex(6)}", dict[str, set[str]]()
    names: set[str] = set()
    _open()
    try:
        _fill(load, _named(rows, names), types, but, progress or (lambda read: None))
        _analyse()
        yield load, types, names
    finally:
        _close(load)


def _open() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What a load left behind that was killed.
            cursor.execute(f"DELETE FROM {TABLE} WHERE load < %s", [f"{time.time_ns() - DAY_NS:020d}"])
            return
        cursor.execute(f"DROP TABLE IF EXISTS temp.{TABLE}")
        cursor.execute(f"CREATE TEMP TABLE {TABLE} AS SELECT * FROM main.{TABLE} WHERE 0")
        cursor.execute(f"CREATE INDEX temp.staged_external_id ON {TABLE} (load, external_id)")
        cursor.execute(f"CREATE INDEX temp.staged_n ON {TABLE} (load, n)")
        cursor.execute(f"CREATE INDEX temp.staged_product ON {TABLE} (product_id)")


def _close(load: str) -> None:
    if connection.needs_rollback:
        return  # the transaction around us failed, and takes the rows with it
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DELETE FROM {TABLE} WHERE load = %s", [load])
        else:
            cursor.execute(f"DROP TABLE IF EXISTS temp.{TABLE}")


def _fill(
    load: str, rows: Iterable[GoodRow], types: Types, but: Collection[str], progress: Callable[[int], None]
) -> None:
    # By chunks: between two of them the connection is free for whoever reads the rows or hears of the progress.
    read = 0
    for chunk in batched(rows, CHUNK):
        _write([_record(load, read + n, row, types, but) for n, row in enumerate(chunk)])
        read += len(chunk)
        progress(read)


def _write(records: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for record in records:
                    copy.write_row(record)
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks})", records)


def _analyse() -> None:
    # Only of what is known by now: that no row has a product yet will not be true for long.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {TABLE} (load, n, external_id, category_key, gtin, make_key)")


def _record(load: str, n: int, row: GoodRow, types: Types, but: Collection[str]) -> tuple[Any, ...]:
    told = [_attribute(name, value, types) for name, value in row.attributes if name not in but]
    stated = orjson.dumps(told).decode()
    texts = (row.name, row.category_key, row.category, row.brand, row.model, row.gtin, row.description, stated)
    return (
        load, n, row.external_id, row.category_key or row.category, row.category or row.category_key,
        orjson.dumps(row.category_path).decode(),
        row.name, slug_of(row.name), row.description, row.brand, row.model, row.gtin,
        _words(row), name_key(row.name),
        make_key(row.brand, row.model),
        blake2b("\0".join(texts).encode(), digest_size=16).hexdigest(), stated,
        str(row.price), _or_none(row.price_rrp), row.currency, row.quantity, "", True, True,
    )  # fmt: skip


def _attribute(name: str, value: AttributeValue, types: Types) -> tuple[str, str, float | None]:
    type, text = values.type_of(value), values.text_of(value)
    types.setdefault(name, set()).add(type)
    return name, text, values.number_of(text) if type == values.NUMBER else None


def _named(rows: Iterable[GoodRow], names: set[str]) -> Iterator[GoodRow]:
    for row in rows:
        names |= names_in(row.name, row.brand)
        yield row


def _words(row: GoodRow) -> str:
    return product_words(name=row.name, brand=row.brand, model=row.model, gtin=row.gtin, description=row.description)


def _or_none(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
