"""Goods whose category stands nowhere in the shop yet: their list says so, and they are seen once it does."""

import re
from typing import Any

import pytest

from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.services.categories import add_category
from modules.catalog.services.mapping import map_category
from modules.partners.services.weighing import MOST_NAMED
from tests.partners.conftest import good, yaml_list

pytestmark = pytest.mark.django_db(transaction=True)
CATEGORIES = [{"id": 1, "name": "Смартфоны"}, {"id": 2, "name": "Чай"}]


@pytest.fixture(autouse=True)
def queued(settings: Any) -> None:
    settings.UNKNOWN_CATEGORIES = "queue"


def waits(done: Any) -> list[tuple[int, bool]]:
    assert done["status"] == "applied"
    return [(one["rows"], one["hold"]) for one in done["warnings"] if one["code"] == "category_unmapped"]


def test_a_list_says_which_goods_wait_for_which_categories(supplier: Any, send: Any, shelf: Any) -> None:
    goods = [good(1), good(2), good(3, category=2)]
    done = send(supplier, yaml_list(*goods, categories=CATEGORIES))
    assert waits(done) == [(2, False), (1, False)]
    first, second = (one["detail"] for one in done["warnings"] if one["code"] == "category_unmapped")
    assert ("Смартфоны" in first, "Чай" in second) == (True, True)
    assert shelf(supplier) == {}
    mapping = SupplierCategory.objects.get(key="1")
    map_category(mapping_id=mapping.pk, category_id=add_category(name="Телефоны").pk)
    assert set(shelf(supplier)) == {"1", "2"}
    again = send(supplier, yaml_list(*goods, good(4, category=2), categories=CATEGORIES))
    assert waits(again) == [(2, False)]


def test_staff_are_led_from_a_list_to_where_its_categories_are_mapped(
    supplier: Any, send: Any, client: Any, person: Any
) -> None:
    done = send(supplier, yaml_list(good(1), good(2, category=2), categories=CATEGORIES))
    client.force_login(person(is_staff=True, is_superuser=True))
    page = client.get(f"/admin/partners/pricelist/{done['id']}/change/").content.decode()
    (way,) = re.findall(r'href="(/admin/catalog/suppliercategory/[^"]+)"', page)
    mapping = client.get(way.replace("&amp;", "&")).content.decode()
    assert ("Смартфоны" in mapping, "Чай" in mapping) == (True, True)


def test_of_many_the_fullest_are_named_and_the_rest_counted(supplier: Any, send: Any) -> None:
    many = [{"id": id, "name": f"Вид {id}"} for id in range(1, MOST_NAMED + 6)]
    goods = [good(one["id"], category=one["id"]) for one in many]
    done = send(supplier, yaml_list(*goods, good("more", category=25), categories=many))
    assert waits(done) == [(2, False), *[(1, False)] * (MOST_NAMED - 1), (5, False)]
    assert "5" in done["warnings"][-1]["detail"]


def test_where_categories_are_made_nothing_waits(supplier: Any, send: Any, settings: Any) -> None:
    settings.UNKNOWN_CATEGORIES = "make"
    assert waits(send(supplier, yaml_list(good(1)))) == []
