"""What to show while somebody is still typing: a few products and categories of that name."""

from dataclasses import dataclass

from modules.catalog.models.categories import Category
from modules.catalog.rules.wanted import Wanted
from modules.catalog.rules.words import asked
from modules.catalog.selectors.categories import visible_categories
from modules.catalog.selectors.meaning import respelt
from modules.catalog.selectors.orders import order_named
from modules.catalog.selectors.pages import Row, read_page

CATEGORIES = 3


@dataclass(frozen=True, slots=True)
class Suggested:
    """Rows of products as pages have them, categories, and the search as it was meant where it found nothing."""

    products: list[Row]
    categories: list[Category]
    corrected: str = ""


def suggestions(typed: str, *, limit: int) -> Suggested:
    """Return what a search might be going to be for: two queries, and three more where it finds nothing."""
    if not asked(typed):
        return Suggested([], [])
    found = _found(typed, limit)
    if found.products or found.categories or not (meant := respelt(typed)):
        return found
    found = _found(meant, limit)
    return Suggested(found.products, found.categories, meant if found.products or found.categories else "")


def _found(typed: str, limit: int) -> Suggested:
    order = order_named("relevance", search=typed)
    products = read_page(Wanted(search=typed), order, place=None, limit=limit)
    return Suggested(products, list(visible_categories(search=typed).order_by("position", "pk")[:CATEGORIES]))
