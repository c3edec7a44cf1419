import hashlib
from typing import Any

import pytest
from django.db import connection

from modules.cart.models import Cart
from tests.conftest import Api
from tests.orders.shop import goods

pytestmark = pytest.mark.django_db


def test_a_stranger_is_given_a_token(api: Any) -> None:
    answer = api.get("cart/")
    token = answer["X-Cart-Token"]
    assert answer.json()["token"] == token
    assert api.get("cart/")["X-Cart-Token"] != token


def test_the_token_opens_the_cart_and_is_not_stored(api: Any, guest: Any, put: Any) -> None:
    kettle = goods()
    put(guest, kettle, 2)
    cart = guest.get("cart/")
    assert cart["X-Cart-Token"] == guest.headers["X-Cart-Token"]
    assert cart.json()["items"][0]["quantity"] == 2
    token = guest.headers["X-Cart-Token"]
    assert Cart.objects.get().token_digest == hashlib.sha256(token.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cart_cart")
        assert token not in str(cursor.fetchall())
    assert api.get("cart/").json()["items"] == []


@pytest.mark.parametrize("token", ["x", "", "a.b", "\u00e9", "' OR 1=1 --", "9" * 5000])
def test_a_foreign_token_is_a_new_cart_with_a_new_token(put: Any, token: str) -> None:
    stranger = Api(**{"X-Cart-Token": token})
    answer = stranger.get("cart/")
    assert answer.status_code == 200
    assert answer["X-Cart-Token"] not in {"", token}
    added = stranger.post("cart/", {"offer_id": goods().pk, "quantity": 1})
    assert added.status_code == 201
    assert Api(**{"X-Cart-Token": added["X-Cart-Token"]}).get("cart/").json() == added.json()


def test_bad_credentials_do_not_make_a_guest(guest: Any) -> None:
    assert guest.get("cart/", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_the_first_signed_in_call_brings_the_cart_along_once(buyer: Any, guest: Any, put: Any) -> None:
    kettle, lamp, rare = goods(quantity=5), goods(), goods(quantity=3)
    put(buyer.api, kettle, 3)
    put(buyer.api, rare, 4)
    for offer, quantity in ((kettle, 4), (lamp, 2), (rare, 2)):
        put(guest, offer, quantity)
    token = guest.headers
    for _ in range(2):
        cart = buyer.api.get("cart/", headers=token).json()
        # Added up, capped by what is there; what the buyer had asked for is never made less.
        assert [(i["offer_id"], i["quantity"]) for i in cart["items"]] == [(kettle.pk, 5), (rare.pk, 4), (lamp.pk, 2)]
        assert cart["token"] is None
    assert Cart.objects.count() == 1
    assert guest.get("cart/").json()["items"] == []


def test_the_first_call_may_be_any(buyer: Any, guest: Any, put: Any) -> None:
    kettle, lamp = goods(), goods()
    put(guest, kettle, 2)
    added = buyer.api.post("cart/", {"offer_id": lamp.pk, "quantity": 1}, headers=guest.headers).json()
    assert {item["offer_id"] for item in added["items"]} == {kettle.pk, lamp.pk}
