"""Walking an order of products: the SQL of single branches, each a SELECT of (id, place); see `selectors.pages`."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from modules.catalog.selectors.parts import Condition, Order, joined
from modules.catalog.selectors.standing import Which

PRODUCTS = Which("catalog_product p")
# What binds a product to one of the `few`.
MET = Condition("few", "p.id = few.id")


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through an order: from where (the first where there is no place), and how many products at most."""

    order: Order
    place: list[Any] | None
    limit: int

    def whole(self, shown: str, ground: Which) -> Which:
        """Return the walk through all that is on the ground, with the columns shown."""
        return self._first(f"{shown}, {self.order.sql} AS place", PRODUCTS, ground)

    def among(self, source: Which, parts: list[Condition], gate: str) -> Which:
        """Return the walk through those in a source for which everything holds, if the gate is open."""
        ground = joined(parts)
        return self._first(f"p.id, {self.order.sql} AS place", source, Which(f"{ground.sql} AND {gate}", ground.params))

    def sorted(self, source: Which, parts: list[Condition], gate: str) -> Which:
        """Return the first of those in a small source for which everything holds, all sorted, if the gate is open."""
        ground, after, way = joined(parts), self._after(), self.order.way
        # OFFSET: a planner that takes them for more would walk the whole order until it has met them.
        fence = "OFFSET 0" if _is_postgres() else ""
        return Which(
            f"""SELECT id, place FROM (SELECT p.id, {self.order.sql} AS place FROM {source.sql}
                                        WHERE {ground.sql} AND {after.sql} AND {gate} {fence}) f
                 ORDER BY place {way}, id {way} LIMIT %s""",
            (*self.order.params, *source.params, *ground.params, *after.params, self.limit),
        )

    def each(self, parts: list[Condition], gate: str) -> Which:
        """Return the first ones of each category in `below`, if the gate is open.

        What Postgres calls LATERAL is in SQLite a correlated subquery, whose ids json_each makes rows of again.
        """
        ground = joined(parts)
        here = Which(f"p.category_id = below.id AND {ground.sql}", ground.params)
        firsts = self._first(f"p.id, {self.order.sql} AS place", PRODUCTS, here)
        if _is_postgres():
            return Which(
                f"SELECT f.id, f.place FROM below CROSS JOIN LATERAL ({firsts.sql}) f WHERE {gate}", firsts.params
            )
        return Which(
            f"""SELECT p.id, {self.order.sql} AS place
                  FROM below, json_each((SELECT json_group_array(id) FROM ({firsts.sql}))) f
                  CROSS JOIN catalog_product p ON p.id = f.value WHERE {gate}""",
            (*self.order.params, *firsts.params),
        )

    def _first(self, columns: str, source: Which, ground: Which) -> Which:
        after, way = self._after(), self.order.way
        return Which(
            f"""SELECT {columns} FROM {source.sql} WHERE {ground.sql} AND {after.sql}
                 ORDER BY place {way}, p.id {way} LIMIT %s""",
            (*self.order.params, *source.params, *ground.params, *after.params, self.limit),
        )

    def _after(self) -> Which:
        return self.order.after(self.place) if self.place else Which("1 = 1")


def counted(n: int, rare: Condition, ids: Which) -> Which:
    """Return `rare<n>`, the relation of one number: how many rows `ids` has, one more than few standing for more."""
    return Which(f"rare{n}(rows) AS MATERIALIZED (SELECT count(*) FROM ({ids.sql} LIMIT {rare.few + 1}) f)", ids.params)


def few(rare: Condition, ids: Which) -> Which:
    """Return a source of the products that `ids` finds, each once; there must be few."""
    found = f"(SELECT DISTINCT id FROM ({ids.sql} LIMIT {rare.few}) found)"
    # Looked up one by one: OFFSET and CROSS keep Postgres and SQLite from beginning with whatever else is wanted.
    each = "LATERAL (SELECT * FROM catalog_product WHERE id = few.id OFFSET 0)"
    return Which(f"{found} few CROSS JOIN {each if _is_postgres() else 'catalog_product'} p", ids.params)


def gates(rare: list[Condition], n: int, *, is_few: bool = False) -> str:
    """Return the condition that the first n of `rare` hold for many, and with `is_few` that the next does not."""
    more = [f"(SELECT rows FROM rare{k}) > {rare[k].few}" for k in range(n)]
    return " AND ".join([*more, *([f"(SELECT rows FROM rare{n}) <= {rare[n].few}"] if is_few else [])]) or "1 = 1"


def unite(branches: list[Which]) -> Which:
    """Return all that the branches find."""
    sql = " UNION ALL ".join(f"SELECT * FROM ({one.sql}) branch" for one in branches)
    return Which(sql, tuple(param for one in branches for param in one.params))


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"
