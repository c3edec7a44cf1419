"""Products as lists and details show them."""

from django.db import connection

from modules.catalog.selectors.standing import Which


def product_ids(which: Which) -> list[int]:
    """Return the ids of the products, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id FROM catalog_product p WHERE {which.sql} ORDER BY p.id", which.params)
        return [row[0] for row in cursor.fetchall()]
