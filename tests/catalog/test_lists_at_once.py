"""Two suppliers' lists at one moment, with one set of ids and attributes: each its own, and nobody in a circle."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from modules.catalog import public as catalog
from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.offers import Offer
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.public import GoodRow
from modules.catalog.selectors.products import stale_products
from modules.catalog.services.categories import add_category
from modules.catalog.services.mapping import map_attribute, map_category
from tests.catalog.goods import good
from tests.catalog.test_at_once import failures, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.profile("full")]
NAMES = [f"Свойство {n}" for n in range(30)]


def lines(mark: str, *, backwards: bool, words: bool) -> list[GoodRow]:
    """Goods whose attributes are numbers to one supplier, and to another words, in an order of each one's own."""
    names = NAMES[::-1] if backwards else NAMES
    values: Any = "много" if words else Decimal(7)
    stated = tuple((name, values) for name in names)
    keys = {"category_key": "1", "category": f"Вид {mark}"}
    return [good(f"{mark}{n}", gtin=f"46012345{n:05}", attributes=stated, **keys) for n in range(40)]


def apply(supplier_id: int, rows: list[GoodRow]) -> Any:
    return catalog.apply_price_list(supplier_id=supplier_id, rows=rows, mode="full")


@pytest.mark.parametrize("known", [False, True])
def test_the_same_ids_and_attributes(seller: Callable[..., int], known: bool) -> None:
    shops = [seller() for _ in range(4)]
    if known:
        for n, shop in enumerate(shops):
            apply(shop, lines(f"s{n}-", backwards=False, words=False))
    calls = [
        partial(apply, shop, lines(f"s{n}-", backwards=n % 2 == 1, words=n > 1 and turn > 0))
        for turn in range(2)
        for n, shop in enumerate(shops)
    ]
    assert failures(together(calls, threads=4)) == []
    assert SupplierAttribute.objects.count() == 4 * len(NAMES)
    assert Attribute.objects.count() == len(NAMES)
    assert set(Attribute.objects.values_list("type", flat=True)) == {"text"}
    assert not ProductAttribute.objects.exclude(number=None).exists()
    for n, shop in enumerate(shops):
        assert SupplierCategory.objects.get(supplier=shop).category.name == f"Вид s{n}-"  # type: ignore[union-attr]
        ids = set(Offer.objects.filter(supplier=shop, retired_at=None).values_list("external_id", flat=True))
        assert ids == {f"s{n}-{line}" for line in range(40)}
    assert stale_products() == []


def test_mapping_while_lists_come_in(seller: Callable[..., int]) -> None:
    one, two = seller(), seller()
    for shop, mark in ((one, "a"), (two, "b")):
        apply(shop, lines(mark, backwards=False, words=False))
    target, size = add_category(name="Сюда"), Attribute.objects.create(name="Размер", type="number")
    category = SupplierCategory.objects.get(supplier=one)
    name = SupplierAttribute.objects.get(supplier=one, name=NAMES[3])
    calls: list[Callable[[], Any]] = [
        partial(apply, one, lines("a", backwards=True, words=True)),
        partial(map_category, mapping_id=category.pk, category_id=target.pk),
        partial(apply, two, lines("b", backwards=False, words=True)),
        partial(map_attribute, mapping_id=name.pk, attribute_id=size.pk),
        partial(apply, one, lines("a", backwards=False, words=False)),
    ]
    assert failures(together(calls, threads=5)) == []
    apply(one, lines("a", backwards=False, words=False))
    assert Attribute.objects.get(pk=size.pk).type == "number"
    category.refresh_from_db()
    assert category.category == target
    assert stale_products() == []
