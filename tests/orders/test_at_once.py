"""Many at once, with real threads on a real Postgres: nothing sold twice, given back twice, or moved twice."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.db.models import Sum

from core.events.delivery import deliver
from core.events.models import Delivery
from modules.orders.models.documents import Invoice, InvoiceCounter
from modules.orders.models.orders import Line, Order, Step
from modules.orders.rules.states import Status
from modules.orders.services import invoicing, steps
from tests.orders.shop import goods, order_body, shelf
from tests.orders.together import at_once, posting, statuses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.profile("full")]


def test_twenty_buyers_of_three_of_ten(person: Any) -> None:
    kettle = goods(quantity=10)
    buyers = [person() for _ in range(20)]
    answers = at_once([posting(one.api, "orders/", order_body((kettle, 3))) for one in buyers])
    assert statuses(answers) == {201: 3, 400: 17}
    assert shelf(kettle) == (10, 9)
    assert Line.objects.aggregate(sold=Sum("quantity"))["sold"] == 9


def test_reversed_lines_do_not_wait_for_each_other(person: Any) -> None:
    offers = [goods(quantity=40) for _ in range(6)]
    buyers = [person() for _ in range(20)]
    calls = []
    for n, one in enumerate(buyers):
        lines = [(offer, 2) for offer in (offers if n % 2 else offers[::-1])]
        calls.append(posting(one.api, "orders/", order_body(*lines)))
    assert statuses(at_once(calls)) == {201: 20}
    assert [shelf(offer) for offer in offers] == [(40, 40)] * 6


def test_ship_against_cancel(placed: Any, clerk: Any, buyer: Any) -> None:
    for _ in range(5):
        kettle = goods(quantity=10)
        id = placed(kettle, 4)["id"]
        for status in (Status.CONFIRMED, Status.ASSEMBLED):
            steps.move_order(order_id=id, status=status, by=None)
        moves = [Status.SHIPPED, Status.CANCELLED] * 2
        results = at_once([partial(steps.move_order, order_id=id, status=to, by=None) for to in moves])
        won = [result for result in results if isinstance(result, Order)]
        assert len(won) == 1, results
        order = Order.objects.get(pk=id)
        assert shelf(kettle) == ((6, 0) if order.status == "shipped" else (10, 0))
        assert Step.objects.filter(order=id, part=None).count() == 4


def test_twenty_cancels_give_back_once(placed: Any) -> None:
    kettle = goods(quantity=10)
    other, mine = placed(kettle, 5), placed(kettle, 5)
    results = at_once([lambda: steps.move_order(order_id=mine["id"], status=Status.CANCELLED, by=None)] * 20)
    assert Counter(type(result).__name__ for result in results) == {"Order": 1, "IllegalTransition": 19}
    assert shelf(kettle) == (10, 5)
    assert Order.objects.get(pk=other["id"]).status == "pending"


def test_parts_moved_at_once_leave_the_order_where_the_slowest_is(placed_of_two: Any) -> None:
    parts = [part["id"] for part in placed_of_two["parts"]]
    for status in (Status.CONFIRMED, Status.ASSEMBLED, Status.SHIPPED, Status.DELIVERED):
        at_once([partial(steps.move_part, part_id=id, status=status, by=None) for id in parts])
        assert Order.objects.get().status == status
    assert [shelf(offer) for offer in placed_of_two["offers"]] == [(8, 0), (8, 0)]


def test_the_same_key_twenty_times(buyer: Any) -> None:
    kettle = goods(quantity=10)
    buyer.api.headers["Idempotency-Key"] = "one-click"
    answers = at_once([posting(buyer.api, "orders/", order_body((kettle, 1)))] * 20)
    assert statuses(answers) == {201: 20}
    assert len({answer.content for answer in answers}) == 1
    assert (Order.objects.count(), shelf(kettle)) == (1, (10, 1))


def test_invoice_numbers_at_once(placed: Any) -> None:
    kettle = goods(quantity=100)
    ids = [placed(kettle)["id"] for _ in range(10)]
    results = at_once([partial(invoicing.give_number, order_id=id) for id in ids * 2])
    assert all(isinstance(result, Invoice) for result in results), results
    assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, 11))
    assert InvoiceCounter.objects.get().last == 10


def test_one_delivery_rung_twice_is_one_invoice(placed: Any) -> None:
    placed()
    id = Delivery.objects.get(event="orders.OrderPlaced", listener__endswith="make_invoice").pk
    at_once([lambda: deliver(id)] * 4)
    assert Invoice.objects.get().number == 1
    assert Delivery.objects.filter(event="orders.InvoiceReady").count() == 2
