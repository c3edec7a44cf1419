from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import CART_MERGE
from modules.cart.models import Cart, Item
from modules.cart.rules import Limits, merged
from modules.catalog.models.offers import Offer
from tests.orders.shop import ADDRESS, goods

pytestmark = pytest.mark.django_db
pieces = st.dictionaries(st.integers(1, 8), st.integers(1, 100), max_size=5)


def test_by_default_both_are_added() -> None:
    assert CART_MERGE == "add"


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("add", {"kettle": 5, "rare": 4, "lamp": 2, "cup": 1}),
        ("larger", {"kettle": 4, "rare": 4, "lamp": 2, "cup": 1}),
        ("keep_own", {"kettle": 3, "rare": 4, "cup": 1}),
        ("take_guests", {"kettle": 4, "rare": 2, "lamp": 2}),
    ],
)
def test_a_guests_cart_is_claimed_once(
    buyer: Any, guest: Any, put: Any, settings: Any, strategy: str, expected: dict[str, int]
) -> None:
    settings.CART_MERGE = strategy
    kettle, lamp, rare, cup = goods(quantity=5), goods(), goods(quantity=3), goods()
    for offer, quantity in ((kettle, 3), (rare, 4), (cup, 1)):
        put(buyer.api, offer, quantity)
    for offer, quantity in ((kettle, 4), (lamp, 2), (rare, 2)):
        put(guest, offer, quantity)
    names = {kettle.pk: "kettle", lamp.pk: "lamp", rare.pk: "rare", cup.pk: "cup"}
    for _ in range(2):
        cart = buyer.api.get("cart/", headers=guest.headers).json()
        assert {names[item["offer_id"]]: item["quantity"] for item in cart["items"]} == expected
    assert Cart.objects.get().user == buyer
    assert guest.get("cart/").json()["items"] == []


@pytest.mark.parametrize("strategy", ["add", "larger", "keep_own", "take_guests"])
def test_an_empty_cart_loses_nothing_to_the_other(
    buyer: Any, person: Any, guest: Any, put: Any, settings: Any, strategy: str
) -> None:
    settings.CART_MERGE = strategy
    kettle = goods()
    put(guest, kettle, 2)
    assert buyer.api.get("cart/", headers=guest.headers).json()["items"][0]["quantity"] == 2
    put(guest, kettle, 9)
    guest.delete("cart/")
    assert buyer.api.get("cart/", headers=guest.headers).json()["items"][0]["quantity"] == 2
    assert Cart.objects.get().user == buyer


def test_what_a_guest_saw_is_still_compared(buyer: Any, guest: Any, put: Any) -> None:
    kettle = goods(price="100.00")
    put(guest, kettle, 1)
    Offer.objects.filter(pk=kettle.pk).update(price="120.00")
    told = buyer.api.get("cart/", headers=guest.headers).json()["problems"]
    assert [(one["code"], one["was"], one["now"]) for one in told] == [("price_changed", "100.00", "120.00")]


def test_what_finds_no_room_stays_with_the_guest(buyer: Any, guest: Any, put: Any, settings: Any) -> None:
    settings.CART_MAX_LINES = 2
    own, first, last = goods(), goods(), goods()
    kept = put(buyer.api, own, 1)["items"][0]["id"]
    put(guest, first, 1)
    put(guest, last, 7)
    for _ in range(2):
        cart = buyer.api.get("cart/", headers=guest.headers).json()
        assert [item["offer_id"] for item in cart["items"]] == [own.pk, first.pk]
        assert cart["problems"] == [{"code": "left_behind", "item_id": None, "supplier_id": None, "lines": 1}]
        assert cart["token"] == guest.headers["X-Cart-Token"]
    assert [(item["offer_id"], item["quantity"]) for item in guest.get("cart/").json()["items"]] == [(last.pk, 7)]
    assert buyer.api.delete(f"cart/items/{kept}/", headers=guest.headers).status_code == 204
    cart = buyer.api.get("cart/", headers=guest.headers).json()
    assert [item["offer_id"] for item in cart["items"]] == [first.pk, last.pk]
    assert (cart["problems"], cart["token"]) == ([], None)
    assert not Item.objects.exclude(cart__user=buyer).exists()


def test_an_order_of_ones_cart_claims_a_guests_at_the_checkout_alone(buyer: Any, guest: Any, put: Any) -> None:
    own, theirs = goods(), goods()
    put(buyer.api, own)
    put(guest, theirs)
    order = buyer.api.post("orders/", {"address": ADDRESS}, headers=guest.headers).json()
    assert [item["offer_id"] for item in order["items"]] == [own.pk]
    assert len(guest.get("cart/").json()["items"]) == 1
    order = buyer.api.post("cart/checkout/", {"address": ADDRESS}, headers=guest.headers).json()
    assert [item["offer_id"] for item in order["items"]] == [theirs.pk]


@given(pieces, pieces, pieces, st.integers(5, 10))
def test_merging(own: dict[int, int], guests: dict[int, int], stock: dict[int, int], lines: int) -> None:
    limits = Limits(lines, 150)
    added, larger = (merged(strategy, own, guests, stock, limits) for strategy in ("add", "larger"))
    for result in (added, larger):
        assert own.keys() <= result.keys() <= own.keys() | guests.keys()
        assert len(result) == min(len(own.keys() | guests.keys()), lines)
        assert all(result[id] >= quantity for id, quantity in own.items())
        assert all(result[id] >= 1 for id in result)
    for id in added:
        mine, theirs = own.get(id, 0), guests.get(id, 0)
        assert larger[id] == max(mine, theirs)
        assert added[id] <= max(mine, stock.get(id, 0), 1)
        if mine + theirs <= stock.get(id, 0) and mine + theirs <= 150:
            assert added[id] == mine + theirs
    assert merged("keep_own", own, guests, stock, limits) == (own or guests)
    assert merged("take_guests", own, guests, stock, limits) == (guests or own)
