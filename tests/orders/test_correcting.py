"""Corrections before shipping: pieces, sums and trail are right, whoever else is at the same order."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounts.models import User
from core.errors import DomainError
from core.events.models import Delivery
from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer
from modules.orders.models.orders import Order, Part, Step
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.states import Status
from modules.orders.services import correcting, steps
from modules.orders.services.privacy import erase_buyer
from tests import invariants
from tests.orders.shop import ADDRESS, goods, order_body, refusing, shelf, supplier
from tests.orders.together import at_once, statuses

pytestmark = pytest.mark.django_db


def lines_of(order: dict[str, Any]) -> list[int]:
    return [line["id"] for line in order["items"]]


def correcting_to(order: dict[str, Any], *quantities: int, **more: Any) -> dict[str, Any]:
    items = [{"id": id, "quantity": n} for id, n in zip(lines_of(order), quantities, strict=False)]
    return {"revision": order["revision"], "items": items, **more}


@pytest.fixture
def correct(clerk: Any) -> Callable[..., Any]:
    def post(order: dict[str, Any], *quantities: int, **more: Any) -> Any:
        return clerk.api.post(f"admin/orders/{order['id']}/corrections/", correcting_to(order, *quantities, **more))

    return post


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def assert_sound() -> None:
    """The laws of tests/invariants.py hold, and the corrections of each order are counted without a gap."""
    invariants.check(invariants.of_django)
    for order in Order.objects.all():
        numbers = OrderRevision.objects.filter(order=order).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, order.revision + 1))


def test_quantities_down_and_up(buyer: Any, clerk: Any, correct: Any) -> None:
    vector = supplier("Вектор", delivery="300.00", free_from="500.00")
    one, two = goods(supplier_id=vector), goods(price="50.00", supplier_id=vector)
    order = buyer.api.post("orders/", order_body((one, 5), (two, 2))).json()
    assert order["delivery"] == "0.00"
    assert [buyer.api.get(f"orders/{order['id']}/")["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    answer = correct(order, 2, 4, reason="Three were broken", comment="Call first")
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/orders/{order['id']}/")
    after = answer.json()
    assert [(line["quantity"], line["total"]) for line in after["items"]] == [(2, "200.00"), (4, "200.00")]
    assert (after["subtotal"], after["delivery"], after["total"]) == ("400.00", "300.00", "700.00")
    assert (after["revision"], after["comment"]) == (1, "Call first")
    assert (shelf(one), shelf(two)) == ((10, 2), (10, 4))
    assert buyer.api.get(f"orders/{order['id']}/").json() | {"warnings": []} == after
    (revision,) = clerk.api.get(f"admin/orders/{order['id']}/revisions/").json()
    assert (revision["number"], revision["by"], revision["reason"]) == (1, clerk.pk, "Three were broken")
    assert [line["quantity"] for line in revision["before"]["items"]] == [5, 2]
    assert (revision["before"]["total"], revision["after"]["total"]) == ("600.00", "700.00")
    assert (revision["before"]["comment"], revision["after"]["comment"]) == ("", "Call first")
    told = Delivery.objects.filter(event="orders.OrderCorrected").values_list("payload", flat=True)
    assert all(one == {"order_id": order["id"], "revision": 1} for one in told)
    assert_sound()


def test_prices_stay_as_they_were_agreed(placed: Any, correct: Any) -> None:
    kettle = goods()
    order = placed(kettle, 2)
    Offer.objects.update(price=Decimal("999.00"))
    assert correct(order, 3).json()["total"] == "300.00"


def test_an_address(placed: Any, correct: Any, clerk: Any) -> None:
    order = placed()
    new = {**ADDRESS, "city": "Уфа", "recipient": "Вера Ким"}
    after = correct(order, address=new).json()
    assert (after["address"]["city"], after["address"]["recipient"]) == ("Уфа", "Вера Ким")
    found = [clerk.api.get(f"admin/orders/?search={quote(name)}").json()["items"] for name in ("вера ким", "ёлкин")]
    assert [[one["id"] for one in page] for page in found] == [[order["id"]], []]


def test_a_part_left_without_lines_is_cancelled(placed_of_two: Any, correct: Any, buyer: Any) -> None:
    one, two = placed_of_two["offers"]
    steps.move_part(part_id=placed_of_two["parts"][1]["id"], status=Status.CONFIRMED, by=None)
    after = correct(placed_of_two, 0, reason="Sold out").json()
    assert [part["status"] for part in after["parts"]] == ["cancelled", "confirmed"]
    gone = after["parts"][0]
    assert (gone["subtotal"], gone["delivery"]) == ("0.00", "0.00")
    assert (after["status"], len(after["items"]), after["total"]) == ("confirmed", 1, "200.00")
    assert (shelf(one), shelf(two)) == ((10, 0), (10, 2))
    step = Step.objects.get(part=placed_of_two["parts"][0]["id"], to_status="cancelled")
    assert (step.actor, step.reason) == ("staff", "Sold out")
    assert Delivery.objects.filter(event="orders.OrderMoved", payload__to_status="cancelled").exists()
    assert_sound()


def test_what_a_supplier_sees_of_it(placed_of_two: Any, correct: Any) -> None:
    from modules.orders import public

    correct(placed_of_two, 1, 0)
    one, two = (part["supplier"]["id"] for part in placed_of_two["parts"])
    (mine,) = public.parts_of_supplier(supplier_id=one)
    assert ([line.quantity for line in mine.items], mine.subtotal, mine.status) == ([1], 100, "pending")
    (theirs,) = public.parts_of_supplier(supplier_id=two)
    assert (theirs.items, theirs.subtotal, theirs.status) == ([], 0, "cancelled")


@refusing
def test_refusals_change_nothing(placed: Any, placed_of_two: Any, correct: Any, clerk: Any, buyer: Any) -> None:
    kettle = goods(quantity=5)
    order = placed(kettle, 3)

    def path(of: dict[str, Any]) -> str:
        return f"admin/orders/{of['id']}/corrections/"

    assert refused(correct(order, 3)) == (422, "nothing_changed")
    assert refused(correct(order)) == (422, "nothing_changed")
    assert refused(correct(order, 0)) == (409, "nothing_left")
    short = correct(order, 6)
    assert refused(short) == (400, "insufficient_stock")
    # Of the whole line, not of what is added to it.
    assert [(one["available"], one["requested"]) for one in short.json()["details"]] == [(5, 6)]
    assert "5 left, 6 wanted" in short.json()["stock"]
    assert refused(correct(order, 2**31 - 1)) == (400, "insufficient_stock")
    wrong = correcting_to(order) | {"items": [{"id": lines_of(placed_of_two)[0], "quantity": 1}]}
    assert refused(clerk.api.post(path(order), wrong)) == (422, "unknown_line")
    twice = correcting_to(order) | {"items": [{"id": lines_of(order)[0], "quantity": n} for n in (1, 2)]}
    assert clerk.api.post(path(order), twice).status_code == 422
    for bad in ({}, {"revision": -1}, {"revision": 0, "items": [{"id": 1, "quantity": -1}]}, {"revision": 0, "x": 1}):
        assert clerk.api.post(path(order), bad).status_code == 422
    assert clerk.api.post("admin/orders/999999999/corrections/", correcting_to(order, 1)).status_code == 404
    assert buyer.api.post(path(order), correcting_to(order, 1)).status_code == 403
    assert buyer.api.get(f"admin/orders/{order['id']}/revisions/").status_code == 403
    assert clerk.api.get("admin/orders/999999999/revisions/").status_code == 404
    catalog.set_accepting(supplier_id=order["parts"][0]["supplier"]["id"], accepting=False)
    assert refused(correct(order, 4)) == (409, "supplier_closed")
    assert (OrderRevision.objects.count(), shelf(kettle)) == (0, (5, 3))
    assert correct(order, 2).status_code == 201, "what is given back is given back to a closed supplier too"
    late = correct(order, 1)
    assert (*refused(late), late.json()["revision"]) == (409, "order_changed", 1)
    assert_sound()


@refusing
def test_what_has_left_is_not_corrected(placed_of_two: Any, correct: Any) -> None:
    one, two = (part["id"] for part in placed_of_two["parts"])
    for status in ("confirmed", "assembled", "shipped"):
        steps.move_part(part_id=one, status=Status(status), by=None)
    answer = correct(placed_of_two, 1)
    assert (*refused(answer), answer.json()["supplier"]) == (409, "part_closed", "Вектор")
    assert refused(correct(placed_of_two, address=ADDRESS | {"city": "Уфа"})) == (409, "part_closed")
    later = correct(placed_of_two, 2, 1)
    assert later.status_code == 201
    steps.move_part(part_id=two, status=Status.CANCELLED, by=None)
    assert refused(correct(later.json(), 2, 2)) == (409, "part_closed")
    assert_sound()


def test_a_retry_under_its_key_is_one_correction(placed: Any, clerk: Any) -> None:
    order = placed(goods(), 3)
    clerk.api.headers["Idempotency-Key"] = "one-correction"
    body = correcting_to(order, 2)
    first, again = (clerk.api.post(f"admin/orders/{order['id']}/corrections/", body) for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert OrderRevision.objects.count() == 1


def test_who_is_forgotten_is_forgotten_in_the_trail(placed: Any, correct: Any, buyer: Any) -> None:
    order = placed(goods(), 3)
    correct(order, 2, comment="Домофон Ёлкиных")
    erase_buyer(user_id=buyer.pk)
    assert "Ёлкин" in str(OrderRevision.objects.get().before)
    steps.move_order(order_id=order["id"], status=Status.CANCELLED, by=None)
    revision = OrderRevision.objects.get()
    assert "Ёлкин" not in f"{revision.before} {revision.after}"
    assert revision.after["items"][0]["quantity"] == 2


@pytest.mark.profile("full")
@pytest.mark.django_db(transaction=True)
def test_clerks_at_once(placed: Any, clerk: Any) -> None:
    """Of twenty that saw the same order one corrects it; a correction and a step of another never mix."""
    kettle = goods(quantity=50)
    order = placed(kettle, 20)
    line = lines_of(order)[0]

    def to(n: int) -> Callable[[], Any]:
        change = {"order_id": order["id"], "revision": 0, "by": clerk.pk, "quantities": {line: n}}
        return partial(correcting.correct_order, **change)

    results = at_once([to(n) for n in range(1, 20)])
    assert Counter(type(result).__name__ for result in results) == {"Order": 1, "OrderChanged": 18}
    assert_sound()
    moves = [partial(steps.move_order, order_id=order["id"], status=Status.CONFIRMED, by=clerk.pk) for _ in range(10)]
    assert Counter(type(one).__name__ for one in at_once(moves)) == {"Order": 1, "IllegalTransition": 9}


@pytest.mark.profile("full")
@pytest.mark.django_db(transaction=True)
def test_corrections_against_cancels_ships_and_buyers(placed: Any, clerk: Any) -> None:
    for _ in range(3):
        one, two = goods(quantity=40), goods(quantity=40)
        orders = [_of_two(pair) for pair in ((one, two), (two, one)) * 2]
        for order in orders[:2]:
            for status in (Status.CONFIRMED, Status.ASSEMBLED):
                steps.move_order(order_id=order.pk, status=status, by=clerk.pk)
        calls: list[Callable[[], Any]] = [partial(_of_two, pair) for pair in ((one, two), (two, one))]
        for order, status in zip(orders, (Status.SHIPPED, Status.CANCELLED) * 2, strict=True):
            first, second = order.lines.order_by("pk").values_list("pk", flat=True)
            for change in ({first: 1, second: 6}, {first: 6, second: 1}, {first: 0}):
                change_it = partial(correcting.correct_order, order_id=order.pk, revision=0, by=clerk.pk)
                calls.append(partial(change_it, quantities=change))
            calls.append(partial(steps.move_order, order_id=order.pk, status=status, by=clerk.pk))
        failed = [one for one in at_once(calls) if isinstance(one, Exception) and not isinstance(one, DomainError)]
        assert not failed, failed
        assert_sound()


@pytest.mark.profile("full")
@pytest.mark.django_db(transaction=True)
def test_twenty_cancels_race_a_correction(placed: Any, buyer: Any) -> None:
    kettle = goods(quantity=10)
    order = placed(kettle, 5)
    cancel = partial(
        steps.move_own_order, order_id=order["id"], status=Status.CANCELLED, user_id=buyer.pk, reason="No need"
    )
    correct = partial(
        correcting.correct_order, order_id=order["id"], revision=0, by=None, quantities={lines_of(order)[0]: 9}
    )
    results = at_once([cancel] * 10 + [correct] + [cancel] * 10)
    assert statuses(results)  # every call has come back
    assert sum(isinstance(one, Order) and one.status == Status.CANCELLED for one in results) == 1
    assert shelf(kettle) == (10, 0)
    assert_sound()


def _of_two(pair: tuple[Offer, Offer]) -> Order:
    from modules.orders.rules.addresses import Address
    from modules.orders.services.placing import place

    asks = [catalog.Ask(quantity=3, offer_id=offer.pk) for offer in pair]
    user = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    placed = place(user_id=user, asks=asks, address=Address(city="Уфа"), comment="", expected_total=None, language="ru")
    return Order.objects.get(pk=placed.id)


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.integers(0, 1), st.dictionaries(st.integers(0, 2), st.integers(0, 7))),
        st.tuples(st.just("order"), st.integers(0, 1), st.sampled_from(list(Status))),
        st.tuples(st.just("part"), st.integers(0, 3), st.sampled_from(list(Status))),
    ),
    max_size=12,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
@pytest.mark.django_db(transaction=True)
def test_whatever_is_corrected_and_moved(buyer: Any, moves: list[tuple[str, int, Any]]) -> None:
    vector, gamma = supplier("Вектор", delivery="90.00", free_from="700.00"), supplier("Гамма", delivery="50.00")
    offers = [goods(supplier_id=id, quantity=9, price=price) for id, price in ((vector, "99.99"), (vector, "10.00"))]
    offers.append(goods(supplier_id=gamma, quantity=9, price="250.00"))
    orders = [buyer.api.post("orders/", order_body(*((offer, 2) for offer in offers))).json() for _ in range(2)]
    parts = list(Part.objects.filter(order__in=[order["id"] for order in orders]).order_by("pk"))
    for kind, which, what in moves:
        try:
            with transaction.atomic():
                if kind == "correct":
                    ids = lines_of(orders[which])
                    seen = Order.objects.get(pk=orders[which]["id"]).revision
                    wanted = {ids[place]: n for place, n in what.items()}
                    correcting.correct_order(order_id=orders[which]["id"], revision=seen, by=None, quantities=wanted)
                elif kind == "order":
                    steps.move_order(order_id=orders[which]["id"], status=what, by=None)
                else:
                    steps.move_part(part_id=parts[which].pk, status=what, by=None)
        except DomainError:
            pass
    for offer in Offer.objects.filter(quantity=9):
        assert offer.reserved <= offer.quantity
    assert_sound()
