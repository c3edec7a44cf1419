"""Orders as files for a spreadsheet: what stands in them, that the columns add up, and for whom they are."""

import csv
import gc
import io
import weakref
from datetime import datetime
from decimal import Decimal
from itertools import batched
from typing import Any

import openpyxl
import pytest
from django.test import Client

from core.accounts.models import User
from modules.orders import resources
from modules.orders.models.orders import Line, Order, Part
from modules.orders.rules.states import Status
from modules.orders.services import exporting, invoicing, steps
from tests.orders.shop import goods, order_body, supplier

pytestmark = pytest.mark.django_db
FORMULA = "=HYPERLINK(1)"
AT_ONCE = 20


@pytest.fixture
def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def text_of(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def rows_of(answer: Any, ending: str) -> list[list[Any]]:
    if ending == "csv":
        return list(csv.reader(io.StringIO(text_of(answer))))
    return [[cell.value for cell in row] for row in sheet_of(answer).iter_rows()]


def sheet_of(answer: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]


def records_of(answer: Any, ending: str) -> list[dict[str, Any]]:
    head, *rows = rows_of(answer, ending)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_adds_up(person: Any, clerk: Any, desk: Client, ending: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(resources, "AT_ONCE", 2)
    anna = person()
    vector = supplier("Вектор", delivery="300.00")
    offers = [goods(supplier_id=vector), goods(supplier_id=vector, name=FORMULA, price="49.50"), goods()]
    orders = [
        anna.api.post("orders/", order_body(*((offer, 1) for offer in offers), comment=FORMULA)).json()
        for _ in range(3)
    ]
    other = person().api.post("orders/", order_body((goods(), 1))).json()
    answer = clerk.api.get(f"admin/orders/export.{ending}?user_id={anna.pk}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (200, resources.FORMATS[ending].content_type)
    head, *rows = rows_of(answer, ending)
    assert [row[0] for row in rows] == [order["number"] for order in reversed(orders) for _ in range(3)]
    sums = [sum(float(row[head.index(name)] or 0) for row in rows) for name in ("total", "delivery")]
    assert sum(sums) == sum(float(order["total"]) for order in orders)
    assert {row[head.index("comment")] for row in rows} == {f"'{FORMULA}" if ending == "csv" else FORMULA}
    taken = desk.get(f"/admin/orders/order/export/{ending}/?q={other['number']}")
    assert [row[0] for row in rows_of(taken, ending)[1:]] == [other["number"]]
    ticked = {"action": f"export_{ending}", "_selected_action": [other["id"], orders[0]["id"]]}
    numbers = [row[0] for row in rows_of(desk.post("/admin/orders/order/", ticked), ending)[1:]]
    assert set(numbers) == {other["number"], orders[0]["number"]}


@pytest.fixture
def invoiced(buyer: Any, settings: Any) -> dict[str, Any]:
    """An order of two suppliers with 20 % VAT and an invoice, of somebody from a company."""
    settings.VAT_RATE, settings.TIME_ZONE = Decimal("20.00"), "Asia/Vladivostok"
    User.objects.filter(pk=buyer.pk).update(company="ООО «Ёлка»", tax_id="7707083893")
    offers = [goods(supplier_id=supplier("Вектор", delivery="300.00"), price="49.50"), goods(price="100.00")]
    order: dict[str, Any] = buyer.api.post("orders/", order_body((offers[0], 2), (offers[1], 1))).json()
    Order.objects.update(created_at="2026-12-31T22:30:00Z")
    invoicing.give_number(order_id=order["id"])
    return order


def test_a_workbook_has_real_dates_and_amounts(invoiced: dict[str, Any], clerk: Any) -> None:
    sheet = sheet_of(clerk.api.get("admin/orders/export.xlsx"))
    head, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    told = dict(zip(head, first, strict=True))
    assert told["placed"] == datetime(2027, 1, 1, 8, 30)
    assert (told["invoice"], told["company"], told["SKU"]) == ("2027-000001", "ООО «Ёлка»", invoiced["items"][0]["sku"])
    assert told["tax ID"] == "7707083893"
    money = {"price": 49.5, "total": 99, "VAT included": 16.5, "delivery": 300, "VAT in delivery": 50, "VAT, %": 20}
    assert {name: told[name] for name in money} == money
    assert (told["order total"], told["currency"], told["status of the part"]) == (499, "RUB", "pending")
    assert dict(zip(head, second, strict=True))["order total"] is None
    formats = {name: sheet.cell(2, head.index(name) + 1).number_format for name in ("placed", "price", "VAT included")}
    assert formats == {"placed": "yyyy-mm-dd hh:mm", "price": "#,##0.00", "VAT included": "#,##0.00"}
    assert all(sheet.cell(2, head.index(name) + 1).data_type == "n" for name in money)


def test_the_api_speaks_utc_all_the_same(invoiced: dict[str, Any], clerk: Any) -> None:
    shown = clerk.api.get("admin/orders/?created_from=2026-12-31T22:00:00Z&created_to=2026-12-31T23:00:00Z").json()
    (said,) = (order["created_at"] for order in shown["items"])
    assert said.removesuffix("Z").removesuffix("+00:00") == "2026-12-31T22:30:00"


def test_a_russian_file_has_decimal_commas(invoiced: dict[str, Any], clerk: Any) -> None:
    text = text_of(clerk.api.get("admin/orders/export.csv", headers={"Accept-Language": "ru"}))
    head, first, _second = csv.reader(io.StringIO(text), delimiter=";")
    told = dict(zip(head, first, strict=True))
    expected = {"цена": "49,50", "в т. ч. НДС": "16,50", "итого по заказу": "499,00", "оформлен": "2027-01-01 08:30"}
    assert {name: told[name] for name in expected} == expected
    assert ";49,50;2;99,00;" in text, "numbers are not quoted"
    english = text_of(clerk.api.get("admin/orders/export.csv", headers={"Accept-Language": "en"}))
    assert ",49.50,2,99.00," in english


def test_what_was_cancelled_out_of_an_order_is_not_summed(invoiced: dict[str, Any], clerk: Any) -> None:
    part = invoiced["parts"][0]["id"]
    steps.move_part(part_id=part, status=Status.CANCELLED, by=None)
    Line.objects.filter(part=part).update(vat_rate=None)
    gone, left = records_of(clerk.api.get("admin/orders/export.xlsx"), "xlsx")
    assert (gone["status of the part"], gone["VAT, %"], gone["quantity"]) == ("cancelled", "no VAT", 2)
    assert [gone[name] for name in ("total", "VAT included", "delivery", "VAT in delivery")] == [None] * 4
    total = float(clerk.api.get(f"orders/{invoiced['id']}/").json()["total"])
    assert gone["order total"] == left["total"] + left["delivery"] == total


def test_an_export_keeps_few_orders_however_many_there_are(buyer: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(resources, "AT_ONCE", AT_ONCE)
    sums = {"user": buyer, "currency": "RUB", "subtotal": 100, "delivery": 0, "total": 100}
    orders = Order.objects.bulk_create(Order(**sums) for _ in range(5 * AT_ONCE))
    of_part = {"supplier_id": 1, "supplier_name": "Вектор", "subtotal": 100, "delivery": 0}
    parts = Part.objects.bulk_create(Part(order=order, **of_part) for order in orders)
    of_line = {"offer_id": 1, "product_id": 1, "supplier_id": 1, "name": "Чайник", "price": 100, "total": 100}
    Line.objects.bulk_create(Line(order=part.order, part=part, quantity=1, **of_line) for part in parts)

    living, of_order = weakref.WeakSet[Order](), resources._order

    def watched(order: Order) -> dict[str, Any]:
        living.add(order)
        if len(living) > 2 * AT_ONCE:
            gc.collect()  # rows and what was fetched with them name each other
        assert len(living) <= 2 * AT_ONCE, "an order is kept that was written already"
        return of_order(order)

    monkeypatch.setattr(resources, "_order", watched)
    assert b"".join(resources.sent(Order.objects.all(), "csv")).count(b"\r\n") == 5 * AT_ONCE + 1
    living.clear()
    some = batched(Order.objects.order_by("-pk").values_list("pk", flat=True), AT_ONCE)
    resources.file_of(resources.orders_of(some), "xlsx").close()


def test_an_export_is_for_the_staff_and_has_its_bounds(
    placed: Any, buyer: Any, clerk: Any, api: Any, desk: Client, monkeypatch: Any
) -> None:
    placed()
    placed()
    for ending in ("csv", "xlsx"):
        assert api.get(f"admin/orders/export.{ending}").status_code == 401
        assert buyer.api.get(f"admin/orders/export.{ending}?status=bad").status_code == 403
        assert clerk.api.get(f"admin/orders/export.{ending}?status=bad").status_code == 422
    assert Client().get("/admin/orders/order/export/csv/").status_code == 302
    assert desk.get("/admin/orders/order/export/pdf/").status_code == 403
    odd = desk.get("/admin/orders/order/export/csv/?year=zzz")
    assert (odd.status_code, odd["Location"]) == (302, "/admin/orders/order/?e=1")
    assert len(rows_of(desk.get("/admin/orders/order/export/csv/?status__exact=zzz"), "csv")) == 1
    monkeypatch.setattr(exporting, "MOST", 1)
    answer = clerk.api.get("admin/orders/export.csv")
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, "export_too_large", 1)
    assert "at most 1 orders" in desk.get("/admin/orders/order/export/csv/", follow=True).content.decode()
    assert Order.objects.count() == 2
