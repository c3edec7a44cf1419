"""The pages on which staff map suppliers' categories and attribute names."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modules.catalog import public as catalog
from modules.catalog.models.attributes import Attribute
from modules.catalog.models.offers import Offer
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.providers.panels import mapping
from modules.catalog.services.categories import add_category
from tests.catalog.desk import Desk
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db(transaction=True)
CATEGORIES, ATTRIBUTES = "/admin/catalog/suppliercategory/", "/admin/catalog/supplierattribute/"


@pytest.fixture
def shop(seller: Callable[..., int], settings: Any) -> int:
    """A supplier with a mapped category, and three goods in one that waits."""
    id = seller(name="Вектор")
    catalog.apply_price_list(supplier_id=id, rows=[good("old", category="Сад", category_key="5")], mode="update")
    settings.UNKNOWN_CATEGORIES = "queue"
    size = (("Диагональ экрана, дюймы", Decimal("5.5")),)
    catalog.apply_price_list(supplier_id=id, rows=[good(n, attributes=size) for n in range(3)], mode="update")
    return id


def rows(answer: Any) -> list[Any]:
    return list(answer.context["cl"].result_list)


def save(desk: Desk, page: str, *changed: dict[str, Any]) -> Any:
    """Save the rows of a list, each as it stands but for what is changed."""
    form = {"form-TOTAL_FORMS": len(changed), "form-INITIAL_FORMS": len(changed), "_save": "Save"}
    for n, row in enumerate(changed):
        form |= {f"form-{n}-{name}": value for name, value in row.items()}
    return desk.client.post(page, form)


def test_a_category_is_found_in_any_case_and_told_from_its_namesakes(desk: Desk, shop: int) -> None:
    home, garden = (add_category(name=name).pk for name in ("Дом", "Дача"))
    kettles = [add_category(name="Чайники", parent=above).pk for above in (home, garden)]
    asked = {"app_label": "catalog", "model_name": "suppliercategory", "field_name": "category", "term": "чАЙ"}
    found = desk.client.get("/admin/autocomplete/", asked).json()["results"]
    assert {(int(one["id"]), one["text"]) for one in found} == {
        (kettles[0], "Дом › Чайники"),
        (kettles[1], "Дача › Чайники"),
    }
    found = desk.client.get("/admin/autocomplete/", asked | {"term": "дом › чайн"}).json()["results"]
    assert [int(one["id"]) for one in found] == kettles[:1]
    catalog_page = desk.client.get("/admin/catalog/category/", {"q": "чайники"}).content.decode()
    assert catalog_page.count("Чайники") >= 2
    waits = SupplierCategory.objects.get(key="224")
    SupplierCategory.objects.filter(pk=waits.pk).update(category=kettles[1])
    assert "Дача › Чайники</option>" in desk.client.get(CATEGORIES).content.decode()


def test_those_that_wait_come_first_with_their_goods(desk: Desk, shop: int) -> None:
    answer = desk.client.get(CATEGORIES, {"supplier": shop})
    assert [(row.key, row.goods_count, row.category_id is None) for row in rows(answer)] == [
        ("224", 3, True),
        ("5", 1, False),
    ]
    said = answer.content.decode()
    assert "waits to be mapped" in said
    assert 'data-app-label="catalog"' in said  # the shop's category is found by typing


def test_a_category_is_mapped_in_the_list(desk: Desk, shop: int) -> None:
    waiting, sad = rows(desk.client.get(CATEGORIES))
    target = add_category(name="Чайники")
    same = {"id": sad.pk, "category": sad.category_id}
    answer = save(desk, CATEGORIES, {"id": waiting.pk, "category": target.pk}, same)
    assert answer.status_code == 302, answer.context["errors"]
    assert {offer.product.category_id for offer in Offer.objects.filter(filed_under=waiting.pk)} == {target.pk}
    answer = save(desk, CATEGORIES, {"id": sad.pk, "category": ""})
    assert "choose another category instead" in answer.content.decode()
    assert SupplierCategory.objects.get(pk=sad.pk).category_id == sad.category_id


def test_what_is_called_alike_is_offered_and_taken(desk: Desk, shop: int, seller: Callable[..., int]) -> None:
    target = add_category(name="Кухни")
    waiting = SupplierCategory.objects.get(category=None)
    assert "Кухни" in desk.client.get(CATEGORIES).content.decode()
    desk.client.post(CATEGORIES, {"action": "take_the_alike", "_selected_action": [waiting.pk]})
    waiting.refresh_from_db()
    assert waiting.category == target


def test_an_attribute_is_mapped_in_the_list(desk: Desk, shop: int) -> None:
    size = Attribute.objects.create(name="Диагональ (дюйм)", type="number")
    answer = desk.client.get(ATTRIBUTES, {"supplier": shop})
    (row,) = rows(answer)
    assert (row.sample, row.near) == ("5.5", size)
    assert save(desk, ATTRIBUTES, {"id": row.pk, "attribute": size.pk}).status_code == 302
    assert {value.text for value in size.values.all()} == {"5.5"}
    assert save(desk, ATTRIBUTES, {"id": row.pk, "attribute": size.pk, "is_ignored": "on"}).status_code == 302
    assert not size.values.exists()
    assert SupplierAttribute.objects.get().is_chosen


def test_who_may_only_look(shop: int, person: Callable[..., Any]) -> None:
    clerk = person(is_staff=True)
    clerk.user_permissions.set(
        Permission.objects.filter(codename__in=("view_suppliercategory", "view_supplierattribute"))
    )
    client = Client()
    client.force_login(clerk)
    waiting = SupplierCategory.objects.get(category=None)
    target = add_category(name="Чайники")
    for page in (CATEGORIES, ATTRIBUTES):
        assert "form-0-" not in client.get(page).content.decode()
        assert client.get(f"{page}add/").status_code == 403
    assert client.get(f"{CATEGORIES}{waiting.pk}/change/").status_code == 200
    save(Desk(client), CATEGORIES, {"id": waiting.pk, "category": target.pk})
    client.post(CATEGORIES, {"action": "take_the_alike", "_selected_action": [waiting.pk]})
    waiting.refresh_from_db()
    assert waiting.category is None


def test_a_page_costs_little_however_many_there_are(desk: Desk, shop: int) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.client.get(CATEGORIES, {"supplier": shop}).status_code == 200
        return len(asked)

    few = [queries() for _ in range(2)][-1]
    more = [good(f"n{n}", category=f"Вид {n}", category_key=f"k{n}") for n in range(20)]
    catalog.apply_price_list(supplier_id=shop, rows=more, mode="update")
    assert queries() <= few


def test_the_suppliers_page_leads_there_and_names_its_root(desk: Desk, shop: int) -> None:
    page = f"/admin/catalog/supplier/{shop}/change/"
    said = desk.client.get(page).content.decode()
    assert f"{CATEGORIES}?supplier={shop}" in said
    assert f"{ATTRIBUTES}?supplier={shop}" in said
    root = add_category(name="Чужое")
    form = {"name": "Вектор", "delivery": "0", "minimum": "0", "accepting_orders": "on", "root": root.pk}
    assert desk.client.post(page, form).status_code == 302
    catalog_row = SupplierCategory.objects.get(category=None).supplier
    assert catalog_row.root == root


def test_the_first_page_tells_what_waits(desk: Desk, shop: int) -> None:
    said = desk.client.get("/admin/").content.decode()
    panel = said.partition('data-panel="catalog.mapping"')[2].partition("</section>")[0]
    assert "Waiting to be mapped" in panel
    assert f"{CATEGORIES}?category__isempty=1" in panel
    assert "Called something else" not in panel
    catalog.apply_price_list(supplier_id=shop, rows=[good("old", category="Шины", category_key="5")], mode="update")
    assert [figure.value for figure in mapping().figures] == ["1", "1"]
    found = desk.client.get(CATEGORIES, {"former_name__isempty": "0"})
    assert [row.key for row in rows(found)] == ["5"]


def test_goods_without_a_category_are_called_so(desk: Desk, shop: int) -> None:
    catalog.apply_price_list(supplier_id=shop, rows=[good("bare", category="", category_key="")], mode="update")
    nameless = SupplierCategory.objects.get(supplier_id=shop, key="")
    assert str(nameless) == "without a category"
    assert "without a category" in desk.client.get(CATEGORIES, {"supplier": shop}).content.decode()
