"""The best matches first, the newest of equals: a page of them, however many there are.

What a match is worth is the tier it is in (see `selectors.lexemes`), so that no candidate is weighed against another:
the tiers are walked from the best on, each from the newest product down, until the page is full. A common word fills
it at once. A rare one is looked up first, and up to ENOUGH matches are sorted instead. What the last word is only the
beginning of is not looked for before whole words leave room on the page.

SQLite's FTS5 gives what it finds by rowid. Postgres's GIN gives it in no order, so the index knows beside the lexemes
which span of ids a product stands in, and is asked for one span after another: short ones first, then long ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from modules.catalog.rules.words import Word
from modules.catalog.selectors.lexemes import POSTGRES, SQLITE
from modules.catalog.selectors.standing import Which

ENOUGH = 500
# The spans of ids that the index knows, as `0005_words` says it: 4,096 products each, and 65,536 (below zero).
SPANS = "ARRAY[w.product_id >> 12, -1 - (w.product_id >> 16)]"
DOWNWARD = """SELECT n FROM generate_series(top >> 12, greatest((top >> 16) - 1, 0) << 4, -1) n
        UNION ALL SELECT -1 - n FROM generate_series((top >> 16) - 2, 0, -1) n"""

# A tier that is still to be shown: what it is worth, its query, and the id to stay below (None for all).
type Tier = tuple[int, str, int | None]


@dataclass(frozen=True, slots=True)
class Relevance:
    """What is searched, and from where on: the tier (counted from the last one, 1) and id of a product before."""

    words: Sequence[Word]
    place: list[Any] | None
    limit: int

    def page(self, ground: Which) -> Which:
        """Return the SELECT of (id, place) of the first that stand on the ground, in no order."""
        return self._on_postgres(ground) if connection.vendor == "postgresql" else self._on_sqlite(ground)

    def _still(self, tiers: Sequence[str]) -> list[Tier]:
        first, below = (int(self.place[0]), int(self.place[1])) if self.place else (len(tiers), None)
        worths = zip(range(len(tiers), 0, -1), tiers, strict=True)
        return [(worth, tier, below if worth == first else None) for worth, tier in worths if worth <= first]

    def _on_postgres(self, ground: Which) -> Which:
        whole, begun = POSTGRES.whole(self.words), POSTGRES.begun(self.words)
        tiers = self._still(POSTGRES.tiers(self.words))
        best, rest = [one for one in tiers if one[0] > len(begun)], [one for one in tiers if one[0] <= len(begun)]
        parts = [self._group("whole", whole[-1], best, whole, ground)] if best else []
        room = f"(SELECT count(*) FROM whole_shown) < {self.limit}" if best else "1 = 1"
        only_begun = f"{begun[-1]}{POSTGRES.but}{whole[-1]}"
        parts.append(self._group("begun", only_begun, rest, begun, ground, room))
        shown = " UNION ALL ".join(["SELECT * FROM whole_shown"] * bool(best) + ["SELECT * FROM begun_shown"])
        params = tuple(param for part in parts for param in part.params)
        return Which(f"WITH {', '.join(part.sql for part in parts)} {shown}", params)

    def _group(
        self, name: str, found: str, tiers: list[Tier], ranks: list[str], ground: Which, room: str = "1 = 1"
    ) -> Which:
        """Return the relation `<name>_shown`: what one group of tiers has for the page, sorted or walked."""
        few, walked = self._few(name, tiers, ranks, ground), self._walked(name, tiers, ground, room)
        return Which(
            f"""{name} AS MATERIALIZED (
                    SELECT w.product_id, w.words FROM catalog_productwords w
                     WHERE {room} AND w.words @@ %s::tsquery LIMIT {ENOUGH + 1}),
                {name}_shown AS MATERIALIZED (
                    SELECT * FROM ({few.sql}) few UNION ALL SELECT * FROM ({walked.sql}) walked)""",
            (found, *few.params, *walked.params),
        )

    def _few(self, name: str, tiers: list[Tier], ranks: list[str], ground: Which) -> Which:
        last = min(worth for worth, _query, _below in tiers)
        worths = [last + n for n in reversed(range(len(ranks)))]
        worth = " ".join(f"WHEN {name}.words @@ %s::tsquery THEN {worth}" for worth in worths)
        after = "(place, id) < (%s, %s)" if self.place else "1 = 1"
        return Which(
            f"""SELECT * FROM (SELECT p.id, CASE {worth} END AS place
                                 FROM {name} JOIN catalog_product p ON p.id = {name}.product_id
                                WHERE (SELECT count(*) FROM {name}) <= {ENOUGH} AND {ground.sql}) ranked
                 WHERE {after} ORDER BY place DESC, id DESC LIMIT %s""",
            (*ranks, *ground.params, *((int(one) for one in self.place) if self.place else ()), self.limit),
        )

    def _walked(self, name: str, tiers: list[Tier], ground: Which, room: str) -> Which:
        rows = ", ".join(["(%s, %s::tsquery, %s::bigint)"] * len(tiers))
        return Which(
            f"""SELECT here.id, tier.worth AS place FROM (VALUES {rows}) tier(worth, query, below)
                 CROSS JOIN LATERAL (SELECT COALESCE(below - 1, (SELECT max(product_id) FROM catalog_productwords))
                                         AS top) first
                 CROSS JOIN LATERAL ({DOWNWARD}) span
                 CROSS JOIN LATERAL (
                    SELECT p.id FROM catalog_productwords w JOIN catalog_product p ON p.id = w.product_id
                     WHERE w.words @@ tier.query AND {SPANS} @> ARRAY[span.n] AND p.id <= first.top AND {ground.sql}
                     ORDER BY p.id DESC LIMIT %s) here
                 WHERE {room} AND (SELECT count(*) FROM {name}) > {ENOUGH} LIMIT %s""",
            (*(value for tier in tiers for value in tier), *ground.params, self.limit, self.limit),
        )

    def _on_sqlite(self, ground: Which) -> Which:
        tiers = self._still(SQLITE.tiers(self.words))
        named = [f"tier{n} AS MATERIALIZED ({self._tier(n, ground)})" for n in range(len(tiers))]
        found = " UNION ALL ".join(f"SELECT * FROM tier{n}" for n in range(len(tiers)))
        params = [
            value
            for worth, query, below in tiers
            for value in (worth, query, 2**63 - 1 if below is None else below, *ground.params, self.limit)
        ]
        return Which(f"WITH {', '.join(named)} {found}", tuple(params))

    def _tier(self, n: int, ground: Which) -> str:
        before = " + ".join(f"(SELECT count(*) FROM tier{k})" for k in range(n)) or "0"
        sought = "catalog_productwords_sought"
        return f"""SELECT w.rowid AS id, %s AS place FROM {sought} w CROSS JOIN catalog_product p ON p.id = w.rowid
                    WHERE {before} < {self.limit} AND {sought} MATCH %s AND w.rowid < %s AND {ground.sql}
                    ORDER BY w.rowid DESC LIMIT %s"""
