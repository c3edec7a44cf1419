"""A price list taken back, in one short transaction: what it overwrote is put back by set, from the journal.

Pieces that left the shelf since do not come back with an earlier quantity, and what is reserved stays reserved. What
others have changed since (the staff by hand, another supplier's list) is theirs, and stays.
"""

from collections.abc import Callable, Iterator
from itertools import batched, chain
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.events.bus import publish
from modules.catalog.events import CategoryRemapped
from modules.catalog.models.categories import WAITING, Category
from modules.catalog.rules.attributes import NUMBER
from modules.catalog.rules.listed import TakenBack
from modules.catalog.selectors.standing import Which, among
from modules.catalog.services.journal import OFFERS, PRODUCTS, STATED, TEXTS, forget, values_of
from modules.catalog.services.list_categories import restore_names
from modules.catalog.services.merging import PAGE, lock_supplier
from modules.catalog.services.refreshing import bump_products, hold, lock_products, rewrite_many
from modules.catalog.services.wording import read_texts

# Pieces that were shipped since the list.
SOLD = "(o.shipped - j.shipped)"
LESS = {"postgresql": "GREATEST", "sqlite": "max"}
# A relation `a` of the kept values, and an id, a text and a number of one of them.
VALUES = {
    "postgresql": (
        "json_array_elements(j.attributes::json) AS a(value)",
        "(a.value ->> 0)::bigint",
        "(a.value ->> 1)",
        "CASE WHEN (a.value ->> 1) ~ '^-?[0-9]+([.][0-9]+)?$' THEN (a.value ->> 1)::float8 END",
    ),
    "sqlite": (
        "json_each(j.attributes) a",
        "json_extract(a.value, '$[0]')",
        "json_extract(a.value, '$[1]')",
        "CAST(json_extract(a.value, '$[1]') AS REAL)",
    ),
}


def take_back_list(*, supplier_id: int, list_id: int, then: Callable[[TakenBack], None]) -> TakenBack:
    with transaction.atomic():
        lock_supplier(supplier_id)
        _lock(list_id)
        left = _left(list_id)
        done = TakenBack(_restore_offers(list_id), _retire(list_id), _return(list_id), left)
        _restore_texts(list_id)
        _let_out(list_id)
        restore_names(list_id)
        _show(list_id)
        forget([list_id])
        then(done)
        return done


def _lock(list_id: int) -> None:
    """Lock what will be written: offers before products, both in the order of their ids, as everywhere."""
    earlier = f"SELECT DISTINCT category_id FROM {PRODUCTS} WHERE list_id = %s AND category_id IS NOT NULL"
    hold(Category._meta.db_table, _ids(earlier, list_id))
    if connection.vendor == "postgresql":
        _run(
            f"""SELECT count(*) FROM (SELECT o.id FROM catalog_offer o
                  WHERE o.id IN (SELECT j.offer_id FROM {OFFERS} j WHERE j.list_id = %s)
                  ORDER BY o.id FOR NO KEY UPDATE OF o) locked""",
            list_id,
        )
    lock_products(_touched(list_id))


def _touched(list_id: int) -> Which:
    offers = f"SELECT o.product_id FROM {OFFERS} j JOIN catalog_offer o ON o.id = j.offer_id WHERE j.list_id = %s"
    return Which(f"p.id IN ({offers} UNION SELECT product_id FROM {PRODUCTS} WHERE list_id = %s)", (list_id, list_id))


def _left(list_id: int) -> int:
    """Count the offers and products of which something is no longer as the list left it."""
    stated = " OR ".join(f"NOT {_untouched(name)}" for name in STATED)
    offers = f"""SELECT count(*) FROM {OFFERS} j JOIN catalog_offer o ON o.id = j.offer_id WHERE j.list_id = %s AND
                 (j.fate = 'changed' AND ({stated} OR o.retired_at IS NOT NULL) OR
                  j.fate = 'retired' AND ({stated} OR o.retired_at IS NULL))"""
    told = " OR ".join(f"{_was_told(name)} AND NOT {_as_told(name)}" for name in (*TEXTS, "attributes"))
    products = f"""SELECT count(*) FROM {PRODUCTS} j LEFT JOIN catalog_product p ON p.id = j.product_id
                    WHERE j.list_id = %s AND (p.id IS NULL OR {told})"""
    return int(_run(offers, list_id)) + int(_run(products, list_id))


def _untouched(name: str) -> str:
    """Return the condition that a field of an offer `o` is as the list `j` left it, but for what was sold since."""
    if name == "quantity":
        return f"(o.quantity = {LESS[connection.vendor]}(0, j.new_quantity - {SOLD}))"
    return f"(o.{name} IS NOT DISTINCT FROM j.new_{name})"


def _restore_offers(list_id: int) -> int:
    earlier = {name: f"j.{name}" for name in STATED} | {
        "quantity": f"{LESS[connection.vendor]}(0, j.quantity - {SOLD})"
    }
    back = (f"{name} = CASE WHEN {_untouched(name)} THEN {was} ELSE o.{name} END" for name, was in earlier.items())
    return _write(
        f"""UPDATE catalog_offer AS o SET {", ".join(back)}, stated = j.stated, filed_under = j.filed_under,
                   retired_at = CASE WHEN o.retired_at IS NULL THEN j.retired_at ELSE o.retired_at END
              FROM {OFFERS} j WHERE j.list_id = %s AND j.fate = 'changed' AND j.offer_id = o.id""",
        list_id,
    )


def _retire(list_id: int) -> int:
    # Whoever lists them again tells their texts anew.
    return _write(
        f"""UPDATE catalog_offer AS o SET retired_at = %s, stated = '' FROM {OFFERS} j
             WHERE j.list_id = %s AND j.fate = 'made' AND j.offer_id = o.id AND o.retired_at IS NULL""",
        connection.ops.adapt_datetimefield_value(timezone.now()),  # or SQLite compares it as another text
        list_id,
    )


def _return(list_id: int) -> int:
    return _write(
        f"""UPDATE catalog_offer AS o SET retired_at = NULL FROM {OFFERS} j
             WHERE j.list_id = %s AND j.fate = 'retired' AND j.offer_id = o.id AND o.retired_at IS NOT NULL""",
        list_id,
    )


def _was_told(name: str) -> str:
    return f"(j.{name} IS NOT NULL OR j.new_{name} IS NOT NULL)"


def _as_told(name: str) -> str:
    """Return the condition that what a product `p` says is as the list `j` left it."""
    now = values_of("p.id") if name == "attributes" else f"p.{name}"
    return f"({now} = j.new_{name})"


def _restore_texts(list_id: int) -> None:
    known = "(EXISTS (SELECT 1 FROM catalog_category c WHERE c.id = j.category_id))"
    may = {name: f"{_was_told(name)} AND {_as_told(name)}" for name in TEXTS}
    may["category_id"] += f" AND {known}"
    back = ", ".join(f"{name} = CASE WHEN {may[name]} THEN j.{name} ELSE p.{name} END" for name in TEXTS)
    _restore_values(list_id)
    _run(
        f"UPDATE catalog_product AS p SET {back} FROM {PRODUCTS} j WHERE j.list_id = %s AND j.product_id = p.id",
        list_id,
    )
    for some in _told(list_id):
        read_texts(some)


def _let_out(list_id: int) -> None:
    """Have those follow that wait again for a category, as before the list, though one of theirs is mapped by now."""
    mapped = _ids(
        f"""SELECT DISTINCT m.id FROM {PRODUCTS} j JOIN catalog_product p ON p.id = j.product_id
              JOIN catalog_category c ON c.id = p.category_id AND c.slug = %s AND c.id = j.category_id
              JOIN catalog_offer o ON o.product_id = p.id AND o.retired_at IS NULL
              JOIN catalog_suppliercategory m ON m.id = o.filed_under AND m.category_id IS NOT NULL
             WHERE j.list_id = %s ORDER BY m.id""",
        WAITING,
        list_id,
    )
    publish(*(CategoryRemapped(id, None) for id in mapped))


def _restore_values(list_id: int) -> None:
    whole = f"""SELECT j.product_id FROM {PRODUCTS} j JOIN catalog_product p ON p.id = j.product_id
                 WHERE j.list_id = %s AND {_was_told("attributes")} AND {_as_told("attributes")}"""
    products = _ids(whole, list_id)
    each, attribute, text, number = VALUES[connection.vendor]
    for some in batched(products, 2000):
        which, param = among("j.product_id", some)
        theirs, their_param = among("product_id", some)
        _run(f"DELETE FROM catalog_productattribute WHERE {theirs}", their_param)
        _run(
            f"""INSERT INTO catalog_productattribute (product_id, attribute_id, text, number)
                SELECT j.product_id, t.id, {text}, CASE WHEN t.type = '{NUMBER}' THEN {number} END
                  FROM {PRODUCTS} j CROSS JOIN {each} JOIN catalog_attribute t ON t.id = {attribute}
                 WHERE j.list_id = %s AND {which}""",
            list_id,
            param,
        )


def _show(list_id: int) -> None:
    rewrite_many(Which(f"p.id IN (SELECT product_id FROM {PRODUCTS} WHERE list_id = %s)", (list_id,)), cards=True)
    rewrite_many(_touched(list_id))
    bump_products(chain.from_iterable(chain(_told(list_id), _offered(list_id))), lists=True)


def _told(list_id: int) -> Iterator[list[int]]:
    """Yield the products whose texts the list has written, page by page."""
    return _pages(f"SELECT product_id, product_id FROM {PRODUCTS} WHERE list_id = %s AND product_id > %s", list_id)


def _offered(list_id: int) -> Iterator[list[int]]:
    """Yield the products of the offers that the list has written, page by page."""
    offers = f"{OFFERS} j JOIN catalog_offer o ON o.id = j.offer_id"
    return _pages(f"SELECT j.offer_id, o.product_id FROM {offers} WHERE j.list_id = %s AND j.offer_id > %s", list_id)


def _pages(sql: str, list_id: int) -> Iterator[list[int]]:
    last = 0
    while page := _rows(f"{sql} ORDER BY 1 LIMIT {PAGE}", list_id, last):
        last = page[-1][0]
        yield [product_id for _key, product_id in page]


def _write(sql: str, *params: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def _run(sql: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0] if cursor.description else None


def _ids(sql: str, *params: Any) -> list[int]:
    return [row[0] for row in _rows(sql, *params)]


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
