"""What is delivered, a buyer may speak about: the catalogue is told in the step's own transaction."""

from typing import Any

import pytest

from modules.catalog.models.reviews import Receipt
from modules.orders.rules.states import Status
from modules.orders.services import steps
from tests.orders.shop import goods, order_body, refusing, supplier

pytestmark = pytest.mark.django_db
WAY = ("confirmed", "assembled", "shipped", "delivered")


def walk(order: dict[str, Any], *statuses: str) -> None:
    for status in statuses:
        steps.move_order(order_id=order["id"], status=Status(status), by=None)


def received(user: Any) -> list[int]:
    return sorted(Receipt.objects.filter(user_id=user.pk).values_list("product_id", flat=True))


@refusing
def test_a_delivered_order_lets_its_buyer_review_all_of_it_and_nothing_sooner(buyer: Any, person: Any) -> None:
    kettle, lamp = goods(), goods()
    order = buyer.api.post("orders/", order_body((kettle, 1), (lamp, 2))).json()
    walk(order, *WAY[:3])
    path = f"products/{kettle.product_id}/reviews/"
    assert received(buyer) == []
    assert buyer.api.post(path, {"rating": 5}).json()["code"] == "not_received"
    walk(order, "delivered")
    assert received(buyer) == sorted([kettle.product_id, lamp.product_id])
    assert buyer.api.post(path, {"rating": 5}).status_code == 201
    assert person().api.post(path, {"rating": 1}).json()["code"] == "not_received"


def test_a_delivered_part_counts_by_itself_and_a_cancelled_one_never(buyer: Any, placed_of_two: Any) -> None:
    one, two = placed_of_two["offers"]
    first, second = (part["id"] for part in placed_of_two["parts"])
    for status in WAY:
        steps.move_part(part_id=first, status=Status(status), by=None)
    assert received(buyer) == [one.product_id]
    steps.move_part(part_id=second, status=Status.CANCELLED, by=None)
    assert received(buyer) == [one.product_id]
    assert two.product_id != one.product_id


def test_the_same_product_delivered_twice_is_one_receipt(buyer: Any) -> None:
    kettle = goods(supplier_id=supplier("Вектор"))
    for _ in range(2):
        walk(buyer.api.post("orders/", order_body((kettle, 1))).json(), *WAY)
    assert received(buyer) == [kettle.product_id]


@refusing
def test_a_step_that_fails_leaves_no_receipt(buyer: Any, placed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    order = placed()
    walk(order, *WAY[:3])
    monkeypatch.setattr(steps, "_tell", lambda *told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        walk(order, "delivered")
    assert received(buyer) == []
