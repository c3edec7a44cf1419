"""A page of products read in one query, in any order, from wherever in it.

What is read is bounded by the page and not by the table. Without a category the index of the order is walked from
the place. A category with those below it is one short walk in each of them, merged: no index is in the order of
several categories together (Postgres: LATERAL; SQLite: a correlated subquery, whose ids json_each makes rows of).
"""

from typing import Any

from django.db import connection

from modules.catalog.rules.wanted import Wanted
from modules.catalog.selectors.categories import below
from modules.catalog.selectors.conditions import conditions
from modules.catalog.selectors.parts import Order, joined
from modules.catalog.selectors.standing import Which

type Row = tuple[Any, ...]

SHOWN = "p.id, p.card, p.price, p.currency, p.in_stock, p.rating, p.reviews_count"


def read_page(wanted: Wanted, order: Order, *, place: list[Any] | None, limit: int) -> list[Row]:
    """Return up to `limit` rows after the place: what is SHOWN of each product, and its value in the order."""
    ground = joined(conditions(wanted), but="category" if wanted.category else "")
    walk = _within(ground, order.after(place)) if place else ground
    found = _in_category(wanted.category, walk, order, limit) if wanted.category else _walked(walk, order, limit)
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.params)
        rows: list[Row] = cursor.fetchall()
    return rows


def place_of(row: Row) -> list[Any]:
    """Return where a row stands in the order: its value, as text, and its id."""
    return [str(row[-1]), row[0]]


def count_up_to(wanted: Wanted, most: int) -> int:
    """Return how many products there are, or `most` where they are more."""
    ground = joined(conditions(wanted))
    with connection.cursor() as cursor:
        sql = f"SELECT count(*) FROM (SELECT 1 FROM catalog_product p WHERE {ground.sql} LIMIT %s) counted"
        cursor.execute(sql, (*ground.params, most))
        (count,) = cursor.fetchone()
    return int(count)


def _walked(walk: Which, order: Order, limit: int) -> Which:
    sql = f"""SELECT {SHOWN}, {order.sql} AS place FROM catalog_product p WHERE {walk.sql}
               ORDER BY place {order.way}, p.id {order.way} LIMIT %s"""
    return Which(sql, (*order.params, *walk.params, limit))


def _in_category(category: str, walk: Which, order: Order, limit: int) -> Which:
    tree = below(category)
    each = Which(
        f"""SELECT p.id, {order.sql} AS place FROM catalog_product p WHERE p.category_id = below.id AND {walk.sql}
             ORDER BY place {order.way}, p.id {order.way} LIMIT %s""",
        (*order.params, *walk.params, limit),
    )
    merged = _merged(each, order)
    sql = f"""WITH RECURSIVE {tree.sql}
              SELECT {SHOWN}, f.place FROM ({merged} LIMIT %s) f JOIN catalog_product p ON p.id = f.id
               ORDER BY f.place {order.way}, f.id {order.way}"""
    return Which(sql, (*tree.params, *_merged_params(each, order), limit))


def _merged(each: Which, order: Order) -> str:
    if connection.vendor == "postgresql":
        firsts = f"SELECT f.id, f.place FROM below CROSS JOIN LATERAL ({each.sql}) f"
    else:
        firsts = f"""SELECT p.id, {order.sql} AS place
                       FROM below, json_each((SELECT json_group_array(id) FROM ({each.sql}))) f
                       CROSS JOIN catalog_product p ON p.id = f.value"""
    return f"SELECT * FROM ({firsts}) f ORDER BY place {order.way}, id {order.way}"


def _merged_params(each: Which, order: Order) -> tuple[Any, ...]:
    return each.params if connection.vendor == "postgresql" else (*order.params, *each.params)


def _within(ground: Which, after: Which) -> Which:
    return Which(f"{ground.sql} AND {after.sql}", (*ground.params, *after.params))
