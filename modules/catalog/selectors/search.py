"""Products by their words."""

from django.db import connection

from modules.catalog.rules.texts import words
from modules.catalog.selectors.parts import Condition, Order


def search_conditions(search: str) -> list[Condition]:
    """Return what must hold of products that the words of a search find, under the key `search`."""
    return [Condition("search", f"{_place()} > 0", (word,)) for word in words(search)]


def by_relevance(search: str) -> Order | None:
    """Return the order of those that say more of what is searched first, or None where nothing is searched."""
    first = words(search)[:1]
    return Order(_place(), (first[0],), "number") if first else None


def _place() -> str:
    return "strpos(p.search_text, %s)" if connection.vendor == "postgresql" else "instr(p.search_text, %s)"
