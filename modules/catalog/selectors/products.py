"""Products found by what others know of them, and those that are not as they must be."""

from django.db import connection

from modules.catalog.models.products import Product
from modules.catalog.rules.values import ProductName
from modules.catalog.selectors.standing import EVERY, KEPT, TOLD, Which, differs, fresh


def product_ids(which: Which, *, most: int | None = None) -> list[int]:
    """Return the ids of the products, in their order; with `most` up to so many of them, whichever."""
    bound = "ORDER BY p.id" if most is None else f"LIMIT {most:d}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id FROM catalog_product p WHERE {which.sql} {bound}", which.params)
        return [row[0] for row in cursor.fetchall()]


def stale_products(which: Which = EVERY) -> list[int]:
    """Return the products whose kept columns or cards are not what they must be; there should be none."""
    sql = f"""SELECT p.id FROM catalog_product p JOIN ({fresh(which, cards=True)}) f ON f.id = p.id
               WHERE {differs("p", "f", (*KEPT, *TOLD))} ORDER BY p.id"""
    with connection.cursor() as cursor:
        cursor.execute(sql, which.params)
        return [row[0] for row in cursor.fetchall()]


def without_images(*, supplier_id: int) -> list[ProductName]:
    bare = Product.objects.filter(offers__supplier_id=supplier_id, offers__retired_at=None, images=None)
    found = bare.order_by("id").values_list("id", "name", "category__name").distinct()
    return [ProductName(*values) for values in found]
