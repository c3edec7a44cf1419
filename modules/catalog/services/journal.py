"""What a price list overwrites is written down first, by set and in the merge's own transaction.

Of an offer or product both sides are kept, as it was and as the list left it: who takes the list back can tell what
others have changed since (see `taking_back`).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from modules.catalog.models.journal import CategoryBefore, OfferBefore, ProductBefore
from modules.catalog.selectors.standing import among
from modules.catalog.services.merging import List, becomes, gone, gone_params
from modules.catalog.services.staging import TABLE

OFFERS, PRODUCTS = OfferBefore._meta.db_table, ProductBefore._meta.db_table
STATED = ("model", "price", "price_rrp", "currency", "quantity")
BEFORE = (*STATED, "stated", "filed_under", "retired_at", "shipped")
TEXTS = ("name", "category_id", "description", "brand", "model", "gtin")
VALUES = {
    "postgresql": """(SELECT COALESCE(json_agg(json_build_array(v.attribute_id, v.text)
                                              ORDER BY v.attribute_id), '[]')::text
                    FROM catalog_productattribute v WHERE v.product_id = {id})""",
    "sqlite": """(SELECT COALESCE(json_group_array(json_array(v.attribute_id, v.text)), '[]')
                    FROM (SELECT attribute_id, text FROM catalog_productattribute WHERE product_id = {id}
                           ORDER BY attribute_id) v)""",
}


def values_of(product: str) -> str:
    """Return the SQL of a product's attributes as the journal keeps them."""
    return VALUES[connection.vendor].format(id=product)


@contextmanager
def noted(list_: List, list_id: int | None) -> Iterator[None]:
    """Write down what the merge inside overwrites, under the list's number; without one, nothing."""
    if list_id is None:
        yield
        return
    _note_offers(list_, list_id)
    _note_products(list_, list_id)
    yield
    _note_made(list_, list_id)
    _settle_products(list_id)


def _note_offers(list_: List, list_id: int) -> None:
    """Write down the known offers that the list is about to change or to retire; they are locked."""
    before = ", ".join(f"o.{name}" for name in BEFORE)
    columns = ", ".join((*BEFORE, *(f"new_{name}" for name in STATED)))
    after = ", ".join(becomes(name, "s", "o") for name in STATED)
    _run(
        f"""INSERT INTO {OFFERS} (list_id, offer_id, product_id, fate, {columns})
            SELECT %s, o.id, o.product_id, 'changed', {before}, {after}
              FROM {TABLE} s JOIN catalog_offer o ON o.id = s.offer_id WHERE s.load = %s AND s.fate = 'changed'""",
        list_id,
        list_.load,
    )
    same = ", ".join(f"o.{name}" for name in STATED)
    _run(
        f"""INSERT INTO {OFFERS} (list_id, offer_id, product_id, fate, {columns})
            SELECT %s, o.id, o.product_id, 'retired', {before}, {same}
              FROM catalog_offer o WHERE o.supplier_id = %s AND {gone(list_)}""",
        list_id,
        list_.supplier_id,
        *gone_params(list_),
    )


def _note_made(list_: List, list_id: int) -> None:
    """Write down the offers that the list has made."""
    _run(
        f"""INSERT INTO {OFFERS} (list_id, offer_id, product_id, fate)
            SELECT %s, s.offer_id, s.product_id, 'made' FROM {TABLE} s
             WHERE s.load = %s AND s.fate IN ('made', 'joined')""",
        list_id,
        list_.load,
    )


def _note_products(list_: List, list_id: int) -> None:
    """Write down what the known products say that are about to be told anew; they are locked."""
    texts = ", ".join(f"p.{name}" for name in TEXTS)
    _run(
        f"""INSERT INTO {PRODUCTS} (list_id, product_id, {", ".join(TEXTS)}, attributes)
            SELECT %s, p.id, {texts}, {values_of("p.id")} FROM catalog_product p
             WHERE p.id IN (SELECT s.product_id FROM {TABLE} s WHERE s.load = %s AND s.fate IN ('changed', 'joined')
                               AND s.has_new_texts)""",
        list_id,
        list_.load,
    )


def _settle_products(list_id: int) -> None:
    """Add what has become of those products, and keep of both sides what differs."""
    pairs = [(name, f"p.{name}") for name in TEXTS] + [("attributes", values_of("p.id"))]
    sides = ", ".join(
        f"{name} = NULLIF({PRODUCTS}.{name}, {now}), new_{name} = NULLIF({now}, {PRODUCTS}.{name})"
        for name, now in pairs
    )
    _run(
        f"""UPDATE {PRODUCTS} SET {sides} FROM catalog_product p
             WHERE {PRODUCTS}.list_id = %s AND p.id = {PRODUCTS}.product_id""",
        list_id,
    )
    same = " AND ".join(f"new_{name} IS NULL" for name, _now in pairs)
    _run(f"DELETE FROM {PRODUCTS} WHERE list_id = %s AND {same}", list_id)


def forget(list_ids: Collection[int]) -> None:
    """Drop what was kept of these lists: they cannot be taken back any more."""
    which, param = among("list_id", list_ids)
    for table in (OFFERS, PRODUCTS, CategoryBefore._meta.db_table):
        _run(f"DELETE FROM {table} WHERE {which}", param)


def _run(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
