from typing import Any

import pytest

from core import ports
from modules.cart.models import Cart
from modules.catalog.models.offers import Offer
from modules.orders.models.orders import Order
from tests.orders.shop import ADDRESS, goods, refusing, shelf, supplier

pytestmark = pytest.mark.django_db


@refusing
@pytest.mark.parametrize("path", ["cart/checkout/", "orders/"])
def test_a_cart_becomes_an_order_once(buyer: Any, put: Any, path: str) -> None:
    kettle, lamp = goods(price="199.99", supplier_id=supplier(delivery="50")), goods()
    put(buyer.api, lamp, 1)
    cart = put(buyer.api, kettle, 3)
    body = {"address": ADDRESS, "comment": "да", "expected_total": cart["total"]}
    answer = buyer.api.post(path, body)
    assert answer.status_code == 201, answer.content
    order = answer.json()
    assert answer["Location"] == f"/api/v1/orders/{order['id']}/"
    assert buyer.api.get(answer["Location"]).json() == order
    assert order["total"] == cart["total"] == "749.97"
    assert sorted(item["offer_id"] for item in order["items"]) == sorted([kettle.pk, lamp.pk])
    assert (shelf(kettle), shelf(lamp)) == ((10, 3), (10, 1))
    assert Order.objects.get().cart_id == cart["id"]
    again = buyer.api.post(path, body)
    assert (again.status_code, again.json()["code"]) == (409, "cart_empty")
    assert buyer.api.get("cart/").json()["items"] == []
    assert put(buyer.api, kettle, 1)["id"] != cart["id"]


@refusing
def test_a_refused_checkout_leaves_everything(buyer: Any, put: Any) -> None:
    kettle = goods(price="100.00", quantity=2)
    cart = put(buyer.api, kettle, 3)
    refusals = []
    for body in ({"address": ADDRESS}, {"address": ADDRESS, "expected_total": "1.00"}, {"contact_id": 10**9}, {}):
        answer = buyer.api.post("cart/checkout/", body)
        refusals.append((answer.status_code, answer.json()["code"]))
        Offer.objects.filter(pk=kettle.pk).update(quantity=10)
    assert refusals == [
        (400, "insufficient_stock"), (409, "price_changed"), (422, "unknown_contact"), (422, "address_required")
    ]  # fmt: skip
    assert shelf(kettle) == (10, 0)
    assert not Order.objects.exists()
    assert buyer.api.get("cart/").json()["id"] == cart["id"]
    assert Cart.objects.get().closed_at is None


@refusing
def test_past_goods_stay_in_the_cart_and_hold_the_checkout(buyer: Any, put: Any) -> None:
    kettle, gone = goods(), goods(name="Старое")
    put(buyer.api, kettle, 1)
    cart = put(buyer.api, gone, 1)
    Offer.objects.filter(pk=gone.pk).update(retired_at="2026-01-01T00:00:00Z")
    answer = buyer.api.post("cart/checkout/", {"address": ADDRESS})
    assert (answer.status_code, answer.json()["code"]) == (409, "unavailable")
    seen = buyer.api.get("cart/").json()
    assert [item["name"] for item in seen["items"]] == [item["name"] for item in cart["items"]]
    buyer.api.delete(f"cart/items/{cart['items'][1]['id']}/")
    assert buyer.api.post("cart/checkout/", {"address": ADDRESS}).status_code == 201


def test_a_repeated_key_gets_the_first_order(buyer: Any, put: Any) -> None:
    put(buyer.api, goods(), 1)
    answers = [
        buyer.api.post("cart/checkout/", {"address": ADDRESS}, headers={"Idempotency-Key": "once"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert answers[1]["Location"] == answers[0]["Location"]


def test_guests_sign_in_first(guest: Any, put: Any, buyer: Any) -> None:
    put(guest, goods(), 2)
    assert guest.post("cart/checkout/", {"address": 5}).status_code == 401
    order = buyer.api.post("cart/checkout/", {"address": ADDRESS}, headers=guest.headers)
    assert order.status_code == 201
    assert order.json()["items"][0]["quantity"] == 2


@pytest.mark.parametrize(
    "body",
    [{"address": "x"}, {"address": ADDRESS, "x": 1}, {"contact_id": "1"}, {"address": ADDRESS, "comment": "\x00"}],
)
def test_hostile_checkouts(buyer: Any, put: Any, body: Any) -> None:
    put(buyer.api, goods(), 1)
    assert buyer.api.post("cart/checkout/", body).status_code == 422
    assert not Order.objects.exists()


def test_a_persons_data(buyer: Any, put: Any) -> None:
    put(buyer.api, goods(name="Чайник"), 2)
    assert list(ports.person(buyer.pk)["cart"]) == [{"name": "Чайник", "quantity": 2}]
    ports.erase_person(buyer.pk)
    assert not Cart.objects.exists()


def pieces_in(api: Any) -> list[tuple[int, int]]:
    return [(item["offer_id"], item["quantity"]) for item in api.get("cart/").json()["items"]]


@refusing
@pytest.mark.parametrize(("own", "theirs"), [(0, 9999), (3, 2)])
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}])
def test_nobody_orders_fewer_than_a_guests_cart_asked_for(
    buyer: Any, guest: Any, put: Any, own: int, theirs: int, headers: dict[str, str]
) -> None:
    rare, cup = goods(quantity=4), goods()
    if own:
        put(buyer.api, rare, own)
    put(guest, rare, theirs)
    put(guest, cup, 1)
    headers = guest.headers | headers
    answer = buyer.api.post("cart/checkout/", {"address": ADDRESS}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "insufficient_stock")
    short = {"product_id": rare.product_id, "offer_id": rare.pk, "available": 4, "requested": own + theirs}
    assert answer.json()["details"] == [short]
    assert not Order.objects.exists()
    assert (shelf(rare), shelf(cup)) == ((4, 0), (10, 0))
    assert pieces_in(guest) == [(rare.pk, theirs), (cup.pk, 1)]
    assert pieces_in(buyer.api) == ([(rare.pk, own)] if own else [])
    Offer.objects.filter(pk=rare.pk).update(quantity=9999)
    order = buyer.api.post("cart/checkout/", {"address": ADDRESS}, headers=headers).json()
    assert [(one["offer_id"], one["quantity"]) for one in order["items"]] == [(rare.pk, own + theirs), (cup.pk, 1)]
    assert (pieces_in(guest), pieces_in(buyer.api)) == ([], [])


@refusing
def test_a_line_that_takes_no_more_is_not_ordered_as_fewer(buyer: Any, guest: Any, put: Any, settings: Any) -> None:
    settings.CART_MAX_PIECES = 4
    cup = goods()
    put(buyer.api, cup, 3)
    put(guest, cup, 2)
    answer = buyer.api.post("cart/checkout/", {"address": ADDRESS}, headers=guest.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "quantity_too_large")
    assert (pieces_in(buyer.api), pieces_in(guest)) == ([(cup.pk, 3)], [(cup.pk, 2)])


@refusing
def test_a_guests_cart_stays_the_guests_whatever_the_checkout_is_refused_for(buyer: Any, guest: Any, put: Any) -> None:
    cup = goods()
    put(guest, cup, 2)
    wrong = {"address": ADDRESS, "expected_total": "1.00"}
    assert buyer.api.post("cart/checkout/", wrong, headers=guest.headers).json()["code"] == "price_changed"
    assert (pieces_in(buyer.api), pieces_in(guest)) == ([], [(cup.pk, 2)])
