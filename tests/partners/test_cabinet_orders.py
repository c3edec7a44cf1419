"""Orders in the supplier's cabinet: own lines, the contact once it is theirs to deliver, steps, the packing list."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.partners.test_cabinet import press, read, signed_in, words
from tests.partners.test_orders import order, part_of

__all__ = ["order"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(supplier: Any) -> Client:
    return signed_in(supplier)


def test_a_part_step_by_step(desk: Client, supplier: Any, order: Any, work: Any) -> None:
    mine = f"/partner/orders/{part_of(supplier)['id']}/"
    assert order["number"] in read(desk, "/partner/")
    first = words(read(desk, mine))
    assert "SKU Name Pieces" in first
    assert "Товар 1 2 100.00 200.00" in first
    assert "500.00 RUB" in first
    assert not [hidden for hidden in ("Казань", "Домофон", "Товар 2") if hidden in first]
    read(desk, f"{mine}packing-list/", 409)
    assert "Packing list" not in first
    for step in ("confirmed", "assembled", "shipped", "delivered"):
        press(desk, mine, {"status": step})
        work()
        assert part_of(supplier)["status"] == step
    assert "Казань" in read(desk, mine)
    assert 'name="status"' not in read(desk, mine)
    answer: Any = desk.get(f"{mine}packing-list/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    press(desk, mine, {"status": "pending"}, 404)
    press(desk, mine, {"status": "confirmed"})
    assert 'role="alert"' in read(desk, mine)
    assert part_of(supplier)["status"] == "delivered"


def test_a_part_is_cancelled_for_a_reason_that_others_read(desk: Client, supplier: Any, order: Any, buyer: Any) -> None:
    mine = f"/partner/orders/{part_of(supplier)['id']}/"
    press(desk, mine, {"status": "cancelled", "reason": "<b>Разбит</b>\0" + "!" * 600})
    said = part_of(supplier)
    assert (said["status"], len(said["reason"])) == ("cancelled", 500)
    assert said["reason"].startswith("<b>Разбит</b>!")
    shown = read(desk, mine)
    assert "<b>Разбит" not in shown
    assert "No longer shown." in shown
    theirs = f"/partner/orders/{part_of(order['other'])['id']}/"
    read(desk, theirs, 404)
    press(desk, theirs, {"status": "confirmed"}, 404)
    read(desk, f"{theirs}packing-list/", 404)
    assert part_of(order["other"])["status"] == "pending"


def test_corrections_are_told_between_the_steps(desk: Client, supplier: Any, order: Any, clerk: Any) -> None:
    mine = f"/partner/orders/{part_of(supplier)['id']}/"
    fewer = {"items": [{"id": one["id"], "quantity": 1} for one in order["items"]], "reason": "Один разбит"}
    elsewhere = {"address": {"city": "Уфа", "street": "Мира"}, "comment": "Код 15"}
    for revision, (made, step) in enumerate(((fewer, "confirmed"), (elsewhere, "assembled"))):
        answer = clerk.api.post(f"admin/orders/{order['id']}/corrections/", {"revision": revision, **made})
        assert answer.status_code == 201, answer.content
        press(desk, mine, {"status": step})
    told = words(read(desk, mine)).replace("\xa0", " ")
    story = [
        "pending · buyer",
        "the order was corrected (revision 1) Товар 1: 2 → 1 Total: 500.00 RUB → 400.00 RUB Один разбит",
        "confirmed · supplier",
        "the order was corrected (revision 2) Delivery to: Казань",
        "→ Уфа, Мира Comment: Домофон 7 → Код 15",
        "assembled · supplier",
    ]
    assert [told.index(said) for said in story] == sorted(told.index(said) for said in story)


def test_many_orders_by_status_cost_what_one_costs(desk: Client, supplier: Any, order: Any, buyer: Any) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            read(desk, path)
        return len(asked)

    paths = (
        "/partner/",
        "/partner/orders/",
        "/partner/orders/?status=pending",
        f"/partner/orders/{part_of(supplier)['id']}/",
    )
    few = [queries(path) for path in paths]
    items = [order["items_asked"][0] | {"quantity": 1}]
    for _n in range(2):
        placed = buyer.api.post("orders/", {"items": items, "address": {"city": "Тверь", "street": "Мира"}})
        assert placed.status_code == 201, placed.content
    assert [queries(path) for path in paths] == few
    assert max(few) <= 12
    assert "None." in words(read(desk, "/partner/orders/?status=shipped"))
    listed = read(desk, "/partner/orders/?status=pending")
    assert re.search(r'href="\?status=pending" aria-current="page"', listed)
    assert read(desk, "/partner/orders/?status=eaten").count(order["number"]) == 1


def test_orders_are_searched_in_the_cabinet(desk: Client, order: Any) -> None:
    number, path = order["number"], "/partner/orders/"
    assert 'placeholder="Номер заказа, артикул или GTIN"' in read(desk, path, language="ru")
    for query in (f"search={number}", f"search=+{number}+", f"search={number}&status=pending", "search=%00"):
        assert number in words(read(desk, f"{path}?{query}")), query
    for query in ("search=%3Cb%3E%22", f"search={number}&status=shipped"):
        page = read(desk, f"{path}?{query}")
        assert "Nothing goes by that." in page, query
        assert number not in words(page)
        assert "<b>" not in page
    page = read(desk, f"{path}?search=a%26b&status=shipped")
    assert 'href="?status=pending&amp;search=a%26b"' in page
    assert '<input type="hidden" name="status" value="shipped">' in page
