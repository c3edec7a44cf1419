"""The orders of a product list."""

from modules.catalog.selectors.parts import Kind, Order
from modules.catalog.selectors.search import by_relevance

COLUMNS: dict[str, tuple[str, Kind]] = {
    "price": ("p.price", "number"),
    "name": ("p.name_key", "text"),
    "created_at": ("p.created_at", "moment"),
    "rating": ("p.rating", "number"),
}


def order_named(ordering: str, *, search: str = "") -> Order:
    """Return the order of that name (`-` descends); `relevance` to no words is the newest first."""
    relevant = by_relevance(search) if ordering == "relevance" else None
    if relevant is not None:
        return relevant
    if ordering == "relevance":
        ordering = "-created_at"
    sql, kind = COLUMNS[ordering.lstrip("-")]
    return Order(sql, (), kind, ordering.startswith("-"))
