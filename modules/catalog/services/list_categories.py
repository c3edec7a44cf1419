"""A supplier's own categories mapped onto the shop's tree."""

from django.db import connection
from django.utils.translation import gettext

from modules.catalog.models.categories import Category
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.rules.texts import normalised, slug_of
from modules.catalog.rules.words import category_words
from modules.catalog.services.refreshing import alone_with
from modules.catalog.services.slugs import next_free
from modules.catalog.services.staging import TABLE


def map_categories(load: str, supplier_id: int) -> list[int]:
    """Give every staged row its category of the shop, and return the ids of all of them.

    A key that the supplier has not used before is mapped onto the top-level category of the same name, which is
    made where there is none.
    """
    unknown = _unknown(load, supplier_id)
    if unknown:
        shop = _by_name(set(unknown.values()))
        SupplierCategory.objects.bulk_create(
            SupplierCategory(supplier_id=supplier_id, key=key, category_id=shop[normalised(name)])
            for key, name in unknown.items()
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {TABLE} SET category_id = m.category_id FROM catalog_suppliercategory m
                 WHERE {TABLE}.load = %s AND m.supplier_id = %s AND m.key = {TABLE}.category_key""",
            [load, supplier_id],
        )
        cursor.execute(f"SELECT DISTINCT category_id FROM {TABLE} WHERE load = %s", [load])
        return [row[0] for row in cursor.fetchall()]


def _unknown(load: str, supplier_id: int) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT s.category_key, min(s.category_name) FROM {TABLE} s WHERE s.load = %s AND NOT EXISTS (
                  SELECT 1 FROM catalog_suppliercategory m WHERE m.supplier_id = %s AND m.key = s.category_key)
                GROUP BY s.category_key ORDER BY s.category_key""",
            [load, supplier_id],
        )
        return {key: name or gettext("Other goods") for key, name in cursor.fetchall()}


def _by_name(names: set[str]) -> dict[str, int]:
    """Return normalised name -> id of the top-level categories with these names, making those that are missing."""
    alone_with(Category._meta.db_table)
    top = Category.objects.filter(parent=None).order_by("-id").values_list("search_text", "id")
    known, slugs = dict(top), set(Category.objects.values_list("slug", flat=True))
    missing = {normalised(name): name for name in sorted(names) if normalised(name) not in known}
    for key, name in missing.items():
        slug = next_free(slug_of(name), slugs)
        slugs.add(slug)
        known[key] = Category.objects.create(name=name, slug=slug, search_text=key, words=category_words(name)).pk
    return known
