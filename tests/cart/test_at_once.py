"""The same person's clicks at once, with real threads on a real Postgres."""

from typing import Any

import pytest
from django.db.models import Sum

from modules.cart import services
from modules.cart.models import Cart, Item
from modules.cart.rules import Holder, digest_of
from modules.orders.models.orders import Order
from tests.orders.shop import ADDRESS, goods, shelf
from tests.orders.together import at_once, posting, statuses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.profile("full")]


def test_one_open_cart_and_nothing_lost(buyer: Any) -> None:
    kettle, lamp = goods(), goods()
    calls = [posting(buyer.api, "cart/items/", {"offer_id": offer.pk, "quantity": 2}) for offer in (kettle, lamp)]
    assert statuses(at_once(calls * 10)) == {201: 20}
    assert Cart.objects.count() == 1
    assert dict(Item.objects.values_list("offer_id", "quantity")) == {kettle.pk: 20, lamp.pk: 20}


def test_double_checkout_is_one_order(buyer: Any, put: Any) -> None:
    for _ in range(3):
        kettle = goods(quantity=10)
        put(buyer.api, kettle, 2)
        before = Order.objects.count()
        calls = [posting(buyer.api, path, {"address": ADDRESS}) for path in ("cart/checkout/", "orders/")]
        assert statuses(at_once(calls * 5)) == {201: 1, 409: 9}
        assert Order.objects.count() == before + 1
        assert shelf(kettle) == (10, 2)


def test_checkout_against_adding(buyer: Any, put: Any) -> None:
    kettle = goods(quantity=100)
    put(buyer.api, kettle, 1)
    adding = [posting(buyer.api, "cart/", {"offer_id": kettle.pk, "quantity": 1})] * 9
    answers = at_once([posting(buyer.api, "cart/checkout/", {"address": ADDRESS}), *adding])
    assert statuses(answers) == {201: 10}
    ordered = shelf(kettle)[1]
    left = Item.objects.filter(cart__closed_at=None).aggregate(pieces=Sum("quantity"))["pieces"] or 0
    assert ordered + left == 10


def test_a_guests_cart_is_claimed_once(buyer: Any, guest: Any, put: Any) -> None:
    kettle = goods(quantity=100)
    put(guest, kettle, 3)
    digest = digest_of(guest.headers["X-Cart-Token"])
    assert digest
    at_once([lambda: services.claim(user_id=buyer.pk, digest=digest)] * 10)
    assert list(Item.objects.values_list("cart__user_id", "quantity")) == [(buyer.pk, 3)]


def test_emptying_against_adding_and_claiming(buyer: Any, guest: Any, put: Any) -> None:
    kettle = goods(quantity=100)
    put(guest, kettle, 3)
    digest = digest_of(guest.headers["X-Cart-Token"])
    assert digest
    own = Holder(user_id=buyer.pk)
    results = at_once(
        [
            lambda: services.claim(user_id=buyer.pk, digest=digest),
            lambda: services.empty(holder=own),
            lambda: services.add(holder=own, product_id=None, offer_id=kettle.pk, quantity=1),
            lambda: services.add(holder=Holder(digest=digest), product_id=None, offer_id=kettle.pk, quantity=1),
        ]
        * 4
    )
    assert results == [None] * 16
