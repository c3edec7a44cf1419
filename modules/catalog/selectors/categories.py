"""The category tree as everybody sees it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from modules.catalog.errors import CategoryUnknown
from modules.catalog.models.categories import Category
from modules.catalog.rules.words import asked
from modules.catalog.selectors.standing import Which

BELOW = """below(id) AS (
    SELECT id FROM catalog_category WHERE {column} = %s
     UNION SELECT c.id FROM catalog_category c JOIN below ON c.parent_id = below.id)"""


def visible_categories(*, search: str = "") -> QuerySet[Category]:
    """Return the visible categories whose names have every word of the search."""
    found = Category.objects.filter(is_visible=True)
    if not search.strip():
        return found
    *done, last = asked(search) or (None,)
    if last is None:
        return found.none()
    for word in done:
        found = found.filter(words__contains=f" {word.stem} ")
    return found.filter(Q(words__contains=f" {last.stem} ") | Q(words__contains=f" ={last.text}"))


def visible_category(category_id: int) -> Category | None:
    return Category.objects.filter(pk=category_id, is_visible=True).first()


def named(id_or_slug: str) -> Q:
    """Return the condition that a row is the one meant: a number is an id, anything else an address."""
    if id_or_slug.isascii() and id_or_slug.isdigit():
        # A number that no id can have is the id of nothing.
        return Q(pk=int(id_or_slug)) if len(id_or_slug) < 19 else Q(pk__in=[])
    return Q(slug=id_or_slug)


def below(id_or_slug: str) -> Which:
    """Return `below`, the relation of the ids of a category and all under it, for a WITH RECURSIVE."""
    is_id = id_or_slug.isascii() and id_or_slug.isdigit()
    value: Any = (int(id_or_slug) if len(id_or_slug) < 19 else 0) if is_id else id_or_slug
    return Which(BELOW.format(column="id" if is_id else "slug"), (value,))


def under(id_or_slug: str) -> RawSQL:
    """Return the ids of a category and all below it, as SQL inside another query."""
    tree = below(id_or_slug)
    return RawSQL(f"WITH RECURSIVE {tree.sql} SELECT id FROM below", tree.params)


def category_named(id_or_slug: int | str) -> Category:
    """Return the category, hidden or not, by id or address; raises CategoryUnknown (422)."""
    found = Category.objects.filter(named(str(id_or_slug))).first()
    if found is None:
        raise CategoryUnknown(field="category")
    return found
