"""Import and export in the admin: through its own pages, with real files."""

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from core.sheets import aside
from modules.catalog.models import Category, Offer, Product, Supplier
from modules.catalog.services.categories import add_category
from modules.catalog.services.products import add_product, change_product

pytestmark = pytest.mark.django_db
FORMATS = {"xlsx": 0, "csv": 1, "json": 2, "yaml": 3}
HOSTILE = [
    "=1+1",
    "+7 900",
    "-5",
    "@SUM(A1)",
    "'=x",
    "''",
    "#N/A",
    "_x0041_",
    "0042",
    "2026-01-31",
    "NO",
    "1e5",
    "=cmd|' /C calc'!A0",
]


class Desk:
    """Somebody at the import page of one kind."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def upload(self, kind: str, data: bytes | str, name: str = "file.csv") -> Any:
        file = io.BytesIO(data if isinstance(data, bytes) else data.encode())
        file.name = name
        answer = self.client.post(f"/admin/catalog/{kind}/import/", {"file": file})
        assert answer.status_code == 200
        return answer

    def confirm(self, kind: str, shown: Any) -> Any:
        token = shown.context["token"]
        assert token, shown.content.decode()
        with TestCase.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"/admin/catalog/{kind}/process_import/", {"token": token}, follow=True)

    def imports(self, kind: str, data: bytes | str, name: str = "file.csv") -> Any:
        return self.confirm(kind, self.upload(kind, data, name))

    def export(self, kind: str, ending: str, query: str = "") -> bytes:
        page = self.client.get(f"/admin/catalog/{kind}/export/{query}")
        fields = {
            name: "on" for name, field in page.context["form"].fields.items() if hasattr(field, "is_selectable_field")
        }
        data = fields | {"format": FORMATS[ending], "resource": "0"}
        answer = self.client.post(f"/admin/catalog/{kind}/export/{query}", data)
        assert answer["Content-Disposition"].endswith(f'.{ending}"')
        return b"".join(answer.streaming_content)


def counts(answer: Any) -> dict[str, int]:
    return {group.kind: group.count for group in answer.context["preview"].groups if group.count}


def errors(answer: Any) -> list[tuple[int, dict[str, str]]]:
    groups = {group.kind: group for group in answer.context["preview"].groups}
    return [(row.number, row.errors) for row in groups["error"].rows]


@pytest.fixture
def desk(person: Callable[..., Any], settings: Any, tmp_path: Any) -> Desk:
    settings.DATA_DIR = tmp_path
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return Desk(client)


@pytest.fixture
def shop(db: None) -> int:
    top = add_category(name="Техника")
    kitchen = add_category(name="Кухня", parent=top.pk).pk
    for number, text in enumerate(HOSTILE):
        add_product(
            name=text, category=kitchen, price=Decimal("10.50"), stock=number, gtin="04601234567893", brand=text,
            description=f"{text}\r\nвторая\rстрока\t ", attributes={text: text, "Вес": Decimal("0.3"), "Есть": True},
        )  # fmt: skip
    add_product(name="Без цены", category=top.pk)
    return kitchen


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("kind", ["product", "offer", "category", "supplier"])
def test_what_is_exported_and_imported_again_changes_nothing(desk: Desk, shop: int, kind: str, ending: str) -> None:
    file = desk.export(kind, ending)
    shown = desk.upload(kind, file, f"x.{ending}")
    assert set(counts(shown)) == {"same"}, errors(shown) or shown.context["preview"].groups[2].rows
    assert not shown.context.get("token")


def test_formulas_leave_as_texts(desk: Desk, shop: int) -> None:
    for row in csv.DictReader(io.StringIO(desk.export("product", "csv").decode("utf-8-sig"))):
        for cell in row.values():
            assert not re.match(r"[=+\-@\t\r]", cell), cell
    sheet: Any = openpyxl.load_workbook(io.BytesIO(desk.export("product", "xlsx"))).active
    header, *rows = sheet.iter_rows()
    place = {cell.value: n for n, cell in enumerate(header)}
    for row in rows:
        assert {cell.data_type for cell in row} <= {"s", "inlineStr", "n", "b"}
        assert row[place["name"]].data_type in {"s", "inlineStr"}
        assert row[place["price"]].data_type == "n"
    dangerous = next(row for row in rows if row[place["name"]].value == "=1+1")[place["name"]]
    assert dangerous.quotePrefix


def test_one_bad_row_refuses_the_file_and_says_why(desk: Desk, shop: int) -> None:
    before = Product.objects.count()
    bad = "name,category,price,is_active,gtin,stock\nA,Кухня нет,1,true,,\nB,Техника / Кухня,-1,true,,\n"
    bad += "C,Техника,1,maybe,123,1.5\n" + "D" * 300 + ",Техника,1,true,,\nE,Техника,NaN,true,,\nF,Техника,5,true,,1\n"
    shown = desk.upload("product", bad)
    found = dict(errors(shown))
    assert found[2].keys() == {"category"}
    assert found[3].keys() == {"price"}
    assert found[4].keys() == {"is_active", "gtin", "stock"}
    assert found[5] == {"name": "At most 255 characters."}
    assert found[6].keys() == {"price"}
    assert counts(shown) == {"error": 5, "new": 1}
    assert not shown.context["token"]
    assert "Must be an amount of money" in shown.content.decode()
    assert Product.objects.count() == before


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
    from django.contrib.auth.models import Permission

    reader = person(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_product"))
    client = Client()
    client.force_login(reader)
    assert client.get("/admin/catalog/product/export/").status_code == 200
    assert client.get("/admin/catalog/product/import/").status_code == 403
    assert client.post("/admin/catalog/product/process_import/").status_code == 403
    assert client.get("/admin/catalog/offer/export/").status_code == 403
    assert Client().get("/admin/catalog/product/export/").status_code == 302


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"PK\x03\x04 broken"), ("a.xlsx", b"no zip, no columns\n1\n"), ("a.csv", b""), ("a.csv", b"\n\n"),
        ("a.csv", b"name\n"), ("a.csv", b"\x00\x01\x02"), ("a.csv", b'name\n"open'), ("a.csv", b"x" * 200_000),
        ("a.csv", b"," * 1_000_000 + b"\n1\n"), ("a.csv", b"name,name\n1,2\n"), ("a.csv", b"name,nonsense\n1,2\n"),
        ("a.csv", b"name\n1,2\n"), ("a.json", b"[1, 2]"), ("a.json", b"[" * 100_000), ("a.json", b'[{"price": NaN}]'),
        ("a.json", b'[{"id": 1' + b"0" * 5000 + b"}]"), ("a.json", b'{"name": "x"}'), ("a.json", b'[{"a":1,"a":2}]'),
        ("a.yaml", BOMB.encode()), ("a.yaml", b"- !!python/object/apply:os.system [ls]\n"), ("a.yaml", b"- {a: ["),
        ("a.yaml", b"[" * 10_000), ("a.yaml", b"- name: a\n  name: b\n"), ("a.yaml", b"\xff\xfe\xff"),
        ("a.json", b'[{"name": "\\ud800", "category": "x"}]'), ("a.json", b'[{"name": {"a": 1}, "category": [1]}]'),
        ("a.csv", b"name,category\n" + b"x,y\n" * 50_001), ("a.csv", b"id\n99999999999999999999\n"),
        ("a.json", b'[{"id": true}, {"id": 1e400}, {"price": 1e999999}]'),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_words(desk: Desk, shop: int, name: str, data: bytes) -> None:
    shown = desk.upload("product", data, name)
    assert not shown.context.get("token")
    told = shown.context["form"].errors or shown.context["preview"].errors or errors(shown)
    assert told


def test_a_packed_bomb_is_refused_before_it_is_unpacked(desk: Desk, shop: int) -> None:
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book, book.open("xl/sharedStrings.xml", "w") as part:
        for _ in range(70):
            part.write(b" " * 1024 * 1024)
    shown = desk.upload("product", packed.getvalue(), "a.xlsx")
    assert "too large once it is unpacked" in str(shown.context["form"].errors)


def test_an_excel_of_a_windows_machine_is_read(desk: Desk, shop: int) -> None:
    shown = desk.upload("product", "name;category;price\nУтюг;Техника;1 499,5\nУтюг;Техника;1499,5\n".encode("cp1251"))
    assert counts(shown) == {"error": 1, "new": 1}
    assert shown.context["preview"].groups[1].rows[0].cells["name"] == "Утюг"


def test_duplicates_in_the_file_are_told(desk: Desk, shop: int) -> None:
    product = Product.objects.get(name="Без цены")
    shown = desk.upload("product", f"id,slug,name\n{product.pk},,А\n,{product.slug},Б\n99999,,В\n")
    assert [line for line, _told in errors(shown)] == [3, 4]


def test_export_goes_by_search_filter_and_choice(desk: Desk, shop: int) -> None:
    found = json.loads(desk.export("product", "json", "?q=Без цены"))
    assert [row["name"] for row in found] == ["Без цены"]
    assert found[0]["price"] is None
    chosen = Product.objects.get(name="NO").pk
    page = desk.client.post("/admin/catalog/product/", {"action": "export_admin_action", "_selected_action": [chosen]})
    assert f'value="{chosen}"' in page.content.decode()


def thousand(prefix: str = "Товар") -> str:
    rows = (f'{prefix} {n};Техника / Кухня;{n + 1};{n};"{{""Вес"": {n}}}"' for n in range(1000))
    return "name;category;price;stock;attributes\n" + "\n".join(rows)


def test_a_thousand_rows_cost_no_query_each(desk: Desk, shop: int) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
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
