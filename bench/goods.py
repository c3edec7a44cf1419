"""A thousand offers to measure with, made once a run through the price lists' own door."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer

SUPPLIERS, OFFERS = 4, 250


@cache
def offers() -> list[int]:
    """Return the ids of a thousand offers of four suppliers, a million pieces of each."""
    return [id for number in range(SUPPLIERS) for id in _of_supplier(number)]


def _of_supplier(number: int) -> list[int]:
    supplier = catalog.add_supplier(name=f"Bench {number}")
    catalog.approve_supplier(supplier_id=supplier)
    catalog.apply_price_list(supplier_id=supplier, rows=_goods(), mode="full")
    return list(Offer.objects.filter(supplier_id=supplier).values_list("pk", flat=True))


def _goods() -> Iterator[catalog.GoodRow]:
    for n in range(1, OFFERS + 1):
        yield catalog.GoodRow(
            external_id=str(n),
            name=f"Товар {n}",
            category="Все",
            category_key="1",
            model="",
            brand="",
            gtin="",
            price=Decimal(n % 900 + 100),
            price_rrp=None,
            quantity=1_000_000,
            currency="RUB",
            description="",
            attributes=(),
        )
