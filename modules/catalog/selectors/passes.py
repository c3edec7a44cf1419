"""The SQL of one pass over the products of a list that counts for all facets at once.

A facet is counted under all conditions but its own, so each product is asked which of them it does not meet: one that
meets all counts everywhere, one that misses a single one counts in that facet alone, any other nowhere. What is read
lies in one index on Postgres (`product_facets`), unless words are searched.
"""

from typing import Any

from django.db import connection

from modules.catalog.rules.wanted import Wanted
from modules.catalog.selectors.codes import code, has, strung
from modules.catalog.selectors.conditions import conditions
from modules.catalog.selectors.parts import Condition, joined
from modules.catalog.selectors.standing import Which

# Where there are more products than that, so many ids are looked at, in stretches all over the table.
STRETCHES, LENGTH = 100, 200
MOST_COUNTED = STRETCHES * LENGTH
# What no facet leaves out: of a category those below it are counted, and words are not chosen from a list.
ALWAYS = {"category", "search"}

# The categories of the list, each with the one of the choices that it stands under; 0 is what was asked for itself.
TREE = """tree(id, child) AS (
    {roots} UNION SELECT c.id, CASE WHEN tree.child = 0 THEN c.id ELSE tree.child END
                    FROM catalog_category c JOIN tree ON c.parent_id = tree.id)"""
ENDS = "ends(low, past) AS (SELECT min(id), max(id) + 1 FROM catalog_product)"
STARTS = """starts(n, id) AS (SELECT 0, low FROM ends
    UNION ALL SELECT n + 1, low + (n + 1) * (past - low) / {all} FROM starts, ends WHERE n + 1 < {all})"""


class Pass:
    """A pass for what is wanted; `keys` are the facets that have conditions of their own, bit by bit of `missed`."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted, self.parts = wanted, conditions(wanted)
        self.keys = [key for key in dict.fromkeys(one.key for one in self.parts) if key not in ALWAYS]
        self.search = [one for one in self.parts if one.key == "search"]

    def whole(self) -> Which:
        """Return the pass over all products, up to one more than MOST_COUNTED."""
        tree, columns = _tree(self.wanted.category), self._columns()
        if self.search or connection.vendor == "sqlite":
            ground = joined(self.search, as_sets=True)
            source = "tree JOIN catalog_product p ON p.category_id = tree.id"
            found = f"SELECT tree.child, {columns.sql} FROM {source} WHERE {ground.sql}"
        else:
            # OFFSET: each category is read from the index by itself, whatever the planner takes the tree for.
            ground = Which("p.category_id = tree.id AND p.is_listed")
            each = f"SELECT {columns.sql} FROM catalog_product p WHERE {ground.sql} OFFSET 0"
            found = f"SELECT tree.child, p.* FROM tree CROSS JOIN LATERAL ({each}) p"
        limited = Which(f"{found} LIMIT {MOST_COUNTED + 1}", (*columns.params, *ground.params))
        return self._counted(tree.sql, Which(limited.sql, (*tree.params, *limited.params)), "1")

    def sample(self) -> Which:
        """Return the pass over MOST_COUNTED ids of the table."""
        tree, columns, ground = _tree(self.wanted.category), self._columns(), joined(self.search)
        stretch = f"p.id >= starts.id AND p.id < starts.id + {LENGTH} AND {ground.sql}"
        if connection.vendor == "sqlite":
            source = "starts CROSS JOIN catalog_product p JOIN tree ON tree.id = p.category_id"
            found = f"SELECT tree.child, {columns.sql} FROM {source} WHERE {stretch}"
        else:
            each = f"SELECT p.category_id, {columns.sql} FROM catalog_product p WHERE {stretch} OFFSET 0"
            found = f"""SELECT tree.child, p.* FROM starts CROSS JOIN LATERAL ({each}) p
                          JOIN tree ON tree.id = p.category_id"""
        params = (*tree.params, *columns.params, *ground.params)
        ahead = f"{tree.sql}, {ENDS}, {STARTS.format(all=STRETCHES)}"
        return self._counted(ahead, Which(found, params), "(SELECT past - low FROM ends)")

    def _counted(self, ahead: str, found: Which, ids: str) -> Which:
        one_or_none = f"CASE WHEN missed IN ({self._bits()}) THEN missed ELSE -1 END"
        sql = f"""WITH RECURSIVE {ahead} SELECT {one_or_none}, child, in_stock, stars, count(*), {ids},
                         {_prices()} FILTER (WHERE missed IN ({self._bits("price")})),
                         {strung("value_codes")} FILTER (WHERE missed IN ({self._bits("attr:")})),
                         {strung("supplier_codes")} FILTER (WHERE missed IN ({self._bits("supplier")}))
                    FROM ({found.sql}) found GROUP BY 1, child, in_stock, stars"""
        return Which(sql, found.params)

    def _bits(self, facet: str = "") -> str:
        return ", ".join(["0", *(str(1 << n) for n, key in enumerate(self.keys) if key.startswith(facet))])

    def _columns(self) -> Which:
        stars = "trunc(p.rating)::integer" if connection.vendor == "postgresql" else "CAST(p.rating AS INTEGER)"
        missed = [f"CASE WHEN {self._met(key).sql} THEN 0 ELSE {1 << n} END" for n, key in enumerate(self.keys)]
        return Which(
            f"""p.price, p.in_stock, {stars} AS stars, p.value_codes, p.supplier_codes,
                {" + ".join(missed) or "0"} AS missed""",
            tuple(param for key in self.keys for param in self._met(key).params),
        )

    def _met(self, key: str) -> Which:
        held = [_by_codes(self.wanted.suppliers)] if key == "supplier" else [p for p in self.parts if p.key == key]
        return Which(" AND ".join(one.sql for one in held), tuple(param for one in held for param in one.params))


def is_id(name: str) -> bool:
    """Return whether a name in an address is an id; the others are slugs."""
    return name.isascii() and name.isdigit()


def _tree(category: str) -> Which:
    if not category:
        return Which(TREE.format(roots="SELECT id, id FROM catalog_category WHERE parent_id IS NULL"))
    value: Any = (int(category) if len(category) < 19 else 0) if is_id(category) else category
    zero = "0::bigint" if connection.vendor == "postgresql" else "0"
    column = "id" if is_id(category) else "slug"
    return Which(TREE.format(roots=f"SELECT id, {zero} FROM catalog_category WHERE {column} = %s"), (value,))


def _by_codes(suppliers: tuple[str, ...]) -> Condition:
    found = "(SELECT {code} FROM catalog_supplier s WHERE s.approved_at IS NOT NULL AND s.{column} = %s)"
    known = [name for name in suppliers if not is_id(name) or len(name) < 19]
    each = [found.format(code=code("s.id"), column="id" if is_id(name) else "slug") for name in known]
    any_of = " OR ".join(has("p.supplier_codes", one) for one in each) or "1 = 0"
    return Condition("supplier", f"({any_of})", tuple(int(name) if is_id(name) else name for name in known))


def _prices() -> str:
    if connection.vendor == "postgresql":
        return "string_agg(int8send((price * 100)::bigint), ''::bytea)"
    return "group_concat(CAST(round(price * 100) AS INTEGER), ',')"
