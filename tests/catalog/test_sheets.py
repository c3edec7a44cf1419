"""Import in the admin: what is seen, confirmed, and written through the services; what moved meanwhile is not."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.sheets import aside
from core.sheets.formats.csv import Csv
from core.sheets.sheet import Stale
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier
from modules.catalog.resources.products import ProductSheet
from modules.catalog.services.categories import add_category, change_category
from modules.catalog.services.products import add_product, change_product
from tests.catalog.desk import Desk, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> int:
    """A category inside another, and a product in the upper one; return the inner one."""
    top = add_category(name="Техника").pk
    add_product(name="Без цены", category=top)
    return add_category(name="Кухня", parent=top).pk


def test_rows_are_made_and_changed_through_the_services(desk: Desk, api: Any) -> None:
    desk.imports("category", "name,parent\nДом,\nСвет,Дом\n")
    assert [c.name for c in Category.objects.filter(parent__name="Дом")] == ["Свет"]
    answer = desk.imports(
        "product", 'name;category;price;stock;attributes\nЛампа;Дом / Свет;"1499,50";3;"{""Цвет"": ""белый""}"\n'
    )
    assert "1 new, 0 changed" in answer.content.decode()
    listed = api.get("products/?search=лампа&attr.Цвет=белый").json()["items"]
    assert [(one["name"], one["price"], one["in_stock"]) for one in listed] == [("Лампа", "1499.50", True)]
    id = listed[0]["id"]
    detail = api.get(f"products/{id}/").json()
    assert (detail["slug"], detail["stock"]) == (f"lampa-{id}", 3)
    desk.imports("product", f"id,name,stock\n{id},Лампа Ё,0\n")
    assert api.get("products/?search=лампа").json()["items"][0]["in_stock"] is False
    detail = api.get(f"products/{id}/").json()
    assert (detail["name"], detail["stock"], detail["price"]) == ("Лампа Ё", 0, "1499.50")
    desk.imports("supplier", "name,approved,delivery\nЗаря,yes,300\n")
    desk.imports("offer", f"supplier,external_id,product,price,quantity\nzarya,A-1,{detail['slug']},900,7\n")
    assert api.get("products/?in_stock=true").json()["items"][0]["price"] == "900.00"
    offer = Offer.objects.get(external_id="A-1")
    desk.imports("offer", f"id,retired\n{offer.pk},true\n")
    assert api.get(f"products/{id}/").json()["price"] == "1499.50"
    assert Supplier.objects.get(name="Заря").delivery == 300


def test_what_moved_between_preview_and_confirmation_is_not_written_over(desk: Desk, shop: int) -> None:
    product = Product.objects.get(name="Без цены")
    shown = desk.upload("product", f"id,name,brand\n{product.pk},Новое,\n")
    change_product(product_id=product.pk, brand="Чужой")
    again = desk.confirm("product", shown)
    product.refresh_from_db()
    assert (product.name, product.brand) == ("Без цены", "Чужой")
    assert "Nothing was written" in again.content.decode()
    assert counts(again) == {"changed": 1}
    desk.confirm("product", again)
    product.refresh_from_db()
    assert (product.name, product.brand) == ("Новое", "")


def test_a_change_elsewhere_in_the_row_is_kept(desk: Desk, shop: int) -> None:
    product = Product.objects.get(name="Без цены")
    shown = desk.upload("product", f"id,name\n{product.pk},Новое\n")
    change_product(product_id=product.pk, brand="Чужой")
    desk.confirm("product", shown)
    product.refresh_from_db()
    assert (product.name, product.brand) == ("Новое", "Чужой")


class Overtaken(ProductSheet):
    """A sheet whose last look at the rows comes a moment too late: somebody writes just before they are locked."""

    def __init__(self, write: Any) -> None:
        super().__init__()
        self.overtake = write

    def lock(self, rows: Any) -> None:
        self.overtake()
        super().lock(rows)


def test_what_moves_while_an_import_waits_for_its_locks_is_not_written_over(shop: int) -> None:
    product = Product.objects.get()
    table = Csv().create_dataset(f"id,name,category\n{product.pk},Новое,Техника / Кухня\n".encode())
    seal = ProductSheet().plan(table).seal
    for write in (
        lambda: change_product(product_id=product.pk, name="Чужое"),
        lambda: change_category(category_id=shop, name="Столовая"),
    ):
        with pytest.raises(Stale):
            Overtaken(write).apply(table, seal)
        product.refresh_from_db()
        assert product.name == "Без цены"
    Overtaken(lambda: add_category(name="Сад")).apply(table, seal)  # nothing that the file speaks of
    product.refresh_from_db()
    assert (product.name, product.category_id) == ("Новое", shop)


def test_a_file_is_imported_once_and_only_by_who_saw_it(desk: Desk, shop: int, person: Any) -> None:
    shown = desk.upload("product", "name,category\nОдин,Техника\n")
    other = Client()
    other.force_login(person(is_staff=True, is_superuser=True))
    other.post("/admin/catalog/product/process_import/", {"token": shown.context["token"]})
    desk.client.post("/admin/catalog/category/process_import/", {"token": shown.context["token"]})
    desk.client.post("/admin/catalog/product/process_import/", {"token": "made-up"})
    assert not Product.objects.filter(name="Один").exists()
    desk.confirm("product", shown)
    assert "choose it again" in desk.confirm("product", shown).content.decode()
    assert Product.objects.filter(name="Один").count() == 1
    assert list(aside._folder().iterdir()) == []


def test_rights_to_see_export_and_rights_to_write_import(desk: Desk, shop: int, person: Any) -> None:
    reader = person(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_product"))
    client = Client()
    client.force_login(reader)
    assert client.get("/admin/catalog/product/export/").status_code == 200
    assert client.get("/admin/catalog/product/import/").status_code == 403
    assert client.post("/admin/catalog/product/process_import/").status_code == 403
    assert client.get("/admin/catalog/offer/export/").status_code == 403
    assert Client().get("/admin/catalog/product/export/").status_code == 302


def test_an_excel_of_a_windows_machine_is_read(desk: Desk, shop: int) -> None:
    shown = desk.upload("product", "name;category;price\nУтюг;Техника;1 499,5\nУтюг;Техника;1499,5\n".encode("cp1251"))
    assert counts(shown) == {"error": 1, "new": 1}
    assert shown.context["preview"].groups[1].rows[0].cells["name"] == "Утюг"


def thousand(prefix: str = "Товар") -> str:
    rows = (f'{prefix} {n};Техника / Кухня;{n + 1};{n};"{{""Вес"": {n}}}"' for n in range(1000))
    return "name;category;price;stock;attributes\n" + "\n".join(rows)


def test_a_thousand_rows_cost_no_query_each(desk: Desk, shop: int) -> None:
    with CaptureQueriesContext(connection) as seen:
        shown = desk.upload("product", thousand())
    assert counts(shown) == {"new": 1000}
    assert len(seen) < 20
    assert len(shown.content) < 200_000
    with CaptureQueriesContext(connection) as seen:
        desk.confirm("product", shown)
    assert len(seen) < 80
    assert Product.objects.filter(name__startswith="Товар", is_listed=True).count() == 1000
    with CaptureQueriesContext(connection) as seen:
        file = desk.export("product", "xlsx")
    assert len(seen) < 25
    with CaptureQueriesContext(connection) as seen:
        shown = desk.upload("product", file, "x.xlsx")
    assert set(counts(shown)) == {"same"}
    assert len(seen) < 25
