"""A thousand offers to measure with, made once a run through the price lists' own door."""

from decimal import Decimal
from functools import cache

from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer

OFFERS = 1_000


@cache
def offers() -> list[int]:
    supplier = catalog.add_supplier(name="Bench")
    catalog.approve_supplier(supplier_id=supplier)
    goods = (_good(n) for n in range(1, OFFERS + 1))
    catalog.apply_price_list(supplier_id=supplier, rows=goods, mode="full")
    return list(Offer.objects.filter(supplier_id=supplier).values_list("pk", flat=True))


def _good(n: int) -> catalog.GoodRow:
    return catalog.GoodRow(
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
