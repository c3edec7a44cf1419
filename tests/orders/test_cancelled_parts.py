"""A part that is given up while its order goes on is paid for no more, wherever the order's sums are told."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from modules.catalog import public as catalog
from modules.orders import public
from modules.orders.models.orders import Order, Part
from modules.orders.rules.states import Status
from modules.orders.selectors.sales import sold_by_day, top_products
from modules.orders.services import steps
from tests import invariants
from tests.orders.shop import goods, order_body, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(buyer: Any) -> dict[str, Any]:
    """An order of two suppliers: 2 x 100.00 and 50.00 of delivery, 3 x 40.00 and 30.00."""
    vector, gamma = supplier("Вектор", delivery="50.00"), supplier("Гамма", delivery="30.00")
    one, two = goods(name="Чайник", supplier_id=vector), goods(name="Чашка", price="40.00", supplier_id=gamma)
    placed: dict[str, Any] = buyer.api.post("orders/", order_body((one, 2), (two, 3))).json()
    assert sums(placed) == ("320.00", "80.00", "400.00")
    return placed


def sums(order: Any) -> tuple[str, str, str]:
    return order["subtotal"], order["delivery"], order["total"]


def cancel(order: dict[str, Any], place: int) -> None:
    part = order["parts"][place]
    public.move_part(supplier_id=part["supplier"]["id"], part_id=part["id"], status="cancelled", by=None)
    invariants.check(invariants.of_django)


def test_its_sums_leave_the_order_and_its_lines_stay_marked(order: Any, buyer: Any) -> None:
    cancel(order, 0)
    after = buyer.api.get(f"orders/{order['id']}/").json()
    assert (after["status"], *sums(after)) == ("pending", "120.00", "30.00", "150.00")
    assert [(line["name"], line["quantity"], line["cancelled"]) for line in after["items"]] == [
        ("Чайник", 2, True), ("Чашка", 3, False),
    ]  # fmt: skip
    assert [(part["subtotal"], part["counted"]) for part in after["parts"]] == [("200.00", False), ("120.00", True)]
    assert sums(buyer.api.get("orders/").json()["items"][0]) == sums(after)
    (theirs,) = public.parts_of_supplier(supplier_id=order["parts"][0]["supplier"]["id"])
    assert (theirs.subtotal, theirs.delivery, theirs.status) == (200, 50, "cancelled")


def test_a_correction_does_not_bill_it_again(order: Any, clerk: Any) -> None:
    cancel(order, 0)
    body = {"revision": 0, "items": [{"id": order["items"][1]["id"], "quantity": 4}]}
    answer = clerk.api.post(f"admin/orders/{order['id']}/corrections/", body)
    assert (answer.status_code, *sums(answer.json())) == (201, "160.00", "30.00", "190.00")
    (made,) = clerk.api.get(f"admin/orders/{order['id']}/revisions/").json()
    assert (sums(made["before"]), sums(made["after"])) == (("120.00", "30.00", "150.00"), ("160.00", "30.00", "190.00"))
    invariants.check(invariants.of_django)


def test_a_wholly_cancelled_order_keeps_what_it_last_came_to(order: Any, buyer: Any) -> None:
    cancel(order, 0)
    cancel(order, 1)
    after = buyer.api.get(f"orders/{order['id']}/").json()
    assert (after["status"], *sums(after)) == ("cancelled", "120.00", "30.00", "150.00")
    assert [part["counted"] for part in after["parts"]] == [False, True]
    assert all(line["cancelled"] for line in after["items"])


def test_an_order_cancelled_at_once_keeps_all_of_it(order: Any, buyer: Any) -> None:
    after = buyer.api.delete(f"orders/{order['id']}/").json()
    assert (after["status"], *sums(after)) == ("cancelled", "320.00", "80.00", "400.00")
    assert all(part["counted"] for part in after["parts"])
    invariants.check(invariants.of_django)


def test_turnover_best_sellers_and_files_leave_it_out(order: Any, clerk: Any) -> None:
    cancel(order, 0)
    (day,) = sold_by_day([timezone.localdate()])
    assert (day.orders, day.total) == (1, Decimal("150.00"))
    assert [one.name for one in top_products(timezone.now() - timedelta(days=1), limit=9)] == ["Чашка"]
    answer = clerk.api.get("admin/orders/export.csv", headers={"Accept-Language": "en"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["name"], row["quantity"], row["total"], row["delivery"]) for row in rows] == [
        ("Чайник", "2", "", ""), ("Чашка", "3", "120.00", "30.00"),
    ]  # fmt: skip


def test_delivery_is_judged_by_the_terms_that_were_agreed(buyer: Any, clerk: Any) -> None:
    vector = supplier("Вектор", delivery="300.00", free_from="500.00")
    placed = buyer.api.post("orders/", order_body((goods(supplier_id=vector), 5))).json()
    assert placed["delivery"] == "0.00"
    catalog.set_terms(supplier_id=vector, delivery=Decimal("999.00"), free_from=Decimal("100.00"))
    path = f"admin/orders/{placed['id']}/corrections/"
    for revision, (pieces, delivery) in enumerate([(4, "300.00"), (6, "0.00")]):
        body = {"revision": revision, "items": [{"id": placed["items"][0]["id"], "quantity": pieces}]}
        assert clerk.api.post(path, body).json()["delivery"] == delivery
    Part.objects.update(flat_rate=None, free_from=None)  # as it was placed before they were kept
    body = {"revision": 2, "items": [{"id": placed["items"][0]["id"], "quantity": 1}]}
    assert clerk.api.post(path, body).json()["delivery"] == "0.00"


def test_the_delivery_of_a_part_cancelled_by_the_staff_goes_with_it(order: Any) -> None:
    steps.move_part(part_id=order["parts"][1]["id"], status=Status.CANCELLED, by=None)
    assert Order.objects.values_list("subtotal", "delivery", "total").get() == (200, 50, 250)
