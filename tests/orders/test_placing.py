from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.events.models import Delivery
from modules.catalog import public as catalog
from modules.orders.models.orders import Line, Order, Part, Step
from tests.orders.shop import ADDRESS, goods, order_body, refusing, shelf, supplier

pytestmark = pytest.mark.django_db


def test_an_order_is_what_was_agreed(buyer: Any) -> None:
    one = supplier("Вектор", delivery="250", free_from="1000")
    two = supplier("Гамма", delivery="300", free_from="500")
    kettle = goods(price="199.99", supplier_id=one, name="Чайник «Ёлка»")
    lamp = goods(price="500.00", supplier_id=two, name="Лампа", model="L-5")
    type(lamp.product).objects.filter(pk=lamp.product_id).update(model="L", gtin="4600000000017")
    answer = buyer.api.post("orders/", order_body((kettle, 3), (lamp, 1), comment="Звоните"))
    assert answer.status_code == 201, answer.content
    order = answer.json()
    assert answer["Location"] == f"/api/v1/orders/{order['id']}/"
    assert order["number"] == f"T-{100000 + order['id']}"
    assert order["status"] == "pending"
    assert [(i["name"], i["price"], i["quantity"], i["total"], i["supplier"]["name"]) for i in order["items"]] == [
        ("Чайник «Ёлка»", "199.99", 3, "599.97", "Вектор"),
        ("Лампа", "500.00", 1, "500.00", "Гамма"),
    ]
    assert [(i["sku"], i["model"], i["gtin"]) for i in order["items"]] == [
        (kettle.external_id, "", ""),
        (lamp.external_id, "L-5", "4600000000017"),
    ]
    assert [(p["supplier"]["id"], p["status"], p["subtotal"], p["delivery"]) for p in order["parts"]] == [
        (one, "pending", "599.97", "250.00"),
        (two, "pending", "500.00", "0.00"),
    ]
    assert (order["subtotal"], order["delivery"], order["total"]) == ("1099.97", "250.00", "1349.97")
    assert order["currency"] == "RUB"
    assert order["comment"] == "Звоните"
    assert order["address"] == {**ADDRESS, "structure": "", "building": "", "apartment": ""}
    assert shelf(kettle) == (10, 3)
    assert buyer.api.get(f"orders/{order['id']}/").json() == order


def test_what_is_agreed_does_not_change_with_the_catalogue(buyer: Any) -> None:
    seller = supplier("Вектор", delivery="100")
    kettle = goods(price="100.00", supplier_id=seller)
    order = buyer.api.post("orders/", order_body((kettle, 1))).json()
    type(kettle).objects.filter(pk=kettle.pk).update(price=Decimal("777.00"), external_id="other", model="M")
    kettle.product.name, kettle.product.gtin = "Другое", "4600000000017"
    kettle.product.save()
    catalog.set_terms(supplier_id=seller, name="Новое имя", delivery=Decimal(5))
    assert buyer.api.get(f"orders/{order['id']}/").json() == order


def test_by_product_means_its_best_offer(buyer: Any) -> None:
    kettle = goods(price="10.50")
    body = order_body() | {"items": [{"product_id": kettle.product_id, "quantity": 2}]}
    assert buyer.api.post("orders/", body).json()["items"][0]["offer_id"] == kettle.pk


# On Postgres: the key, the contact, the cart closed and read, the pieces, the order, the promises, the kept answer.
MOST = 8
# SQLite cannot insert into four tables at once, and has nowhere to travel to.
MORE_ON_SQLITE = 4


def _statements(place: Callable[[], Any]) -> list[str]:
    """Return what the database was asked inside the transaction: all but BEGIN and COMMIT, signing in, and the versions
    of cached answers, which are Memcached's in the full profile.
    """
    with CaptureQueriesContext(connection) as seen:
        answer = place()
    assert answer.status_code == 201, answer.content
    asked = [query["sql"] for query in seen]
    began = next(n for n, sql in enumerate(asked) if sql.startswith("BEGIN"))
    apart = ("BEGIN", "COMMIT", 'INSERT INTO "versions_')
    return [sql for sql in asked[began:] if not sql.startswith(apart)]


@refusing
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "one-click"}])
@pytest.mark.parametrize("path", ["orders/", *(["cart/checkout/"] if apps.is_installed("modules.cart") else [])])
def test_statements_do_not_grow_with_the_lines(buyer: Any, path: str, headers: dict[str, str]) -> None:
    contact = buyer.api.post("auth/contacts/", ADDRESS).json()["id"]
    suppliers = [supplier(f"С{n}") for n in range(3)]
    counts = []
    for count in (1, 12):
        offers = [goods(supplier_id=suppliers[n % 3]) for n in range(count)]
        body: dict[str, Any] = {"contact_id": contact, "comment": str(count)}
        if path == "orders/":
            body |= {"items": [{"offer_id": offer.pk, "quantity": 1} for offer in offers]}
        for offer in offers if path != "orders/" else ():
            assert buyer.api.post("cart/", {"offer_id": offer.pk, "quantity": 1}).status_code == 201
        key = {name: f"{value}-{count}" for name, value in headers.items()}
        asked = _statements(partial(buyer.api.post, path, body, headers=key))
        more = MORE_ON_SQLITE if connection.vendor == "sqlite" else 0
        assert len(asked) <= MOST + more, "\n".join(asked)
        assert Line.objects.count() >= count
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Delivery.objects.filter(event="orders.OrderPlaced").count() >= 2


def _nothing_happened(*offers: Any) -> None:
    assert not Order.objects.exists()
    assert not Part.objects.exists()
    assert not Step.objects.exists()
    assert not Delivery.objects.exists()
    assert all(shelf(offer)[1] == 0 for offer in offers)


def test_an_order_takes_the_lines_that_a_cart_takes(buyer: Any, clerk: Any, settings: Any) -> None:
    vector = supplier("Вектор")
    offers = [goods(supplier_id=vector) for _ in range(settings.CART_MAX_LINES)]
    order = buyer.api.post("orders/", order_body(*((offer, 2) for offer in offers)))
    assert order.status_code == 201, order.content
    fewer = [{"id": line["id"], "quantity": 1} for line in order.json()["items"]]
    path = f"admin/orders/{order.json()['id']}/corrections/"
    assert len(fewer) == settings.CART_MAX_LINES
    assert clerk.api.post(path, {"revision": 0, "items": fewer}).status_code == 201
    assert clerk.api.post(path, {"revision": 1, "items": [*fewer, {"id": 10**9, "quantity": 1}]}).status_code == 422


@refusing
def test_too_little_in_stock(buyer: Any) -> None:
    enough, little = goods(quantity=10), goods(quantity=2, name="Лампа")
    answer = buyer.api.post("orders/", order_body((enough, 1), (little, 3)))
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["code"] == "insufficient_stock"
    assert problem["stock"]
    assert problem["details"] == [
        {"product_id": little.product_id, "offer_id": little.pk, "available": 2, "requested": 3}
    ]
    _nothing_happened(enough, little)


@refusing
def test_expected_total(buyer: Any) -> None:
    kettle = goods(price="100.00", supplier_id=supplier(delivery="50"))
    refused = buyer.api.post("orders/", order_body((kettle, 1), expected_total="100.00"))
    assert refused.status_code == 409
    assert {name: refused.json()[name] for name in ("code", "subtotal", "delivery", "total", "currency")} == {
        "code": "price_changed",
        "subtotal": "100.00",
        "delivery": "50.00",
        "total": "150.00",
        "currency": "RUB",
    }
    _nothing_happened(kettle)
    assert buyer.api.post("orders/", order_body((kettle, 1), expected_total="150")).status_code == 201


@refusing
def test_minimums(buyer: Any, settings: Any) -> None:
    kettle = goods(price="100.00", supplier_id=supplier(minimum="300"))
    refused = buyer.api.post("orders/", order_body((kettle, 2)))
    assert (refused.status_code, refused.json()["code"]) == (422, "below_minimum")
    problem = refused.json()
    assert {name: problem[name] for name in ("supplier_id", "supplier", "subtotal", "minimum", "currency")} == {
        "supplier_id": kettle.supplier_id,
        "supplier": "Вектор",
        "subtotal": "200.00",
        "minimum": "300.00",
        "currency": "RUB",
    }
    for said in ("Вектор", "200.00 RUB", "300.00 RUB"):
        assert said in problem["detail"]
    in_russian = buyer.api.post("orders/", order_body((kettle, 2)), headers={"Accept-Language": "ru"}).json()
    assert "200,00 ₽" in in_russian["detail"]
    assert "300,00 ₽" in in_russian["detail"]
    settings.MIN_ORDER_AMOUNT = "1000"
    assert buyer.api.post("orders/", order_body((kettle, 3))).json()["minimum"] == "1000.00"
    settings.MIN_ORDER_AMOUNT = "300.01"
    refused = buyer.api.post("orders/", order_body((kettle, 3)))
    assert (refused.status_code, refused.json()["code"]) == (422, "below_minimum")
    assert (refused.json()["minimum"], refused.json()["supplier"]) == ("300.01", None)
    _nothing_happened(kettle)
    settings.MIN_ORDER_AMOUNT = "300.00"
    assert buyer.api.post("orders/", order_body((kettle, 3))).status_code == 201


@refusing
def test_refusals_with_codes(buyer: Any) -> None:
    kettle, closed, gone = goods(), goods(), goods()
    dear = goods(price="9999999999.99", quantity=5)
    foreign = goods(currency="EUR")
    catalog.set_accepting(supplier_id=closed.supplier_id, accepting=False)
    type(gone).objects.filter(pk=gone.pk).update(retired_at=gone.product.created_at)
    same_product = order_body((kettle, 1))
    same_product["items"].append({"product_id": kettle.product_id, "quantity": 1})
    cases = [
        (order_body((kettle, 1), (closed, 1)), 409, "supplier_closed"),
        (order_body((kettle, 1), (gone, 1)), 409, "unavailable"),
        (order_body((kettle, 1), (kettle, 2)), 422, "duplicate_product"),
        (same_product, 422, "duplicate_product"),
        (order_body((kettle, 1), (foreign, 1)), 422, "mixed_currencies"),
        (order_body((kettle, 1), (dear, 2)), 422, "total_too_large"),
        ({"items": [{"offer_id": 10**12, "quantity": 1}], "address": ADDRESS}, 422, "unknown_offer"),
        ({"items": [{"offer_id": kettle.pk, "quantity": 1}]}, 422, "address_required"),
        (order_body((kettle, 1), contact_id=1), 422, "address_given_twice"),
        (order_body((kettle, 1), address=None, contact_id=10**9), 422, "unknown_contact"),
    ]
    for body, status, code in cases:
        answer = buyer.api.post("orders/", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), (body, answer.content)
        _nothing_happened(kettle, closed, gone, dear, foreign)


def test_what_nobody_sees_is_not_kept(buyer: Any) -> None:
    hidden = {"city": "\u202eКазань\u202c", "street": "Бау\u200bмана\ufeff", "recipient": "Пётр \u2066Ёлкин\u2069 "}
    body = order_body((goods(), 1), address=ADDRESS | hidden, comment="Код\u202e 7\u00ad, 👩\u200d🚀")
    order = buyer.api.post("orders/", body).json()
    shown = {name: order["address"][name] for name in hidden}
    assert shown == {"city": "Казань", "street": "Баумана", "recipient": "Пётр Ёлкин"}
    assert order["comment"] == "Код 7, 👩\u200d🚀"


def test_contact_of_ones_own(buyer: Any, person: Any) -> None:
    contact = buyer.api.post("auth/contacts/", {**ADDRESS, "apartment": "5"})
    assert contact.status_code == 201, contact.content
    kettle, id = goods(), contact.json()["id"]
    order = buyer.api.post("orders/", order_body((kettle, 1), address=None, contact_id=id)).json()
    assert order["address"]["apartment"] == "5"
    assert order["address"]["recipient"] == ADDRESS["recipient"]
    other = person().api.post("orders/", order_body((kettle, 1), address=None, contact_id=id))
    assert other.status_code == 422
    (wrong,) = other.json()["errors"]
    assert (wrong["loc"], wrong["code"]) == (["body", "contact_id"], "unknown_contact")


@pytest.mark.parametrize(
    "change",
    [
        {"items": []},
        {"items": [{"offer_id": 1, "quantity": 0}]},
        {"items": [{"offer_id": 1, "quantity": 1.0}]},
        {"items": [{"offer_id": 1, "quantity": True}]},
        {"items": [{"offer_id": "1", "quantity": 1}]},
        {"items": [{"offer_id": 1, "quantity": 2**31}]},
        {"items": [{"offer_id": 2**63, "quantity": 1}]},
        {"items": [{"quantity": 1}]},
        {"items": [{"offer_id": 1, "product_id": 1, "quantity": 1}]},
        {"items": [{"offer_id": 1, "quantity": 1, "price": "1.00"}]},
        {"items": [{"offer_id": n, "quantity": 1} for n in range(1, 302)]},
        {"items": "all"},
        {"comment": "нуль\x00"},
        {"comment": "x" * 2001},
        {"comment": None},
        {"address": {**ADDRESS, "city": "\u2800 "}},
        {"address": {**ADDRESS, "street": "a\nb"}},
        {"address": {**ADDRESS, "phone": "1" * 41}},
        {"address": {**ADDRESS, "floor": "2"}},
        {"address": "Казань"},
        {"expected_total": "1e3"},
        {"expected_total": "-1"},
        {"expected_total": "NaN"},
        {"expected_total": 100.0},
        {"status": "delivered"},
    ],
)
def test_hostile_bodies(buyer: Any, change: dict[str, Any]) -> None:
    kettle = goods()
    answer = buyer.api.post("orders/", order_body((kettle, 1)) | change)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    _nothing_happened(kettle)


def test_a_repeated_key_is_one_order(buyer: Any) -> None:
    kettle = goods()
    first, again = (
        buyer.api.post("orders/", order_body((kettle, 1)), headers={"Idempotency-Key": "k1"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotency-Replayed"] == "true"
    assert again["Location"] == first["Location"]
    assert again.content == first.content
    assert Order.objects.count() == 1
    assert shelf(kettle) == (10, 1)


@refusing
def test_a_refused_key_is_judged_anew(buyer: Any) -> None:
    kettle = goods(quantity=1)
    body = order_body((kettle, 2))
    assert buyer.api.post("orders/", body, headers={"Idempotency-Key": "k2"}).status_code == 400
    _nothing_happened(kettle)
    type(kettle).objects.filter(pk=kettle.pk).update(quantity=5)
    assert buyer.api.post("orders/", body, headers={"Idempotency-Key": "k2"}).status_code == 201


def test_nobody_and_no_cart(api: Any, buyer: Any) -> None:
    assert api.post("orders/", {"items": 5}).status_code == 401
    answer = buyer.api.post("orders/", {"address": ADDRESS})
    assert (answer.status_code, answer.json()["code"]) == (409, "cart_empty")
