"""Products by their words."""

from django.db import connection
from django.db.models.expressions import RawSQL

from modules.catalog.rules.words import asked
from modules.catalog.selectors.lexemes import language
from modules.catalog.selectors.parts import Condition, Order
from modules.catalog.selectors.standing import Which

# More than of other conditions: what has a word in common often has a price in common too, and a walk by price that
# begins elsewhere asks a million products for it.
FEW_FOUND = 10_000
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
    return [Condition("search", _holds(), (query,), Which(matching().sql, (query,)), FEW_FOUND)]


def matching() -> Which:
    """Return the SELECT of the ids of products whose lexemes are as a query, its one parameter, says."""
    if connection.vendor == "postgresql":
        return Which("SELECT w.product_id AS id FROM catalog_productwords w WHERE w.words @@ %s::tsquery")
    sought = "catalog_productwords_sought"
    return Which(f"SELECT w.rowid AS id FROM {sought} w WHERE {sought} MATCH %s")


def found_ids(search: str) -> RawSQL:
    """Return the ids of all products that a search finds, hidden ones too, as SQL inside another query."""
    words = asked(search)
    if not words:
        return RawSQL("SELECT p.id FROM catalog_product p WHERE 1 = 0", ())
    return RawSQL(matching().sql, (language().found(words),))


def by_relevance(search: str) -> Order | None:
    """Return the order of the best matches first (see `selectors.relevance`); None where no word is searched."""
    return Order("place", (), "relevance", descending=True) if asked(search) else None


def _holds() -> str:
    # For Postgres a question to one product after another, since few of them fill a page.
    if connection.vendor == "postgresql":
        return "(SELECT w.words FROM catalog_productwords w WHERE w.product_id = p.id) @@ %s::tsquery"
    return f"p.id IN ({matching().sql})"
