"""A staged list held against what stands, before anything is written: read page by page, in the order of its rows.

Nothing is locked and no transaction is held open meanwhile, however long the reader takes.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from core.money import rounded
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.rules.listed import Change, Comparison, FieldValue, Renamed, RowChange
from modules.catalog.selectors.standing import among
from modules.catalog.services.list_attributes import misfits
from modules.catalog.services.list_categories import renamed
from modules.catalog.services.merging import STATED, List, gone, gone_params
from modules.catalog.services.staging import TABLE, Types

PAGE = 2000
OFFER = tuple(name for name in STATED if name != "stated")
MONEY = frozenset({"price", "price_rrp"})
FIRST_TOLD = ("price", "quantity")
TEXTS = ("name", "category", "description", "brand", "gtin")


def compare(list_: List, types: Types) -> Comparison:
    """Return what the list would change; its rows are read as they are drawn."""
    sql = "SELECT count(*) FROM catalog_offer o WHERE o.supplier_id = %s AND o.retired_at IS NULL"
    load, supplier_id = list_.load, list_.supplier_id
    return Comparison(
        standing=_rows(sql, supplier_id)[0][0],
        rows=_all(list_),
        renamed=tuple(Renamed(*one) for one in renamed(load, supplier_id)),
        misfits=tuple(misfits(load, supplier_id, types).items()),
    )


def _all(list_: List) -> Iterator[RowChange]:
    last, meant = -1, _meant(list_.supplier_id)
    while page := _listed(list_, last):
        last = page[-1][0]
        texts = _texts(list_, [row[0] for row in page if row[6]], meant)
        yield from (_row(row, texts.get(row[0], ())) for row in page)
    if list_.is_full or list_.withdrawn:
        yield from _missing(list_)


def _listed(list_: List, after: int) -> list[tuple[Any, ...]]:
    """Return n, line, id, name, the offer, whether it was retired, gets new texts, differs; then value by value."""
    new_texts = "(o.id IS NOT NULL AND s.has_new_texts AND o.stated <> s.stated)"
    differs = " OR ".join(f"o.{name} IS DISTINCT FROM s.{name}" for name in OFFER)
    pairs = ", ".join(f"o.{name}, s.{name}" for name in OFFER)
    return _rows(
        f"""SELECT s.n, s.line, s.external_id, s.name, o.id, o.retired_at IS NOT NULL, {new_texts}, ({differs}), {pairs}
              FROM {TABLE} s LEFT JOIN catalog_offer o ON o.supplier_id = %s AND o.external_id = s.external_id
             WHERE s.load = %s AND s.n > %s ORDER BY s.n LIMIT {PAGE}""",
        list_.supplier_id,
        list_.load,
        after,
    )


def _row(row: Sequence[Any], texts: Sequence[Change]) -> RowChange:
    _n, line, external_id, name, offer_id, was_retired, new_texts, differs, *pairs = row
    if offer_id is None:
        return RowChange(line, external_id, name, "new", tuple(_first(pairs)))
    if not (differs or was_retired or new_texts):
        return RowChange(line, external_id, name, "same")
    back = [Change("retired", True, False)] if was_retired else []
    return RowChange(line, external_id, name, "changed", (*back, *_stated(pairs), *texts))


def _stated(pairs: Sequence[Any]) -> Iterator[Change]:
    for n, field in enumerate(OFFER):
        before, after = _plain(field, pairs[2 * n]), _plain(field, pairs[2 * n + 1])
        if before != after:
            yield Change(field, before, after)


def _first(pairs: Sequence[Any]) -> Iterator[Change]:
    stated = {field: _plain(field, pairs[2 * n + 1]) for n, field in enumerate(OFFER)}
    return (Change(field, None, stated[field]) for field in FIRST_TOLD)


def _plain(field: str, value: Any) -> FieldValue:
    if field in MONEY and value is not None:
        return rounded(Decimal(str(value)))  # SQLite answers a bare number
    plain: FieldValue = value
    return plain


def _texts(list_: List, numbers: Sequence[int], meant: dict[str, str]) -> dict[int, tuple[Change, ...]]:
    """Return what the rows with these numbers would write to their products."""
    if not numbers:
        return {}
    which, param = among("s.n", numbers)
    found = _rows(
        f"""SELECT s.n, p.id, {_owns()}, s.attributes, p.name, s.name, c.name, COALESCE(t.name, s.category_name),
                   p.description, s.description, p.brand, s.brand, p.gtin, s.gtin
              FROM {TABLE} s JOIN catalog_offer o ON o.supplier_id = %s AND o.external_id = s.external_id
              JOIN catalog_product p ON p.id = o.product_id JOIN catalog_category c ON c.id = p.category_id
              LEFT JOIN catalog_suppliercategory m ON m.supplier_id = o.supplier_id AND m.key = s.category_key
              LEFT JOIN catalog_category t ON t.id = m.category_id
             WHERE s.load = %s AND {which} ORDER BY s.n""",
        list_.supplier_id,
        list_.load,
        param,
    )
    values = _values({row[1] for row in found})
    return {n: tuple(_told(row, values.get(product_id, {}), meant)) for n, product_id, *row in found}


def _meant(supplier_id: int) -> dict[str, str]:
    """Return what the shop calls the attributes that the supplier calls otherwise."""
    theirs = SupplierAttribute.objects.filter(supplier=supplier_id).values_list("name", "attribute__name")
    return {name: attribute for name, attribute in theirs if name != attribute}


def _owns() -> str:
    """Return the condition that a list may say what the product is called (see `price_lists`)."""
    return f"""NOT EXISTS (SELECT 1 FROM catalog_offer x LEFT JOIN {TABLE} e ON e.load = s.load
                            AND x.supplier_id = o.supplier_id AND e.external_id = x.external_id
                          WHERE x.product_id = o.product_id AND x.id <> o.id AND
                                (x.supplier_id <> o.supplier_id AND x.retired_at IS NULL OR e.n < s.n))"""


def _told(row: Sequence[Any], values: dict[str, str], meant: dict[str, str]) -> Iterator[Change]:
    owns, stated, *pairs = row
    for n, field in enumerate(TEXTS):
        before, after = pairs[2 * n], pairs[2 * n + 1]
        may = (field in {"name", "category"} or after) if owns else not before and field not in {"name", "category"}
        if may and before != after:
            yield Change(field, before or None, after)
    yield from _attributes(bool(owns), stated, values, meant)


def _attributes(owns: bool, stated: str, values: dict[str, str], meant: dict[str, str]) -> Iterator[Change]:
    given = {meant.get(name, name): text for name, text, _number in reversed(orjson.loads(stated))}
    for name in sorted(given.keys() | (values.keys() if owns and given else set())):
        before, after = values.get(name), given.get(name)
        if before != after and (owns or before is None):
            yield Change(f"attributes.{name}", before, after)


def _values(product_ids: set[int]) -> dict[int, dict[str, str]]:
    which, param = among("v.product_id", sorted(product_ids))
    found: dict[int, dict[str, str]] = {}
    for product_id, name, text in _rows(
        f"""SELECT v.product_id, a.name, v.text FROM catalog_productattribute v
              JOIN catalog_attribute a ON a.id = v.attribute_id WHERE {which}""",
        param,
    ):
        found.setdefault(product_id, {})[name] = text
    return found


def _missing(list_: List) -> Iterator[RowChange]:
    last = 0
    while page := _rows(
        f"""SELECT o.id, o.external_id, p.name FROM catalog_offer o JOIN catalog_product p ON p.id = o.product_id
             WHERE o.supplier_id = %s AND {gone(list_)} AND o.id > %s ORDER BY o.id LIMIT {PAGE}""",
        list_.supplier_id,
        *gone_params(list_),
        last,
    ):
        last = page[-1][0]
        yield from (RowChange(0, external_id, name, "retired") for _id, external_id, name in page)


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
