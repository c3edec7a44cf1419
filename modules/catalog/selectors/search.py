"""Products by their words."""

from django.db import connection

from modules.catalog.rules.words import asked
from modules.catalog.selectors.lexemes import language
from modules.catalog.selectors.parts import Condition, Order
from modules.catalog.selectors.standing import Which

NOTHING = Condition("search", "1 = 0", (), Which("SELECT p.id FROM catalog_product p WHERE 1 = 0"))


def search_conditions(search: str) -> list[Condition]:
    """Return what must hold of products that a search finds, under the key `search`.

    Every word is found, in one of its forms, in any of the product's texts; the last one may be the beginning of a
    word. A search without letters and digits finds nothing.
    """
    if not search.strip():
        return []
    words = asked(search)
    if not words:
        return [NOTHING]
    query = language().found(words)
    return [Condition("search", f"p.id IN ({matching().sql})", (query,), Which(matching().sql, (query,)))]


def matching() -> Which:
    """Return the SELECT of the ids of products whose lexemes are as a query, its one parameter, says."""
    if connection.vendor == "postgresql":
        return Which("SELECT w.product_id AS id FROM catalog_productwords w WHERE w.words @@ %s::tsquery")
    sought = "catalog_productwords_sought"
    return Which(f"SELECT w.rowid AS id FROM {sought} w WHERE {sought} MATCH %s")


def by_relevance(search: str) -> Order | None:
    """Return the order of the best matches first, the newest of equals; None where no word is searched."""
    words = asked(search)
    if not words:
        return None
    tiers = language().tiers(words)
    cases = " ".join(f"WHEN {_holds()} THEN {len(tiers) - n}" for n in range(len(tiers)))
    return Order(f"(CASE {cases} ELSE 0 END)", tuple(tiers), "number", descending=True)


def _holds() -> str:
    if connection.vendor == "postgresql":
        return "(SELECT w.words FROM catalog_productwords w WHERE w.product_id = p.id) @@ %s::tsquery"
    return f"p.id IN ({matching().sql})"
