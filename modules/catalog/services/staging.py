"""A price list's rows on their way in: streamed into a table of their own, so that the merge can work by sets.

Postgres takes them by COPY into an unlogged table, a load beside another. SQLite takes them into a temporary one
of the same name, which is a file of its own: whoever orders meanwhile does not wait for the parsing.
"""

import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import batched, repeat
from typing import Any, NamedTuple
from zlib import crc32

import orjson
from django.db import connection

from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.rules import attributes as values
from modules.catalog.rules.texts import make_key, name_key, slug_of
from modules.catalog.rules.values import AttributeValue, GoodRow
from modules.catalog.rules.words import names_in, product_words
from modules.catalog.services.writing import next_ids

TABLE = "catalog_stagedgood"
COLUMNS = (
    "load", "n", "line", "external_id", "category_key", "category_name", "category_path", "name", "slug",
    "description", "brand", "gtin", "words", "name_key", "make_key", "model", "stated", "attributes", "price",
    "price_rrp", "currency", "quantity", "fate", "has_new_texts", "owns_product", "offer_id", "product_id",
)  # fmt: skip
# What stands in place of the texts that are known: slug to make_key.
UNTOLD = ("",) * 7
# How a digest has a text that no list has told yet.
NEVER = "-" * 8
CHUNK = 1000
DAY_NS = 24 * 3600 * 10**9

# The names of the list's attributes and the types that their values have.
type Types = dict[str, set[str]]


class Known(NamedTuple):
    """An offer that stands: the digests of the texts that it was given last, and its ids."""

    stated: str
    offer_id: int
    product_id: int


@dataclass(slots=True)
class Heard:
    """What a list says besides its rows: its attributes' types, the words of its names. `but` is passed over."""

    but: Collection[str] = ()
    types: Types = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@contextmanager
def staged(
    rows: Iterable[GoodRow], supplier_id: int, progress: Callable[[int], None] | None, *, but: Collection[str] = ()
) -> Iterator[tuple[str, Heard]]:
    """Write the rows aside and give the load's name, and what was heard on the way.

    Attributes named in `but` are left out, as if they were not stated. A row that states the texts which its offer
    knows already is staged without them, and nothing is heard of it. The rows are gone afterwards.
    """
    load, heard = f"{time.time_ns():020d}-{secrets.token_hex(6)}", Heard(but)
    _open()
    try:
        _fill(load, rows, supplier_id, heard, progress or (lambda read: None))
        _analyse()
        _drop_repeated(load)
        yield load, heard
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
        cursor.execute(f"CREATE INDEX temp.staged_product ON {TABLE} (load, product_id)")


def _close(load: str) -> None:
    if connection.needs_rollback:
        return  # the transaction around us failed, and takes the rows with it
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DELETE FROM {TABLE} WHERE load = %s", [load])
        else:
            cursor.execute(f"DROP TABLE IF EXISTS temp.{TABLE}")


def _fill(load: str, rows: Iterable[GoodRow], supplier_id: int, heard: Heard, progress: Callable[[int], None]) -> None:
    # By chunks: between two of them the connection is free for whoever reads the rows or hears of the progress.
    read = 0
    for chunk in batched(rows, CHUNK):
        known = _known(supplier_id, chunk)
        new = _new_ids(len(chunk) - len(known))
        # Records are made while the database takes those before.
        _write(_record(load, n, row, known.get(row.external_id), new, heard) for n, row in enumerate(chunk, read))
        read += len(chunk)
        progress(read)


def _known(supplier_id: int, rows: Iterable[GoodRow]) -> dict[str, Known]:
    """Return the offers that these rows have by now, by external id."""
    which, param = named("external_id", [row.external_id for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT external_id, stated, id, product_id FROM catalog_offer WHERE supplier_id = %s AND {which}",
            [supplier_id, param],
        )
        return {external_id: Known(*offer) for external_id, *offer in cursor.fetchall()}


def _new_ids(count: int) -> Iterator[tuple[int | None, int | None]]:
    """Return ids of new offers and their products: now, so that no staged row has to be written again for them.

    SQLite cannot put ids aside outside a transaction: see `number_new`.
    """
    if connection.vendor == "postgresql" and count > 0:
        return zip(next_ids(Offer, count), next_ids(Product, count), strict=True)
    return repeat((None, None))


def number_new(load: str) -> None:
    """Give new offers and products their ids where they have none yet."""
    with connection.cursor() as cursor:
        for column, kind in (("offer_id", Offer), ("product_id", Product)):
            (first,) = next_ids(kind, 1)
            sql = f"UPDATE {TABLE} SET {column} = %s + n WHERE load = %s AND {column} IS NULL"
            cursor.execute(sql, [first, load])


def named(column: str, texts: Sequence[str]) -> tuple[str, Any]:
    """Return an SQL condition that a column is one of the texts, and its one parameter."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(texts)
    return f"{column} IN (SELECT value FROM json_each(%s))", orjson.dumps(list(texts)).decode()


def _write(records: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for record in records:
                    copy.write_row(record)
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks})", list(records))


def _analyse() -> None:
    # Only of what rows are found by.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {TABLE} (load, n, external_id, category_key, gtin, make_key, product_id, fate)")


def _drop_repeated(load: str) -> None:
    # Of two rows with one id the later one counts. The plus keeps SQLite from looking through all later rows: without
    # statistics of the staged rows it takes the index on (load, n) for as good as the one on the id.
    with connection.cursor() as cursor:
        cursor.execute(
            f"""DELETE FROM {TABLE} WHERE load = %s AND EXISTS (
                  SELECT 1 FROM {TABLE} later WHERE later.load = {TABLE}.load
                     AND later.external_id = {TABLE}.external_id AND +later.n > {TABLE}.n)""",
            [load],
        )


def _record(
    load: str, n: int, row: GoodRow, known: Known | None, new: Iterator[tuple[int | None, int | None]], heard: Heard
) -> tuple[Any, ...]:
    told = [_attribute(name, value) for name, value in row.attributes if name not in heard.but]
    stated, path = orjson.dumps(told).decode(), orjson.dumps(row.category_path).decode()
    filed = f"{row.category_key}\0{row.category}" if row.category_key or row.category else ""
    texts = (row.name, filed, row.brand, row.model, row.gtin, row.description, stated if told else "")
    digest = _digest(texts, known.stated if known else "")
    is_new = known is None or digest != known.stated
    ids = (known.offer_id, known.product_id) if known else next(new)
    if is_new:
        _hear(row, heard)
    return (
        load, n, row.line, row.external_id, row.category_key or row.category, row.category or row.category_key, path,
        row.name, *(_texts(row) if is_new else UNTOLD), _model(row, known), digest, stated if is_new else "[]",
        None if "price" in row.unsaid else str(row.price), _rrp(row, known), row.currency,
        None if "quantity" in row.unsaid else row.quantity, _fate(known, is_new), is_new, True, *ids,
    )  # fmt: skip


def _digest(texts: Iterable[str], before: str) -> str:
    """Return a checksum for each text; what says nothing leaves the one that its offer has."""
    return "".join(
        f"{crc32(text.encode()):08x}" if text else before[place * 8 : place * 8 + 8] or NEVER
        for place, text in enumerate(texts)
    )


def _model(row: GoodRow, known: Known | None) -> str | None:
    return None if known and "model" in row.unsaid else row.model


def _rrp(row: GoodRow, known: Known | None) -> str | None:
    is_taken_away = known and row.price_rrp is None and "price_rrp" not in row.unsaid
    return "0" if is_taken_away else _or_none(row.price_rrp)


def _fate(known: Known | None, has_new_texts: bool) -> str:
    """Return what will most likely become of the row; `merging.match` looks again, under a lock."""
    return ("changed" if has_new_texts else "same") if known else "made"


def _texts(row: GoodRow) -> tuple[str, ...]:
    words = product_words(name=row.name, brand=row.brand, model=row.model, gtin=row.gtin, description=row.description)
    make, key = make_key(row.brand, row.model), name_key(row.name)
    return slug_of(row.name), row.description, row.brand, row.gtin, words, key, make


def _hear(row: GoodRow, heard: Heard) -> None:
    heard.names |= names_in(row.name, row.brand)
    for name, value in row.attributes:
        if name not in heard.but:
            heard.types.setdefault(name, set()).add(values.type_of(value))


def _attribute(name: str, value: AttributeValue) -> tuple[str, str, float | None]:
    text = values.text_of(value)
    return name, text, values.number_of(text) if values.type_of(value) == values.NUMBER else None


def _or_none(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
