from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.cart.models import Cart, Item
from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.services import joining
from tests.orders.shop import ADDRESS, goods, refusing, supplier

pytestmark = pytest.mark.django_db


def problems(cart: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(one["code"], one["item_id"] or one["supplier_id"]) for one in cart["problems"]]


def test_an_empty_cart_is_not_written_down(buyer: Any, api: Any) -> None:
    for who in (buyer.api, api):
        cart = who.get("cart/").json()
        assert (cart["id"], cart["items"], cart["groups"], cart["problems"]) == (None, [], [], [])
        assert (cart["subtotal"], cart["delivery"], cart["total"], cart["currency"]) == ("0.00", "0.00", "0.00", "RUB")
    assert not Cart.objects.exists()


def test_the_cart_by_suppliers(buyer: Any, put: Any) -> None:
    one = supplier("Вектор", delivery="250", free_from="1000")
    two = supplier("Гамма", delivery="300", free_from="500")
    kettle = goods(price="199.99", supplier_id=one, name="Чайник")
    lamp = goods(price="500.00", supplier_id=two, name="Лампа")
    put(buyer.api, kettle, 3)
    cart = put(buyer.api, lamp, 1)
    assert [(i["name"], i["price"], i["quantity"], i["total"], i["available"]) for i in cart["items"]] == [
        ("Чайник", "199.99", 3, "599.97", 10),
        ("Лампа", "500.00", 1, "500.00", 10),
    ]
    assert [(g["supplier"]["name"], g["subtotal"], g["delivery"], len(g["items"])) for g in cart["groups"]] == [
        ("Вектор", "599.97", "250.00", 1),
        ("Гамма", "500.00", "0.00", 1),
    ]
    assert (cart["subtotal"], cart["delivery"], cart["total"]) == ("1099.97", "250.00", "1349.97")
    assert cart["problems"] == []
    assert cart["token"] is None
    assert buyer.api.get("cart/").json() == cart


@refusing
def test_adding_adds_up(buyer: Any, put: Any) -> None:
    kettle = goods()
    put(buyer.api, kettle, 2)
    assert put(buyer.api, kettle, 3)["items"][0]["quantity"] == 5
    by_product = buyer.api.post("cart/", {"product_id": kettle.product_id})
    assert by_product.status_code == 201
    assert by_product.json()["items"][0]["quantity"] == 6
    too_many = buyer.api.post("cart/", {"offer_id": kettle.pk, "quantity": 2**31 - 1})
    assert (too_many.status_code, too_many.json()["code"]) == (422, "quantity_too_large")
    assert Item.objects.get().quantity == 6


@refusing
def test_changing_and_removing(buyer: Any, put: Any) -> None:
    id = put(buyer.api, goods(), 2)["items"][0]["id"]
    assert buyer.api.patch(f"cart/items/{id}/", {"quantity": 7}).json()["items"][0]["quantity"] == 7
    assert buyer.api.delete(f"cart/items/{id}/").status_code == 204
    assert buyer.api.delete(f"cart/items/{id}/").status_code == 404
    assert buyer.api.patch(f"cart/items/{id}/", {"quantity": 7}).status_code == 404
    put(buyer.api, goods(), 2)
    assert [buyer.api.delete("cart/").status_code for _ in range(2)] == [204, 204]
    assert buyer.api.get("cart/").json()["items"] == []


@refusing
def test_somebody_elses_line_is_unknown(buyer: Any, person: Any, guest: Any, put: Any) -> None:
    id = put(buyer.api, goods(), 2)["items"][0]["id"]
    stranger = person()
    put(stranger.api, goods(), 1)
    for api in (stranger.api, guest):
        assert api.patch(f"cart/items/{id}/", {"quantity": 1}).status_code == 404
        assert api.delete(f"cart/items/{id}/").status_code == 404
    assert Item.objects.get(pk=id).quantity == 2


def test_problems_are_named(buyer: Any, put: Any, settings: Any) -> None:
    settings.MIN_ORDER_AMOUNT = "100000"
    short, dearer, gone, hidden = goods(quantity=2), goods(price="50.00"), goods(), goods()
    closed = goods(price="10.00", supplier_id=supplier("Закрыт", minimum="500"))
    for offer, quantity in ((short, 5), (dearer, 1), (gone, 1), (hidden, 1), (closed, 1)):
        put(buyer.api, offer, quantity)
    Offer.objects.filter(pk=dearer.pk).update(price="60.00")
    Offer.objects.filter(pk=gone.pk).update(retired_at="2026-01-01T00:00:00Z")
    Product.objects.filter(pk=hidden.product_id).update(is_active=False)
    catalog.set_accepting(supplier_id=closed.supplier_id, accepting=False)
    cart = buyer.api.get("cart/").json()
    ids = [item["id"] for item in cart["items"]]
    assert problems(cart) == [
        ("insufficient_stock", ids[0]),
        ("price_changed", ids[1]),
        ("unavailable", ids[2]),
        ("unavailable", ids[3]),
        ("supplier_closed", ids[4]),
        ("below_minimum", closed.supplier_id),
        ("below_minimum", None),
    ]
    assert cart["problems"][0] == {
        "code": "insufficient_stock", "item_id": ids[0], "supplier_id": None, "available": 2, "requested": 5
    }  # fmt: skip
    assert (cart["problems"][1]["was"], cart["problems"][1]["now"]) == ("50.00", "60.00")
    assert (cart["problems"][5]["subtotal"], cart["problems"][5]["minimum"]) == ("10.00", "500.00")
    assert [item["available"] for item in cart["items"]] == [2, 10, 0, 0, 0]
    assert cart["subtotal"] == "570.00"  # what is no longer sold is shown and not counted
    seen = buyer.api.patch(f"cart/items/{ids[1]}/", {"quantity": 1}).json()
    assert "price_changed" not in dict(problems(seen))


@pytest.mark.parametrize("count", [1, 20])
def test_a_cart_is_read_in_four_queries(buyer: Any, put: Any, count: int) -> None:
    for n in range(count):
        put(buyer.api, goods(supplier_id=supplier(f"С{n}")), 1)
    buyer.api.get("cart/")
    with CaptureQueriesContext(connection) as seen:
        assert len(buyer.api.get("cart/").json()["items"]) == count
    # The cart, its lines, their offers, their suppliers; and what tells who the viewer is.
    own = [query["sql"] for query in seen if "accounts_" not in query["sql"] and "versions_" not in query["sql"]]
    assert len(own) == 4, own


@refusing
def test_the_shop_says_how_much_goes_in(buyer: Any, put: Any, settings: Any) -> None:
    settings.CART_MAX_LINES, settings.CART_MAX_PIECES = 2, 10
    kettle = goods()
    id = put(buyer.api, kettle, 8)["items"][0]["id"]
    put(buyer.api, goods(), 10)
    refused = buyer.api.post("cart/items/", {"offer_id": goods().pk, "quantity": 1})
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (409, "cart_full", 2)
    more = {"offer_id": kettle.pk, "quantity": 3}
    for refused in (buyer.api.post("cart/", more), buyer.api.patch(f"cart/items/{id}/", {"quantity": 11})):
        told = refused.json()
        assert (refused.status_code, told["code"], told["limit"]) == (422, "quantity_too_large", 10)
    assert list(Item.objects.order_by("id").values_list("quantity", flat=True)) == [8, 10]
    assert buyer.api.post("cart/", more | {"quantity": 2}).status_code == 201  # a full cart takes more of its own


@refusing
def test_several_lines_are_changed_at_once_or_none(buyer: Any, person: Any, put: Any) -> None:
    dearer = goods(price="50.00")
    put(buyer.api, dearer, 1)
    one, two = [item["id"] for item in put(buyer.api, goods(), 1)["items"]]
    strange = put(person().api, goods(), 1)["items"][0]["id"]
    Offer.objects.filter(pk=dearer.pk).update(price="60.00")

    def change(*items: tuple[int, Any]) -> Any:
        return buyer.api.patch("cart/", {"items": [{"id": id, "quantity": quantity} for id, quantity in items]})

    cart = change((one, 5), (two, 7)).json()
    assert [item["quantity"] for item in cart["items"]] == [5, 7]
    assert cart["problems"] == []  # a changed line was looked at
    for wrong in ([(one, 1), (strange, 1)], [(one, 1), (10**9, 1)]):
        assert change(*wrong).status_code == 404
    for wrong in ([(one, 1), (one, 2)], [(one, 1), (two, 0)], [(one, 1), (two, "2")], []):
        assert change(*wrong).status_code == 422
    assert buyer.api.patch("cart/", {"items": None}).status_code == 422
    assert dict(Item.objects.values_list("pk", "quantity")) == {one: 5, two: 7, strange: 1}


def test_what_is_missing_is_told(buyer: Any, put: Any, settings: Any) -> None:
    settings.MIN_ORDER_AMOUNT = "1000"
    near = supplier("Вектор", delivery="250", free_from="1000", minimum="500")
    plain = supplier("Гамма", delivery="300")
    kettle, lamp = goods(price="199.99", supplier_id=near), goods(price="400.00", supplier_id=plain)
    put(buyer.api, kettle, 2)
    cart = put(buyer.api, lamp, 1)
    told = ("minimum", "to_minimum", "free_from", "to_free_delivery")
    assert [[group[name] for name in told] for group in cart["groups"]] == [
        ["500.00", "100.02", "1000.00", "600.02"],
        ["0.00", "0.00", None, None],
    ]
    assert (cart["minimum"], cart["to_minimum"]) == ("1000.00", "200.02")
    cart = put(buyer.api, kettle, 4)
    assert [cart["groups"][0][name] for name in told] == ["500.00", "0.00", "1000.00", "0.00"]
    assert (cart["to_minimum"], cart["groups"][0]["delivery"]) == ("0.00", "0.00")


@refusing
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"quantity": 1},
        {"offer_id": 1, "product_id": 1, "quantity": 1},
        {"offer_id": 10**15, "quantity": 1},
        {"product_id": 10**15},
        {"offer_id": 0, "quantity": 1},
        {"offer_id": "1", "quantity": 1},
        {"offer_id": 1.0, "quantity": 1},
        {"offer_id": 1, "quantity": 0},
        {"offer_id": 1, "quantity": True},
        {"offer_id": 1, "quantity": 2**31},
        {"offer_id": 1, "quantity": 1, "price": "0.01"},
        {"offer_id": None, "product_id": None},
        [],
    ],
)
def test_hostile_bodies(buyer: Any, body: Any) -> None:
    goods()
    for path in ("cart/", "cart/items/"):
        answer = buyer.api.post(path, body)
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), answer.content
    assert not Item.objects.exists()


def test_what_is_no_longer_sold_cannot_be_put_in(buyer: Any) -> None:
    gone = goods()
    Offer.objects.filter(pk=gone.pk).update(retired_at="2026-01-01T00:00:00Z")
    answer = buyer.api.post("cart/", {"offer_id": gone.pk, "quantity": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "unavailable")


def test_a_repeated_key_adds_once(buyer: Any) -> None:
    kettle = goods()
    for _ in range(2):
        answer = buyer.api.post("cart/", {"offer_id": kettle.pk, "quantity": 2}, headers={"Idempotency-Key": "k"})
        assert answer.status_code == 201
    assert Item.objects.get().quantity == 2


def test_a_line_follows_its_offer_to_another_product(buyer: Any, put: Any) -> None:
    kept, twin = goods(name="Чайник", price="70.00"), goods(name="Kettle", price="50.00")
    put(buyer.api, twin, 2)
    joining.merge_products(product_id=kept.product_id, others=[twin.product_id])
    cart = buyer.api.get("cart/").json()
    line = cart["items"][0]
    assert (line["offer_id"], line["product_id"], line["name"]) == (twin.pk, kept.product_id, "Чайник")
    assert cart["problems"] == []
    order = buyer.api.post("cart/checkout/", {"address": ADDRESS}).json()
    assert [(one["offer_id"], one["product_id"]) for one in order["items"]] == [(twin.pk, kept.product_id)]
