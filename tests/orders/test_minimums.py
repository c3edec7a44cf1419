"""A correction that leaves a supplier less than it delivers from: the staff may make it, and know."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from modules.orders.models.orders import Order
from tests.orders.shop import goods, order_body, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def order(buyer: Any) -> dict[str, Any]:
    """Five pieces of a supplier with a minimum of 300.00, and five of one without."""
    offers = [goods(supplier_id=supplier("Вектор", minimum="300.00")), goods(supplier_id=supplier("Гамма"))]
    placed: dict[str, Any] = buyer.api.post("orders/", order_body(*((offer, 5) for offer in offers))).json()
    return placed


def correct(clerk: Any, order: dict[str, Any], revision: int, *quantities: int) -> Any:
    items = [{"id": line["id"], "quantity": n} for line, n in zip(order["items"], quantities, strict=True)]
    answer = clerk.api.post(f"admin/orders/{order['id']}/corrections/", {"revision": revision, "items": items})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_the_answer_warns(order: dict[str, Any], clerk: Any, buyer: Any) -> None:
    assert correct(clerk, order, 0, 3, 1)["warnings"] == [], "it is at the minimum"
    after = correct(clerk, order, 1, 2, 1)
    (told,) = after["warnings"]
    whose = {"supplier_id": order["parts"][0]["supplier"]["id"], "supplier": "Вектор"}
    assert told == {
        "code": "below_minimum", **whose, "subtotal": "200.00", "minimum": "300.00", "currency": "RUB",
    }  # fmt: skip
    assert after["total"] == "300.00"
    assert correct(clerk, order, 2, 2, 2)["warnings"] == [], "what this correction left alone is told no more"
    assert correct(clerk, order, 3, 0, 2)["warnings"] == [], "a part without goods is cancelled"
    assert "warnings" not in buyer.api.get(f"orders/{order['id']}/").json()


def test_the_form_asks_first(order: dict[str, Any], desk: Client) -> None:
    path = f"/admin/orders/order/{order['id']}/correct/"
    one, two = (line["id"] for line in order["items"])
    said = {**order["address"], "comment": "", "reason": "Осталось две", "revision": 0}
    sent = {**said, f"line-{one}": 2, f"line-{two}": 5}
    asked = desk.post(path, sent).content.decode()
    assert "Of “Вектор” the goods come to 200.00 RUB; its minimum is 300.00 RUB." in asked
    assert "Nothing is saved yet." in asked
    assert f'name="line-{one}" value="2"' in asked
    assert "Осталось две" in asked
    assert Order.objects.get().revision == 0
    seal = asked.partition('name="knowingly" value="')[2].partition('"')[0]
    worse = desk.post(path, {**sent, f"line-{one}": 1, "knowingly": seal}).content.decode()
    assert "come to 100.00 RUB" in worse, "what was told was another thing"
    assert Order.objects.get().revision == 0
    assert desk.post(path, {**sent, "knowingly": seal}).status_code == 302
    assert (Order.objects.get().revision, Order.objects.get().total) == (1, Decimal("700.00"))


def test_the_form_does_not_ask_without_need(order: dict[str, Any], desk: Client) -> None:
    path = f"/admin/orders/order/{order['id']}/correct/"
    one, two = (line["id"] for line in order["items"])
    said = {**order["address"], "comment": "", "reason": "", "revision": 0}
    assert desk.post(path, {**said, f"line-{one}": 3, f"line-{two}": 1}).status_code == 302
    russian = {"Accept-Language": "ru"}
    asked = desk.post(path, {**said, "revision": 1, f"line-{one}": 2, f"line-{two}": 1}, headers=russian)
    assert "200,00 ₽" in asked.content.decode()
