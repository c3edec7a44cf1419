"""Keeping what products repeat of other rows: set by set, in the transaction of the change itself.

Offers are locked before products, and both in the order of their ids, here and everywhere. A refresh locks its
products first and computes after that, so that of two changes to one product the second sees the first.
"""

from collections.abc import Collection, Iterable
from itertools import batched
from typing import Any

from django.db import connection

from core.cache import bump
from modules.catalog.selectors.standing import EVERY, KEPT, TOLD, Which, differs, fresh, fresh_cards, these

LISTS = "catalog.lists"
DETAILS = 1 << 16


def detail_of(product_id: int) -> str:
    """Return the name space under which the detail of a product is cached.

    Past 65,536 products some share one: a list that changes a million of them still names no more than those.
    """
    return f"catalog.product:{product_id % DETAILS}"


def refresh(which: Which, *, cards: bool = False) -> list[int]:
    """Make price, stock, best offer and listing of the products right, with `cards` the cards too.

    Returns the ids of those that changed.
    """
    lock_products(which)
    changed = rewrite(which, cards=cards)
    bump_products(changed, lists=bool(changed))
    return changed


def rewrite(which: Which, *, cards: bool = False) -> list[int]:
    """Do what `refresh` does for products that are locked, and leave the caches to the caller."""
    return _ids(*_rewriting(which, cards=cards, ending="RETURNING catalog_product.id"))


def rewrite_many(which: Which, *, cards: bool = False) -> None:
    """Do what `rewrite` does, however many they are: nobody is told which ones have changed."""
    with connection.cursor() as cursor:
        cursor.execute(*_rewriting(which, cards=cards))


def _rewriting(which: Which, *, cards: bool, ending: str = "") -> tuple[str, tuple[Any, ...]]:
    if cards:
        learn_values(which)
    return _writing(fresh(which, cards=cards), (*KEPT, *TOLD) if cards else KEPT) + ending, which.params


def rewrite_cards(which: Which) -> list[int]:
    """Do what `rewrite` does where nothing but what cards tell has changed."""
    return _ids(_writing(fresh_cards(which), ("card",)) + "RETURNING catalog_product.id", which.params)


def _writing(select: str, columns: tuple[str, ...]) -> str:
    return f"""UPDATE catalog_product SET {", ".join(f"{name} = f.{name}" for name in columns)}
                 FROM ({select}) f WHERE f.id = catalog_product.id AND {differs("catalog_product", "f", columns)} """


def _ids(sql: str, params: tuple[Any, ...]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def learn_values(which: Which = EVERY, *, source: str = "catalog_product") -> None:
    """Give an id to each value that the products have and none had before; `source` is as in `fresh`."""
    with connection.cursor() as cursor:
        # In one order, so that two who learn the same ones do not wait for each other.
        cursor.execute(
            f"""INSERT INTO catalog_facetvalue (attribute_id, text)
                SELECT DISTINCT a.attribute_id, a.text FROM {source} p
                  JOIN catalog_productattribute a ON a.product_id = p.id
                 WHERE {which.sql} AND NOT EXISTS (SELECT 1 FROM catalog_facetvalue f
                                                    WHERE f.attribute_id = a.attribute_id AND f.text = a.text)
                 ORDER BY 1, 2 ON CONFLICT (attribute_id, text) DO NOTHING""",
            which.params,
        )


def refresh_products(product_ids: Collection[int], *, lists: bool = False) -> None:
    """Make everything right that details and lists show of these products.

    Lists are made anew where what they show has changed, and with `lists` in any case: for changes that move a
    product in or out of a filter (its words, its attributes, whose offers it has) without being seen themselves.
    """
    if product_ids:
        refresh(these(product_ids), cards=True)
        bump_products(product_ids, lists=lists)


def bump_products(product_ids: Iterable[int], *, lists: bool = False) -> None:
    """Let the cached details of these products, and with `lists` all lists, be made anew."""
    if lists:
        bump(LISTS)
    for some in batched(sorted({detail_of(id) for id in product_ids}), 500):
        bump(*some)


def lock_products(which: Which) -> None:
    """Lock the products in the order of their ids; SQLite has one writer at a time anyhow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            locked = f"SELECT p.id FROM catalog_product p WHERE {which.sql} ORDER BY p.id FOR NO KEY UPDATE OF p"
            cursor.execute(f"SELECT count(*) FROM ({locked}) locked", which.params)


def hold(table: str, ids: Collection[int]) -> None:
    """Keep rows that new ones are about to point at (categories, suppliers) from changing meanwhile.

    Whoever hides a category or closes a supplier locks it FOR NO KEY UPDATE, and so waits for those who hold it.
    What foreign keys check at the commit (FOR KEY SHARE) conflicts with neither: by then nobody may wait any more.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            held = f"SELECT id FROM {table} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR SHARE"
            cursor.execute(held, [sorted(ids)])


def alone_with(table: str) -> None:
    """Let nobody else write to the table until the end of the transaction: for names that must be free when taken."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
