"""A supplier's list of 100,000 goods through the whole pipeline: beside django-import-export, and beside a bare COPY.

The library is asked for fewer rows, and both sides are told in rows a second: it takes hours for all of them.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from django.db import connection

from bench import lists, undisturbed
from bench.measure import Pace, Row, seconds
from bench.peers import sheet
from modules.catalog import public as catalog
from modules.partners import public as partners

GOODS, BY_ROW, IN_BULK, ROUNDS, MANY = 100_000, 300, 5_000, 3, 1_000_000
MEBIBYTES = 150
# What a list's goods become, parents first.
TABLES = {
    "catalog_product": "p.id IN (SELECT product_id FROM catalog_offer WHERE supplier_id = %s)",
    "catalog_offer": "p.supplier_id = %s",
    "catalog_productwords": "p.product_id IN (SELECT product_id FROM catalog_offer WHERE supplier_id = %s)",
    "catalog_productattribute": "p.product_id IN (SELECT product_id FROM catalog_offer WHERE supplier_id = %s)",
}
_names = count(1)


def ask(pace: Pace) -> Iterator[Row]:
    goods = 2_000 if pace.is_quick else GOODS
    yield from _speeds(goods, [_round(goods, pace) for _ in range(1 if pace.is_quick else ROUNDS)])
    yield from undisturbed.rows(pace, goods=goods)
    yield from _sizes(goods, 5_000 if pace.is_quick else MANY)


type Seconds = dict[str, float]


def _round(goods: int, pace: Pace) -> Seconds:
    """Return what each side takes for a row (the first three), or for the whole list."""
    one, theirs, in_bulk = _supplier(), _supplier(), _supplier()
    less = 10 if pace.is_quick else 1
    few = list(lists.goods(BY_ROW // less, whose=theirs))
    more = list(lists.goods(IN_BULK // less, whose=in_bulk))
    first = lists.as_csv(lists.goods(goods, whose=one))
    taken = {
        "first": _bring_in(one, first) / goods,
        "library": seconds(lambda: sheet.row_by_row(theirs, few), 1) / len(few),
        "bulk": seconds(lambda: sheet.bulk(in_bulk, more), 1) / len(more),
    }
    # An empty line behind it makes it another file: what is known by its digest alone would say nothing.
    taken |= {"copy": _copy(one), "apply": _apply(goods), "again": _bring_in(one, first + b"\r\n")}
    taken["dearer"] = _bring_in(one, lists.as_csv(lists.goods(goods, whose=one, dearer=7)))
    return taken


def _speeds(goods: int, rounds: list[Seconds]) -> list[Row]:
    def rates(*names: str, per: int = 1) -> str:
        middle = [sorted(each[name] for each in rounds)[len(rounds) // 2] for name in names]
        return " / ".join(f"{per / it:,.0f}" for it in middle) + " rows a second"

    def ratios(mine: str, other: str, by: float = 1) -> list[float]:
        return [each[other] * by / each[mine] for each in rounds]

    what = f"a supplier's first {goods:,} goods, CSV to cards"
    return [
        Row(
            what, f"django-import-export, {BY_ROW} rows", ratios("first", "library"), 50, said=rates("first", "library")
        ),
        Row(what, f"its bulk mode, {IN_BULK:,} rows", ratios("first", "bulk"), said=rates("first", "bulk")),
        Row(
            "the step that applies them, cards and all",
            "a COPY of the same rows into tables indexed alike",
            ratios("apply", "copy"),
            0.3,
            said=rates("apply", "copy", per=goods),
        ),
        Row(
            "the same goods again", "the first time", ratios("again", "first", goods), 3, said=rates("again", per=goods)
        ),
        Row(
            "the same goods, every price new",
            "the first time",
            ratios("dearer", "first", goods),
            said=rates("dearer", per=goods),
        ),
    ]


def _sizes(goods: int, many: int) -> Iterator[Row]:
    """Compare the most memory that a process of its own takes for a list of each format with what it may take."""
    counts = [(name, goods) for name in lists.FORMATS] + [("csv", many)]
    return (_size(name, rows) for name, rows in counts)


def _size(name: str, rows: int) -> Row:
    with tempfile.NamedTemporaryFile() as file:
        supplier = _supplier()
        file.write(lists.FORMATS[name](lists.goods(rows, whose=supplier)))
        file.flush()
        said = subprocess.run(
            [sys.executable, "-m", "bench.weighing", str(supplier), file.name, str(rows)],
            env=os.environ | {"MAX_UPLOAD_BYTES": str(1 << 30)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.split()
    peak, idle, taken = (float(figure) for figure in said)
    figures = f"{peak:.0f} MiB, {idle:.0f} before the list; {rows / taken:,.0f} rows a second"
    return Row(
        f"memory for {rows:,} goods as {name}", f"{MEBIBYTES} MiB", [peak / MEBIBYTES], 1, at_most=True, said=figures
    )


def _bring_in(supplier: int, content: bytes) -> float:
    began = time.perf_counter()
    outcome = partners.bring_in(supplier_id=supplier, name="list.csv", content=content)
    taken = time.perf_counter() - began
    assert (outcome.status, outcome.errors) == ("applied", 0), outcome
    return taken


def _apply(goods: int) -> float:
    """Return what the merge takes of goods that are all new, from the end of the comparison to the commit."""
    began = [0.0]

    def look(comparison: object) -> None:
        began[0] = time.perf_counter()

    supplier = _supplier()
    catalog.apply_price_list(
        supplier_id=supplier,
        rows=map(_row, lists.goods(goods, whose=supplier)),
        mode="full",
        look=look,
        list_id=supplier,
    )
    return time.perf_counter() - began[0]


def _copy(supplier: int) -> float:
    """Return what a COPY of all that the supplier's goods are takes, into empty tables with the same indexes."""
    taken = 0.0
    with connection.cursor() as cursor:
        for table, condition in TABLES.items():
            rows = io.BytesIO()
            cursor.execute(f"CREATE TABLE copied (LIKE {table} INCLUDING INDEXES INCLUDING CONSTRAINTS)")
            with cursor.cursor.copy(f"COPY (SELECT * FROM {table} p WHERE {condition}) TO STDOUT", [supplier]) as out:
                for part in out:
                    rows.write(part)
            began = time.perf_counter()
            with cursor.cursor.copy("COPY copied FROM STDIN") as into:
                into.write(rows.getvalue())
            taken += time.perf_counter() - began
            cursor.execute("DROP TABLE copied")
    return taken


def _row(one: lists.Listed) -> catalog.GoodRow:
    return catalog.GoodRow(
        external_id=one.id,
        name=one.name,
        category=one.category,
        category_key="",
        model=one.model,
        brand=one.brand,
        gtin="",
        price=Decimal(one.price),
        price_rrp=None,
        quantity=one.quantity,
        currency="RUB",
        description="",
        attributes=tuple(zip(lists.ATTRIBUTES, one.values, strict=True)),
    )


def _supplier() -> int:
    supplier = catalog.add_supplier(name=f"Bench feed {next(_names)}")
    catalog.approve_supplier(supplier_id=supplier)
    return supplier
