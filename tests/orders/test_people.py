from typing import Any

import pytest

from core import ports
from modules.orders.models.orders import Order
from modules.orders.rules.states import Status
from modules.orders.services import steps
from tests.orders.shop import ADDRESS, goods

pytestmark = pytest.mark.django_db


def test_an_order_is_described_to_whom_it_concerns(placed: Any, buyer: Any, clerk: Any, person: Any) -> None:
    order = placed()
    for viewer in (buyer, clerk, person(role="agent")):
        seen = ports.reference("order", order["id"], viewer_id=viewer.pk)
        assert seen is not None
        assert (seen.title, seen.link) == (order["number"], f"/api/v1/orders/{order['id']}/")
        assert seen.facts["total"] == "100.00\xa0RUB"
    assert ports.reference("order", order["id"], viewer_id=person().pk) is None
    assert ports.reference("order", 10**9, viewer_id=clerk.pk) is None


def test_a_persons_orders_are_given_out_whole(placed: Any, buyer: Any, person: Any) -> None:
    order = placed(goods(name="Чайник"), 2, comment="Звоните")
    (row,) = ports.person(buyer.pk)["orders"]
    assert (row["number"], row["comment"]) == (order["number"], "Звоните")
    assert row["address_recipient"] == ADDRESS["recipient"]
    assert "Чайник × 2" in str(row["lines"])
    assert ports.person(person().pk)["orders"] == []


def test_forgetting_waits_for_living_orders(placed: Any, buyer: Any) -> None:
    living, closed = placed(comment="один")["id"], placed(comment="два")["id"]
    steps.move_order(order_id=closed, status=Status.CANCELLED, by=None)
    buyer.api.get("orders/")
    ports.erase_person(buyer.pk)

    def kept(id: int) -> tuple[bool, str, str]:
        order = Order.objects.get(pk=id)
        return bool(order.address), order.comment, order.search_text

    assert kept(closed) == (False, "", "")
    assert kept(living)[:2] == (True, "один")
    steps.move_order(order_id=living, status=Status.CONFIRMED, by=None)
    assert kept(living)[:2] == (True, "один")
    steps.move_order(order_id=living, status=Status.CANCELLED, by=None)
    assert kept(living) == (False, "", "")
    assert Order.objects.get(pk=living).lines.count() == 1
    shown = buyer.api.get(f"orders/{closed}/").json()
    assert (shown["address"]["city"], shown["comment"], shown["total"]) == ("", "", "100.00")
