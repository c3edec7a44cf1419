"""A page of products read in one query, in any order, from wherever in it.

What is read is bounded by the page, not by the table:
- The index of the order is walked from the place, until the page is full.
- A category with all below it is one short walk in each of them, merged: no index has several categories in one
  order. A walk costs about 15 microseconds, so that hundreds of categories are still a matter of milliseconds.
- A condition that may hold for few products only (`Condition.ids`) is looked up first, up to its `few` of them. If
  it is no more, they are sorted; if it is, the page fills soon on the way. So nobody depends on what a planner guesses.
These are branches of one statement, and a branch whose gate is shut is not run.
"""

from dataclasses import replace
from typing import Any

from django.db import connection

from core import planned
from modules.catalog.rules.wanted import Wanted
from modules.catalog.rules.words import asked
from modules.catalog.selectors.categories import below
from modules.catalog.selectors.conditions import conditions
from modules.catalog.selectors.orders import COLUMNS
from modules.catalog.selectors.parts import Condition, Order, joined
from modules.catalog.selectors.relevance import Relevance
from modules.catalog.selectors.standing import Which
from modules.catalog.selectors.walks import MET, PRODUCTS, Walk, counted, few, gates, unite

type Row = tuple[Any, ...]

SHOWN = "p.id, p.card, p.price, p.currency, p.in_stock, p.rating, p.reviews_count"


def read_page(wanted: Wanted, order: Order, *, place: list[Any] | None, limit: int) -> list[Row]:
    """Return up to `limit` rows after the place: what is SHOWN of each product, and its value in the order."""
    page = page_sql(wanted, Walk(order, place, limit))
    if _has_one_way(wanted, order):
        return planned.rows(page.sql, page.params)
    with connection.cursor() as cursor:
        cursor.execute(page.sql, page.params)
        rows: list[Row] = cursor.fetchall()
    return rows


def place_of(row: Row) -> list[Any]:
    """Return where a row stands in the order: its value, as text, and its id."""
    return [str(row[-1]), row[0]]


def count_up_to(wanted: Wanted, most: int) -> int:
    """Return how many products there are, or `most` where they are more."""
    ground = joined(conditions(wanted), as_sets=True)
    with connection.cursor() as cursor:
        sql = f"SELECT count(*) FROM (SELECT 1 FROM catalog_product p WHERE {ground.sql} LIMIT %s) counted"
        cursor.execute(sql, (*ground.params, most))
        (count,) = cursor.fetchone()
    return int(count)


def page_sql(wanted: Wanted, walk: Walk) -> Which:
    """Return the statement that reads a page."""
    parts = conditions(wanted)
    if walk.order.kind == "relevance":
        best = Relevance(asked(wanted.search), walk.place, walk.limit)
        return _shown([], best.page(joined(parts, but="search")), walk)
    rare = [one for one in parts if one.ids is not None]
    if not wanted.category and not rare:
        return walk.whole(SHOWN, joined(parts))
    tree = [below(wanted.category)] if wanted.category else []
    ahead = [*tree, *(counted(n, one, one.ids) for n, one in enumerate(rare) if one.ids)]
    found = unite([*_rare(walk, parts, rare), _ordered(wanted, walk, parts, gates(rare, len(rare)))])
    return _shown(ahead, found, walk)


def _has_one_way(wanted: Wanted, order: Order) -> bool:
    """Whether the index of the order leads to the page whatever the values are: only what it holds itself is asked."""
    priced = wanted.price_min is not None or wanted.price_max is not None
    others = replace(wanted, category="", price_min=None, price_max=None)
    return others == Wanted() and (not priced or order.sql == COLUMNS["price"][0])


def _shown(ahead: list[Which], found: Which, walk: Walk) -> Which:
    """Return the statement that shows of what was found the first, in their order."""
    way = walk.order.way
    recursive = f"WITH RECURSIVE {', '.join(one.sql for one in ahead)} " if ahead else ""
    return Which(
        f"""{recursive}SELECT {SHOWN}, f.place
              FROM (SELECT * FROM ({found.sql}) f ORDER BY place {way}, id {way} LIMIT %s) f
              JOIN catalog_product p ON p.id = f.id ORDER BY f.place {way}, f.id {way}""",
        (*(param for one in ahead for param in one.params), *found.params, walk.limit),
    )


def _rare(walk: Walk, parts: list[Condition], rare: list[Condition]) -> list[Which]:
    """Return a branch for each rare condition: its products sorted, if they are few and those before it were not."""
    return [
        walk.sorted(few(one, one.ids), [MET, *(part for part in parts if part is not one)], gates(rare, n, is_few=True))
        for n, one in enumerate(rare)
        if one.ids
    ]


def _ordered(wanted: Wanted, walk: Walk, parts: list[Condition], gate: str) -> Which:
    """Return the branch that walks in the order, if nothing wanted is rare."""
    if not wanted.category:
        return walk.among(PRODUCTS, parts, gate)
    return walk.each([part for part in parts if part.key != "category"], gate)
