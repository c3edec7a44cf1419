"""The category tree: one person changes it at a time, since a circle is made by two that do not see each other."""

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from core.cache import bump
from core.errors import NotFound
from modules.catalog.errors import CategoryCircle, CategoryInUse, CategoryUnknown
from modules.catalog.models.categories import Category
from modules.catalog.models.products import Product
from modules.catalog.rules.texts import normalised
from modules.catalog.rules.words import category_words
from modules.catalog.services.following import follow
from modules.catalog.services.refreshing import LISTS, alone_with
from modules.catalog.services.slugs import free_slug, refuse_taken

VISIBLE = """
WITH RECURSIVE tree AS (
  SELECT id, is_active AS visible FROM catalog_category WHERE parent_id IS NULL
   UNION ALL
  SELECT c.id, (c.is_active AND tree.visible) FROM catalog_category c JOIN tree ON c.parent_id = tree.id)
UPDATE catalog_category SET is_visible = tree.visible FROM tree
 WHERE tree.id = catalog_category.id AND catalog_category.is_visible <> tree.visible RETURNING catalog_category.id"""


@transaction.atomic(savepoint=False)
def add_category(*, name: str, slug: str = "", parent: int | None = None, **fields: Any) -> Category:
    """Make a category; raises SlugTaken, CategoryUnknown (the parent)."""
    _lock_tree()
    category = Category(name=name, slug=slug or free_slug(Category, name), **fields)
    _place(category, {"slug": slug, "parent": parent})
    category.save(force_insert=True)
    _settle()
    category.refresh_from_db()
    return category


@transaction.atomic(savepoint=False)
def change_category(*, category_id: int, **changes: Any) -> Category:
    """Change what is given of name, slug, parent (an id or None), position and is_active.

    Raises NotFound, SlugTaken, CategoryUnknown and CategoryCircle.
    """
    _lock_tree()
    category = _existing(category_id)
    shown = (category.name, category.slug)
    for name, value in changes.items():
        if name != "parent":
            setattr(category, name, value)
    _place(category, changes)
    category.save()
    _settle()
    if (category.name, category.slug) != shown:
        follow("category told", [category.pk])
    category.refresh_from_db()
    return category


def hide_category(*, category_id: int) -> None:
    """Hide a category and all below it; raises NotFound."""
    change_category(category_id=category_id, is_active=False)


@transaction.atomic(savepoint=False)
def delete_category(*, category_id: int) -> None:
    """Delete a category with the empty ones below it; raises NotFound, or CategoryInUse where a product hangs on it."""
    _lock_tree()
    doomed = _branch(_existing(category_id).pk)
    if Product.objects.filter(category_id__in=doomed).exists():
        raise CategoryInUse
    for below in reversed(doomed):
        Category.objects.filter(pk=below).delete()
    bump(LISTS)


@transaction.atomic(savepoint=False)
def resettle(*, category_ids: Collection[int]) -> None:
    """Make everything right that these categories keep, and visibility in the whole tree."""
    _lock_tree()
    for category in Category.objects.filter(pk__in=list(category_ids)):
        _place(category, {})
        category.save(update_fields=["search_text", "words"])
    _settle()


def _lock_tree() -> None:
    alone_with(Category._meta.db_table)
    if connection.vendor == "postgresql":
        list(Category.objects.select_for_update(no_key=True).order_by("id").values_list("id"))


def _existing(category_id: int) -> Category:
    category = Category.objects.filter(pk=category_id).first()
    if category is None:
        raise NotFound
    return category


def _place(category: Category, changes: dict[str, Any]) -> None:
    category.search_text, category.words = normalised(category.name), category_words(category.name)
    if changes.get("slug"):
        refuse_taken(Category, category.slug, but=category.pk)
    if "parent" in changes:
        refuse_circle(category.pk, changes["parent"])
        category.parent_id = changes["parent"]


def refuse_circle(category_id: int | None, parent_id: int | None) -> None:
    """Refuse a parent that does not exist, or that stands inside the category itself."""
    parents = dict(Category.objects.values_list("id", "parent_id"))
    if parent_id is not None and parent_id not in parents:
        raise CategoryUnknown(field="parent")
    while parent_id is not None:
        if parent_id == category_id:
            raise CategoryCircle(field="parent")
        parent_id = parents[parent_id]


def _branch(category_id: int) -> list[int]:
    """Return the category and all below it, parents before children."""
    found, parents = [category_id], list(Category.objects.values_list("id", "parent_id"))
    for above in found:
        found += [id for id, parent_id in parents if parent_id == above]
    return found


def _settle() -> None:
    """Make visibility right in the whole tree, and the products under what changed."""
    with connection.cursor() as cursor:
        cursor.execute(VISIBLE)
        turned = [row[0] for row in cursor.fetchall()]
    if turned:
        follow("category shown", turned)
    bump(LISTS)
