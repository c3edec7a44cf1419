"""Orders found by what people remember of them: buyers their own, the staff everybody's."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modules.orders.models.documents import Invoice
from modules.orders.models.orders import Order
from modules.orders.rules.addresses import phone_digits
from modules.orders.rules.numbers import invoice_of
from modules.orders.selectors.searching import matches
from tests.orders.shop import ADDRESS, goods, order_body

pytestmark = pytest.mark.django_db


def found(api: Any, query: str, path: str = "orders/") -> list[int]:
    answer = api.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.content
    return [order["id"] for order in answer.json()["items"]]


def test_a_buyer_narrows_their_own_orders(placed: Any, buyer: Any, person: Any) -> None:
    kettle = goods(name="Чайник «Ёлка» 50 %", external_id="ВК-17/b", model="Tea_9")
    type(kettle.product).objects.filter(pk=kettle.product_id).update(gtin="4601234567893")
    one, two = placed(kettle)["id"], placed(goods(name="Лампа"))["id"]
    other = person().api.post("orders/", order_body((kettle, 1))).json()
    Order.objects.filter(pk=two).update(status="shipped")
    number = Order.objects.get(pk=two).number
    for query, ids in (
        ("", [two, one]),
        ("status=shipped", [two]),
        ("status=cancelled", []),
        ("status=pending&search=лампа", []),
        ("search=чайник+«елка", [one]),
        ("search=АЙНИК", [one]),
        ("search=50 %25", [one]),
        ("search=вк-17/B", [one]),
        ("search=tea_9", [one]),
        ("search=tea.9", []),
        ("search=[", []),
        ("search=4601234567893", [one]),
        (f"search={number}", [two]),
        (f"search={number.removeprefix('T-')}", [two]),
        (f"search={other['number']}", []),
        ("search=%20%20", [two, one]),
    ):
        assert found(buyer.api, query) == ids, query
    for bad in ("status=lost", "search=%00", "search=" + "x" * 101):
        assert buyer.api.get(f"orders/?{bad}").status_code == 422
    # A cursor belongs to the list that it was made for.
    page = buyer.api.get("orders/?limit=1&search=а").json()
    assert found(buyer.api, f"limit=1&search=а&cursor={page['next']}") == [one]
    assert buyer.api.get(f"orders/?limit=1&search=й&cursor={page['next']}").status_code == 400


def test_the_staff_find_by_invoice_company_and_phone(person: Any, clerk: Any) -> None:
    desk = Client()
    desk.force_login(person(is_staff=True, is_superuser=True))
    anna, boris = person(company="ООО «Ёжик и партнёры»"), person(company="Vector LLC")
    body = order_body((goods(), 1), address={**ADDRESS, "phone": "+7 (900) 111-22-33"})
    mine = anna.api.post("orders/", body).json()
    body = order_body((goods(), 1), address={**ADDRESS, "phone": "8 800 555 35 35"})
    his = boris.api.post("orders/", body).json()
    Invoice.objects.create(order_id=mine["id"], year=2026, number=123)
    Invoice.objects.create(order_id=his["id"], year=2025, number=123)
    for search, order in (
        ("2026-000123", mine),
        ("2026-123", mine),
        ("2025-000123", his),
        ("ежик И ПАРТ", mine),
        ("vector", his),
        ("8 900 111-22-33", mine),
        ("8(900)1112233", mine),
        ("+79001112233", mine),
        ("+7 900", mine),
        ("8 900 111", mine),
        ("89001112233", mine),
        ("+7 800 555-35-35", his),
        ("7(800)555", his),
        ("8 800", his),
    ):
        assert found(clerk.api, f"search={search.replace('+', '%2B')}", "admin/orders/") == [order["id"]], search
        listed = desk.get("/admin/orders/order/", {"q": search}).content.decode()
        assert [one["number"] in listed for one in (mine, his)] == [order is mine, order is his], search
    assert found(clerk.api, "search=2024-000123", "admin/orders/") == []


def test_the_staff_find_by_the_codes_of_goods(person: Any, buyer: Any, clerk: Any) -> None:
    desk = Client()
    desk.force_login(person(is_staff=True, is_superuser=True))
    kettle = goods(external_id="ВК-17/b", model="Tea_9")
    type(kettle.product).objects.filter(pk=kettle.product_id).update(gtin="0460123456787")
    lamp = goods(external_id="4217", model="")
    both, one = (
        buyer.api.post("orders/", order_body(*lines)).json() for lines in (((kettle, 1), (lamp, 1)), ((lamp, 1),))
    )
    kettle.delete()  # what was ordered is found by what it was called
    for search, orders in (
        ("вк-17/B", [both]),
        ("ВК-17", []),
        ("TEA_9", [both]),
        ("tea.9", []),
        ("0460123456787", [both]),
        ("460123456787", [both]),
        ("00460123456787", [both]),
        (" 4217 ", [one, both]),
    ):
        assert found(clerk.api, f"search={search}", "admin/orders/") == [order["id"] for order in orders], search
        listed = desk.get("/admin/orders/order/", {"q": search}).content.decode()
        assert [order["number"] in listed for order in (one, both)] == [order in orders for order in (one, both)], (
            search
        )


@pytest.mark.profile("full")
def test_codes_are_looked_up_in_their_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Order.objects.filter(matches("NS-4217")).explain()
    assert all(f"line_by_{code}" in plan for code in ("sku", "model", "gtin")), plan


def test_a_search_takes_no_more_questions(placed: Any, buyer: Any, clerk: Any) -> None:
    for _ in range(5):
        placed()
    for api, path, query in (
        (buyer.api, "orders/", "search=чай&status=pending"),
        (clerk.api, "admin/orders/", "search=2026-000001"),
        (clerk.api, "admin/orders/", "search=ооо"),
        (clerk.api, "admin/orders/", "search=4601234567893"),
        (clerk.api, "admin/orders/", "search=8 900 111"),
    ):
        api.get(path)
        with CaptureQueriesContext(connection) as seen:
            found(api, f"limit=50&{query}", path)
        asked = [one["sql"] for one in seen if "orders_" in one["sql"]]
        assert len(asked) <= 3, asked


def test_what_is_no_phone_and_no_invoice() -> None:
    for text in ("", "8", "ёлка 8900", "8900x", "+", "1" * 40, "8 900\n"):
        assert phone_digits(text) == [], text
    assert phone_digits("+7 900 111-22-33") == phone_digits("7(900)1112233") == ["79001112233", "9001112233"]
    assert phone_digits("495 11") == ["49511"]
    for text in ("2026", "2026-", "1999-1", "2026-1x", "2026-0000000001", "2026-1-1"):
        assert invoice_of(text) is None, text


def test_the_staff_find_by_a_buyers_name_and_what_a_number_or_an_address_begins_with(person: Any, clerk: Any) -> None:
    anna = person(first_name="Анна", last_name="Ёлкина", email="anna.yolkina@shop.example")
    person(first_name="Борис").api.post("orders/", order_body((goods(), 1)))
    order = anna.api.post("orders/", order_body((goods(), 1))).json()
    for search in ("анна елкина", "Ёлкина Анна", "Елкина", "anna.yol", "ANNA.YOL"):
        assert found(clerk.api, f"search={search}", "admin/orders/") == [order["id"]], search
    number = order["number"]
    assert order["id"] in found(clerk.api, f"search={number[:-1]}", "admin/orders/")
    assert found(clerk.api, "search=T-9", "admin/orders/") == []
