"""Counting what the products of a list have, in one pass for all facets.

A facet is counted under all conditions but its own, so each product is asked which of them it does not meet: one that
meets all counts everywhere, one that misses a single one counts in that facet alone, any other nowhere. What is read
lies in one index on Postgres (`product_facets`), unless words are searched.
"""

from array import array
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection

from modules.catalog.rules.codes import counted
from modules.catalog.rules.facets import Tally
from modules.catalog.rules.wanted import Wanted
from modules.catalog.selectors.codes import code, has, strung
from modules.catalog.selectors.conditions import conditions
from modules.catalog.selectors.parts import Condition, joined
from modules.catalog.selectors.standing import Which

# Past so many products that could be counted the rest is left out, and said to be.
MOST_COUNTED = 50_000
# What no facet leaves out: of a category those below it are counted, and words are not chosen from a list.
ALWAYS = {"category", "search"}

UNDER = """WITH RECURSIVE tree(id, child) AS (
    {roots} UNION SELECT c.id, CASE WHEN tree.child = 0 THEN c.id ELSE tree.child END
                    FROM catalog_category c JOIN tree ON c.parent_id = tree.id)"""


@dataclass(frozen=True, slots=True)
class Counted:
    """The tally of what meets all conditions, those that each facet adds to it, by key, and whether nothing is cut."""

    common: Tally
    beside: dict[str, Tally]
    exact: bool

    def under(self, key: str) -> Tally:
        """Return what a facet counts."""
        return self.common + self.beside[key] if key in self.beside else self.common

    def everything(self) -> Tally:
        """Return what any facet counts."""
        return sum(self.beside.values(), self.common)


def tally(wanted: Wanted) -> Counted:
    """Count what the products have that each facet of the list stands on."""
    parts = conditions(wanted)
    keys = [key for key in dict.fromkeys(one.key for one in parts) if key not in ALWAYS]
    sql = _pass(wanted, parts, keys)
    with connection.cursor() as cursor:
        cursor.execute(sql.sql, sql.params)
        rows = cursor.fetchall()
    tallies = {missed: Tally() for missed in (0, *(1 << n for n in range(len(keys))))}
    for missed, *row, _looked_at in rows:
        _add(tallies[missed], row)
    exact = not rows or rows[0][-1] <= MOST_COUNTED
    return Counted(tallies[0], {key: tallies[1 << n] for n, key in enumerate(keys)}, exact)


def _pass(wanted: Wanted, parts: list[Condition], keys: list[str]) -> Which:
    tree, missed = _tree(wanted.category), _missed(wanted, parts, keys)
    found = _found([one for one in parts if one.key == "search"], missed)
    needed = {name: _counts_in(name, keys) for name in ("price", "supplier", "attr:")}
    one_or_none = ", ".join(["0", *(str(1 << n) for n in range(len(keys)))])
    return Which(
        f"""{tree.sql}, found AS MATERIALIZED ({found.sql} LIMIT {MOST_COUNTED + 1})
            SELECT missed, child, in_stock, stars, count(*), {_prices()} FILTER (WHERE {needed["price"]}),
                   {strung("value_codes")} FILTER (WHERE {needed["attr:"]}),
                   {strung("supplier_codes")} FILTER (WHERE {needed["supplier"]}), (SELECT count(*) FROM found)
              FROM found WHERE missed IN ({one_or_none}) GROUP BY missed, child, in_stock, stars""",
        (*tree.params, *found.params),
    )


def _tree(category: str) -> Which:
    """Return `tree`: the categories of the list, and under which of the ones to choose from each stands (0: none)."""
    if not category:
        return Which(UNDER.format(roots="SELECT id, id FROM catalog_category WHERE parent_id IS NULL"))
    value: Any = (int(category) if len(category) < 19 else 0) if is_id(category) else category
    column = "id" if is_id(category) else "slug"
    zero = "0::bigint" if connection.vendor == "postgresql" else "0"
    return Which(UNDER.format(roots=f"SELECT id, {zero} FROM catalog_category WHERE {column} = %s"), (value,))


def _found(search: list[Condition], missed: Which) -> Which:
    stars = "trunc(p.rating)::integer" if connection.vendor == "postgresql" else "CAST(p.rating AS INTEGER)"
    columns = f"p.price, p.in_stock, {stars} AS stars, p.value_codes, p.supplier_codes, {missed.sql} AS missed"
    if search or connection.vendor == "sqlite":
        ground = joined(search, as_sets=True)
        source = "tree JOIN catalog_product p ON p.category_id = tree.id"
        return Which(f"SELECT tree.child, {columns} FROM {source} WHERE {ground.sql}", (*missed.params, *ground.params))
    # OFFSET: each category is read from the index by itself, whatever the planner takes the tree for.
    each = f"SELECT {columns} FROM catalog_product p WHERE p.category_id = tree.id AND p.is_listed OFFSET 0"
    return Which(f"SELECT tree.child, p.* FROM tree CROSS JOIN LATERAL ({each}) p", missed.params)


def _missed(wanted: Wanted, parts: list[Condition], keys: list[str]) -> Which:
    """Return which conditions a product does not meet: the sum of a bit each."""
    sums, params = ["0"], list[Any]()
    for n, key in enumerate(keys):
        for_key = [_by_codes(wanted.suppliers)] if key == "supplier" else [one for one in parts if one.key == key]
        all_of = " AND ".join(one.sql for one in for_key)
        sums.append(f"CASE WHEN {all_of} THEN 0 ELSE {1 << n} END")
        params += [param for one in for_key for param in one.params]
    return Which(" + ".join(sums), tuple(params))


def _by_codes(suppliers: tuple[str, ...]) -> Condition:
    found = "(SELECT {code} FROM catalog_supplier s WHERE s.approved_at IS NOT NULL AND s.{column} = %s)"
    known = [name for name in suppliers if not is_id(name) or len(name) < 19]
    each = [found.format(code=code("s.id"), column="id" if is_id(name) else "slug") for name in known]
    any_of = " OR ".join(has("p.supplier_codes", one) for one in each) or "1 = 0"
    return Condition("supplier", f"({any_of})", tuple(int(name) if is_id(name) else name for name in known))


def is_id(name: str) -> bool:
    """Return whether a name in an address is an id; the others are slugs."""
    return name.isascii() and name.isdigit()


def _counts_in(facet: str, keys: list[str]) -> str:
    bits = (str(1 << n) for n, key in enumerate(keys) if key.startswith(facet))
    return f"missed IN ({', '.join(['0', *bits])})"


def _prices() -> str:
    if connection.vendor == "postgresql":
        return "string_agg(int8send((price * 100)::bigint), ''::bytea)"
    return "group_concat(CAST(round(price * 100) AS INTEGER), ',')"


def _add(to: Tally, row: list[Any]) -> None:
    child, in_stock, stars, count, prices, values, suppliers = row
    to.total += count
    to.categories[child] += count
    to.stock[bool(in_stock)] += count
    to.stars[stars] += count
    to.prices += _cents(prices)
    to.values += counted(values)
    to.suppliers += counted(suppliers)


def _cents(strung: Any) -> Counter[int]:
    if not strung:
        return Counter()
    if isinstance(strung, str):
        return Counter(map(int, strung.split(",")))
    cents = array("q", bytes(strung))
    cents.byteswap()
    return Counter(cents)
