"""What the SQL of a product list is put together from: conditions and an order, both on `p` (catalog_product).

A part is (sql, params) with `%s` marks, written for the database at hand. `selectors.conditions` makes a part of each
thing wanted, `selectors.orders` of the ordering, `selectors.pages` joins them and reads.
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection

from modules.catalog.selectors.standing import Which

type Kind = Literal["number", "text", "moment", "relevance"]
# Sorting this many takes about as long as it takes to meet a page of them on the way through a million.
FEW = 2_000
CASTS: dict[Kind, str] = {"number": "%s::numeric", "text": "%s::text", "moment": "%s::timestamptz"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold of a product, under the key of the filter that asks for it.

    Keys: category, supplier, price, stock, rating, search, attr:<name>. A facet counts under all conditions but that
    of its own key. `ids` says the same as a SELECT of product ids, quick where they are few: a page whose order
    would have to be walked far is then read from there (see `selectors.pages`), if they are no more than `few`.
    """

    key: str
    sql: str
    params: tuple[Any, ...] = ()
    ids: Which | None = None
    few: int = FEW

    def as_set(self) -> Which:
        """Return the same as membership in `ids`, where there are any: for a planner to join as it likes."""
        return Which(self.sql, self.params) if self.ids is None else Which(f"p.id IN ({self.ids.sql})", self.ids.params)


@dataclass(frozen=True, slots=True)
class Order:
    """What a list goes by: an expression that is never NULL, of a kind, ties broken by id in the same direction."""

    sql: str
    params: tuple[Any, ...] = ()
    kind: Kind = "number"
    descending: bool = False

    @property
    def way(self) -> str:
        return "DESC" if self.descending else "ASC"

    def after(self, place: list[Any]) -> Which:
        """Return the condition that a product comes after the place (value, id), as a row comparison.

        An index on (expression, id) is entered at the place, which neither database does for a plain OR.
        """
        sign = "<" if self.descending else ">"
        value, id = place
        return Which(
            f"({self.sql}, p.id) {sign} ({_mark(self.kind)}, %s)", (*self.params, _param(self.kind, value), id)
        )


def joined(conditions: list[Condition], *, but: str = "", as_sets: bool = False) -> Which:
    """Return all conditions as one, those under the key `but` left out: the ground that a list or a facet stands on.

    With `as_sets` it is one for reading all of them (counts), not for meeting a few on the way.
    """
    parts = [one.as_set() if as_sets else Which(one.sql, one.params) for one in conditions if one.key != but]
    return Which(
        " AND ".join(["p.is_listed", *(one.sql for one in parts)]),
        tuple(param for one in parts for param in one.params),
    )


def once(column: str, select: str) -> str:
    """Return the condition that a column is among what a SELECT finds, which is looked up once for the whole query."""
    return f"{column} = ANY(ARRAY({select}))" if connection.vendor == "postgresql" else f"{column} IN ({select})"


def _mark(kind: Kind) -> str:
    return CASTS[kind] if connection.vendor == "postgresql" else "%s"


def _param(kind: Kind, value: Any) -> Any:
    # SQLite takes a text for greater than every number.
    return float(value) if kind == "number" and connection.vendor == "sqlite" else value
