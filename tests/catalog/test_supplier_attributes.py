"""What a supplier calls the attributes of its goods, and which attributes of the shop it means by that."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from modules.catalog import public as catalog
from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.offers import Offer
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.public import Applied, GoodRow
from modules.catalog.selectors.products import stale_products
from modules.catalog.services import mapping as mapping_service
from modules.catalog.services.list_attributes import misfits
from modules.catalog.services.mapping import map_attribute
from modules.catalog.services.products import change_product
from modules.catalog.services.staging import staged
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db(transaction=True)
SIZE, SCREEN = "Screen Size (inches)", "Диагональ (дюйм)"


def apply(supplier_id: int, *rows: GoodRow) -> Applied:
    return catalog.apply_price_list(supplier_id=supplier_id, rows=rows, mode="full")


def stated(external_id: object, **values: Any) -> GoodRow:
    return good(external_id, attributes=tuple(values.items()))


def says(supplier_id: int, external_id: object) -> dict[str, tuple[str, float | None]]:
    product = Offer.objects.get(supplier_id=supplier_id, external_id=external_id).product_id
    values = ProductAttribute.objects.filter(product=product).select_related("attribute")
    return {value.attribute.name: (value.text, value.number) for value in values}


def mean(supplier_id: int, name: str, attribute: str, *, is_ignored: bool = False) -> None:
    mapping = SupplierAttribute.objects.get(supplier=supplier_id, name=name)
    meant = Attribute.objects.get(name=attribute)
    map_attribute(mapping_id=mapping.pk, attribute_id=meant.pk, is_ignored=is_ignored)


def test_a_name_means_the_attribute_that_is_called_so(seller: Callable[..., int]) -> None:
    shop = seller()
    apply(shop, stated(1, **{SCREEN: Decimal("5.5")}))
    one = SupplierAttribute.objects.select_related("attribute").get()
    assert (one.name, one.attribute.name, one.sample, one.is_chosen) == (SCREEN, SCREEN, "5.5", False)


@pytest.mark.parametrize("at_once", [2000, 1])
def test_two_names_of_one_attribute(
    seller: Callable[..., int], work: Callable[[], int], api: Any, monkeypatch: Any, at_once: int
) -> None:
    monkeypatch.setattr(mapping_service, "AT_ONCE", at_once)
    monkeypatch.setattr(mapping_service, "BATCH", 2)
    one, two = seller(), seller()
    apply(one, stated(1, **{SCREEN: Decimal("5.5")}))
    lines = [stated(n, **{SIZE: Decimal(n)}) for n in range(1, 6)]
    apply(two, *lines)
    mean(two, SIZE, SCREEN)
    work()
    assert [says(two, n) for n in range(1, 6)] == [{SCREEN: (str(n), float(n))} for n in range(1, 6)]
    found = api.get("products/", query_params={f"attr.{SCREEN}.min": 4}).json()["items"]
    assert len(found) == 3  # 4, 5 and 5.5
    assert apply(two, *lines) == Applied(0, 0, 5, 0)
    apply(two, *lines, stated(9, **{SIZE: Decimal("6.1")}))
    assert says(two, 9) == {SCREEN: ("6.1", 6.1)}
    assert stale_products() == []


def test_what_others_offer_too_stays_as_it_is(seller: Callable[..., int]) -> None:
    one, two = seller(), seller()
    apply(one, good(1, gtin="46", attributes=((SIZE, Decimal(5)),)))
    apply(two, good(1, gtin="46"), stated(2, **{SCREEN: Decimal(1)}))
    mean(one, SIZE, SCREEN)
    assert says(one, 1) == {SIZE: ("5", 5.0)}


def test_its_own_word_counts_where_a_product_says_both(seller: Callable[..., int]) -> None:
    shop = seller()
    apply(shop, stated(1, **{SCREEN: Decimal(5), SIZE: Decimal(6)}))
    mean(shop, SIZE, SCREEN)
    assert says(shop, 1) == {SCREEN: ("5", 5.0)}


def test_values_that_the_chosen_attribute_does_not_take(seller: Callable[..., int]) -> None:
    one, two = seller(), seller()
    apply(one, stated(1, **{SCREEN: Decimal("5.5")}))
    lines = [stated(1, **{SIZE: "большой"}), stated(2, **{SIZE: "7.50"}), stated(3, **{SIZE: "да"})]
    apply(two, *lines)
    mean(two, SIZE, SCREEN)
    assert [says(two, n) for n in (1, 2)] == [{SIZE: ("большой", None)}, {SCREEN: ("7.5", 7.5)}]
    new = [*lines, stated(4, **{SIZE: Decimal(8)}), stated(5, **{SIZE: "огромный"})]
    with staged(new, two, None) as (load, heard):
        assert misfits(load, two, heard.types) == {SIZE: 1}
    apply(two, *new)
    assert (says(two, 4), says(two, 5)) == ({SCREEN: ("8", 8.0)}, {})
    assert Attribute.objects.get(name=SCREEN).type == "number"


def test_a_name_that_is_left_out_and_taken_in_again(seller: Callable[..., int]) -> None:
    shop = seller()
    lines = [stated(1, **{"Вес": Decimal(2), "Код склада": "A7"}), stated(2, **{"Вес": Decimal(3)})]
    apply(shop, *lines)
    mean(shop, "Код склада", "Код склада", is_ignored=True)
    assert says(shop, 1) == {"Вес": ("2", 2.0)}
    change_product(product_id=Offer.objects.get(external_id="2").product_id, attributes={"Вес": Decimal(4)})
    apply(shop, *lines)
    assert says(shop, 1) == {"Вес": ("2", 2.0)}
    mean(shop, "Код склада", "Код склада")
    assert apply(shop, *lines).changed == 1
    assert says(shop, 1) == {"Вес": ("2", 2.0), "Код склада": ("A7", None)}
    assert says(shop, 2) == {"Вес": ("4", 4.0)}  # an editor's word, which the list does not contradict anew


def test_whose_values_cannot_be_told_are_stated_again(seller: Callable[..., int]) -> None:
    shop = seller()
    lines = [stated(1, **{SCREEN: Decimal(5)}), stated(2, **{SIZE: Decimal(6), "Длина": Decimal(1)})]
    apply(shop, *lines)
    mean(shop, SIZE, SCREEN)
    mean(shop, SIZE, "Длина")
    assert says(shop, 2) == {SCREEN: ("6", 6.0), "Длина": ("1", 1.0)}
    apply(shop, lines[0], stated(2, **{SIZE: Decimal(6)}))
    assert (says(shop, 1), says(shop, 2)) == ({SCREEN: ("5", 5.0)}, {"Длина": ("6", 6.0)})
