"""What runs out: counted and listed only so far as somebody looks."""

from dataclasses import dataclass

from django.db import connection

from modules.catalog.models.products import Product

LOW = 5  # pieces, and fewer
MOST = 1000  # counted no further


@dataclass(frozen=True, slots=True)
class Scarce:
    """A product that can still be bought, and how many pieces of its best offer are left."""

    product_id: int
    name: str
    left: int


def sold_out() -> int:
    """Return how many products stand in the lists and cannot be bought, counted up to MOST + 1."""
    return Product.objects.filter(is_listed=True, in_stock=False)[: MOST + 1].count()


def scarce() -> list[Scarce]:
    """Return the products of which LOW pieces or fewer are left, scarcest first: MOST + 1 of them at most."""
    # Without an order of its own the database stops as soon as it has found so many.
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.id, p.name, o.quantity - o.reserved
                 FROM catalog_product p JOIN catalog_offer o ON o.id = p.best_offer_id
                WHERE p.is_listed AND p.in_stock AND o.quantity - o.reserved <= %s LIMIT %s""",
            [LOW, MOST + 1],
        )
        found = [Scarce(id, name, int(left)) for id, name, left in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.left, one.product_id))
