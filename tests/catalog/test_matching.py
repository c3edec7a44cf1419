"""Which offers are of one product: a table of what two suppliers say, and whether it is one thing."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from modules.catalog import public as catalog
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.services.joining import merge_products
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db
EAN = "4601234567893"


def apply(supplier_id: int, *rows: Any) -> None:
    catalog.apply_price_list(supplier_id=supplier_id, rows=rows, mode="full")


def product_of(supplier_id: int, external_id: str) -> int:
    return Offer.objects.get(supplier_id=supplier_id, external_id=external_id).product_id


@pytest.mark.parametrize(
    ("here", "there", "is_one"),
    [
        ({"gtin": EAN}, {"gtin": EAN, "name": "Kettle"}, True),
        ({"gtin": EAN}, {"gtin": "4601234567894"}, False),
        ({"gtin": EAN}, {"gtin": ""}, False),
        ({"gtin": ""}, {"gtin": ""}, False),
        ({"brand": "Bosch", "model": "TWK 3"}, {"brand": "BOSCH", "model": "twk  3"}, True),
        ({"brand": "Bosch", "model": "TWK 3"}, {"brand": "Bosch", "model": "TWK 4"}, False),
        ({"brand": "Bosch", "model": "TWK 3"}, {"brand": "Braun", "model": "TWK 3"}, False),
        ({"brand": "", "model": "TWK 3"}, {"brand": "", "model": "TWK 3"}, False),
        ({"brand": "Bosch", "model": ""}, {"brand": "Bosch", "model": ""}, False),
        ({"gtin": EAN, "brand": "Bosch", "model": "A"}, {"gtin": EAN, "brand": "Braun", "model": "B"}, True),
        ({"brand": "Bosch", "model": "A"}, {"gtin": EAN, "brand": "Bosch", "model": "A"}, True),
        ({"name": "Чайник"}, {"name": "Чайник"}, False),
    ],
)
def test_one_thing_or_two(seller: Callable[..., int], here: Any, there: Any, is_one: bool) -> None:
    one, two = seller(), seller()
    apply(one, good("a", **here))
    apply(two, good("b", **there))
    assert (product_of(one, "a") == product_of(two, "b")) is is_one


def test_a_upc_that_somebody_typed_is_the_ean_of_a_list(seller: Callable[..., int], clerk: Any) -> None:
    upc, ean, list_ = "036000291452", "0036000291452", seller()
    category = Category.objects.create(name="Всё", slug="all")
    made = clerk.api.post("products/", {"name": "Чайник", "category": category.pk, "price": "9.00", "gtin": upc}).json()
    assert made["gtin"] == ean
    apply(list_, good("a", gtin=ean))
    assert product_of(list_, "a") == made["id"]
    assert {one.product_id for one in catalog.by_sku([upc])[upc]} == {made["id"]}
    assert clerk.api.patch(f"products/{made['id']}/", {"gtin": "96385074"}).json()["gtin"] == "0000096385074"
    Product.objects.filter(pk=made["id"]).update(gtin=upc)
    import_module("modules.catalog.migrations.0016_gtins_alike").spell_alike(apps, None)
    assert Product.objects.get(pk=made["id"]).gtin == ean


def test_the_same_product_twice_in_a_list_stays_two(seller: Callable[..., int]) -> None:
    one, two = seller(), seller()
    apply(one, good("a", gtin=EAN))
    apply(two, good("x", gtin=EAN), good("y", gtin=EAN))
    assert product_of(two, "x") == product_of(one, "a") != product_of(two, "y")
    before = set(Product.objects.values_list("pk", flat=True))
    apply(two, good("y", gtin=EAN, quantity=1), good("x", gtin=EAN, quantity=2))
    assert set(Product.objects.values_list("pk", flat=True)) == before
    assert product_of(two, "x") == product_of(one, "a") != product_of(two, "y")


def test_what_was_merged_is_found_by_its_old_codes(seller: Callable[..., int]) -> None:
    one, two, three = seller(), seller(), seller()
    apply(one, good("a", gtin=EAN))
    apply(two, good("b", gtin="4601234567800", brand="Bosch", model="TWK 3"))
    kept = product_of(one, "a")
    merge_products(product_id=kept, others=[product_of(two, "b")])
    apply(three, good("c", gtin="4601234567800"))
    assert product_of(three, "c") == kept
    apply(two, good("b", gtin="4601234567800", brand="Bosch", model="TWK 3", name="Другой"))
    assert product_of(two, "b") == kept
