"""A supplier's list of 10,000 prices: ours beside django-import-export row by row, and beside a bare COPY."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from itertools import count

import tablib
from django.db import connection
from import_export.resources import ModelResource

from bench.measure import Pace, Row, seconds
from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer
from modules.catalog.services.refreshing import refresh_products

GOODS, BY_ROW, ROUNDS = 10_000, 300, 3
_prices = count(100)


class OfferResource(ModelResource):
    """Prices and quantities by the supplier's id, as the library's documentation has it."""

    class Meta:
        model = Offer
        import_id_fields = ("external_id",)
        fields = ("external_id", "price", "quantity")
        skip_unchanged = True


def ask(pace: Pace) -> list[Row]:
    supplier = catalog.add_supplier(name="Feed")
    catalog.approve_supplier(supplier_id=supplier)
    _apply(supplier)
    sides: list[tuple[Callable[[], None], int]] = [
        (partial(_apply, supplier), GOODS),
        (_import, BY_ROW),
        (_copy, GOODS),
    ]
    rounds = [[_a_row(work, rows) for work, rows in sides] for _ in range(ROUNDS)]
    ours, library, bare = zip(*rounds, strict=True)
    what = f"a price list of {GOODS:,} goods, every price new"
    return [
        _row(what, f"django-import-export, {BY_ROW} rows of it", ours, library),
        _row(what, "a COPY of the same rows and nothing else", ours, bare),
    ]


def _apply(supplier: int) -> None:
    catalog.apply_price_list(supplier_id=supplier, rows=_goods(), mode="full")


def _import() -> None:
    price = next(_prices)
    rows = [(f"f{n}", f"{n % 900 + price}.00", 7) for n in range(BY_ROW)]
    result = OfferResource().import_data(tablib.Dataset(*rows, headers=["external_id", "price", "quantity"]))
    assert result.totals["update"] == BY_ROW, result.totals
    # It writes offers alone; what lists show of them has to follow.
    changed = Offer.objects.filter(external_id__in=[row[0] for row in rows]).values_list("product_id", flat=True)
    refresh_products(list(changed))


def _copy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE copied (external_id text, name text, price numeric, quantity int)")
        with cursor.cursor.copy("COPY copied FROM STDIN") as into:
            for good in _goods():
                into.write_row((good.external_id, good.name, good.price, good.quantity))
        cursor.execute("DROP TABLE copied")


def _goods() -> Iterator[catalog.GoodRow]:
    price = next(_prices)
    for n in range(GOODS):
        yield catalog.GoodRow(
            external_id=f"f{n}",
            name=f"Товар {n}",
            category="Все",
            category_key="1",
            model="",
            brand="",
            gtin="",
            price=Decimal(n % 900 + price),
            price_rrp=None,
            quantity=10,
            currency="RUB",
            description="",
            attributes=(),
        )


def _a_row(work: Callable[[], None], rows: int) -> float:
    return seconds(work, 1) / rows


def _row(what: str, beside: str, ours: tuple[float, ...], theirs: tuple[float, ...]) -> Row:
    said = f"{1 / sorted(ours)[1]:,.0f} / {1 / sorted(theirs)[1]:,.0f} rows a second"
    return Row(what, beside, [other / mine for mine, other in zip(ours, theirs, strict=True)], said=said)
