"""The same person's clicks at once, with real threads on a real Postgres."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client

from core.accounts.models import User
from core.accounts.services import people
from modules.cart.models import Cart, Item
from modules.cart.rules import Holder, digest_of
from modules.cart.services import claiming, expiring, filling
from modules.orders.models.orders import Order
from tests.conftest import Api
from tests.orders.shop import ADDRESS, goods, order_body, shelf
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


def test_a_guests_one_cart(guest: Any) -> None:
    kettle = goods(model="M")
    one = posting(guest, "cart/", {"offer_id": kettle.pk, "quantity": 2})
    pasted = posting(guest, "cart/bulk/", {"lines": [{"sku": sku, "quantity": 1} for sku in ("M", kettle.external_id)]})
    assert statuses(at_once([one, pasted] * 8)) == {201: 8, 200: 8}
    assert list(Item.objects.values_list("cart__token_digest", "quantity")) == [
        (digest_of(guest.headers["X-Cart-Token"]), 32)
    ]
    assert Cart.objects.count() == 1


@pytest.mark.parametrize("strategy", ["add", "larger", "keep_own", "take_guests"])
def test_a_guests_cart_is_claimed_once(buyer: Any, guest: Any, put: Any, settings: Any, strategy: str) -> None:
    settings.CART_MERGE = strategy
    kettle, lamp = goods(quantity=100), goods(quantity=100)
    put(guest, kettle, 3)
    headers = buyer.api.headers | guest.headers
    looking = [lambda: Client().get("/api/v1/cart/", headers=headers)] * 8
    assert statuses(at_once(looking)) == {200: 8}
    put(guest, kettle, 4)
    body = {"offer_id": lamp.pk, "quantity": 1}
    adding = [lambda: Client().post("/api/v1/cart/", body, content_type="application/json", headers=headers)]
    assert statuses(at_once(looking[:4] + adding * 4)) == {200: 4, 201: 4}
    pieces = {"add": 7, "larger": 4, "keep_own": 3, "take_guests": 4}[strategy]
    assert dict(Item.objects.values_list("offer_id", "quantity")) == {kettle.pk: pieces, lamp.pk: 4}
    assert Cart.objects.get().user == buyer


def test_a_guests_cart_goes_to_one_person(person: Any, guest: Any, put: Any) -> None:
    kettle = goods(quantity=100)
    for _ in range(3):
        Cart.objects.all().delete()
        put(guest, kettle, 3)
        everybody = [person().api.headers | guest.headers for _ in range(4)]
        calls = [lambda headers=headers: Client().get("/api/v1/cart/", headers=headers) for headers in everybody]
        assert statuses(at_once(calls * 2)) == {200: 8}
        assert Item.objects.get().quantity == 3
        assert Cart.objects.get(items__isnull=False).user


def _erased(person: Any) -> Any:
    return Client().delete("/api/v1/auth/profile/", headers=person.api.headers)


def test_nothing_lies_in_an_erased_persons_cart(person: Any, put: Any) -> None:
    kettle, lamp = goods(quantity=1000), goods(quantity=1000)
    for has_one in (False, True) * 5:
        anna = person()
        if has_one:
            put(anna.api, kettle, 1)
        token = Api().get("cart/")["X-Cart-Token"]
        put(Api(**{"X-Cart-Token": token}), lamp, 1)
        headers = anna.api.headers | {"X-Cart-Token": token}
        filling = posting(anna.api, "cart/", {"offer_id": kettle.pk, "quantity": 1})
        claiming_too = [lambda headers=headers: Client().get("/api/v1/cart/", headers=headers)] * 2
        answers = at_once([filling, *claiming_too, partial(_erased, anna), filling, filling])
        assert answers[3].status_code == 204, answers[3]
        assert {answer.status_code for answer in answers} <= {200, 201, 204, 401}, statuses(answers)
        assert User.objects.get(pk=anna.pk).erased_at
        assert not Cart.objects.filter(user=anna).exists()


def test_whoever_is_being_erased_gets_no_cart(buyer: Any) -> None:
    """The narrowest moment: the carts are gone already, and the erasure is not committed yet."""
    kettle = goods()
    erased, filled = threading.Event(), dict[str, Any]()

    def fill() -> None:
        erased.wait(60)
        filled["answer"] = posting(buyer.api, "cart/", {"offer_id": kettle.pk, "quantity": 1})()
        connection.close()

    thread = threading.Thread(target=fill)
    thread.start()
    with transaction.atomic():
        people.erase(user_id=buyer.pk)
        erased.set()
        thread.join(1)  # it may be refused already, and must not have been let in
    thread.join(60)
    assert filled["answer"].status_code == 401
    assert not Cart.objects.exists()


def test_one_open_cart_however_it_is_begun(person: Any, put: Any) -> None:
    offers = [goods(quantity=1000, model=f"M-{n}") for n in range(3)]
    for _ in range(5):
        anna, token = person(), Api().get("cart/")["X-Cart-Token"]
        put(Api(**{"X-Cart-Token": token}), offers[0], 1)
        headers = anna.api.headers | {"X-Cart-Token": token}
        calls = [
            lambda headers=headers: Client().get("/api/v1/cart/", headers=headers),
            posting(anna.api, "cart/", {"offer_id": offers[1].pk, "quantity": 1}),
            posting(anna.api, "cart/bulk/", {"lines": [{"sku": "m-2", "quantity": 1}]}),
        ]
        assert statuses(at_once(calls * 4)) == {200: 8, 201: 4}
        assert Cart.objects.filter(user=anna).count() == 1
        pieces = Item.objects.filter(cart__user=anna).values_list("offer_id", "quantity")
        assert dict(pieces) == {offers[0].pk: 1, offers[1].pk: 4, offers[2].pk: 4}


def test_an_old_cart_may_be_filled_while_it_is_forgotten(guest: Any, put: Any) -> None:
    kettle, lamp = goods(), goods()
    adding = posting(guest, "cart/", {"offer_id": lamp.pk, "quantity": 1})
    seen = set()
    for _ in range(10):
        Cart.objects.all().delete()
        put(guest, kettle, 1)
        Cart.objects.update(updated_at="2020-01-01T00:00Z")
        answers = at_once([adding, expiring.forget_old, expiring.forget_old, adding])
        assert [answers[place].status_code for place in (0, 3)] == [201, 201]
        left = dict(Item.objects.values_list("offer_id", "quantity"))
        # Past its time it is gone for whoever fills it, too: the new one is begun once, and no sweep takes it along.
        assert left == {lamp.pk: 2}
        seen.add(sum(answers[1:3]))
    assert seen <= {0, 1}


def test_an_order_goes_back_as_often_as_it_was_asked_for(buyer: Any) -> None:
    kettle = goods(quantity=100)
    order = buyer.api.post("orders/", order_body((kettle, 2))).json()
    assert statuses(at_once([posting(buyer.api, f"orders/{order['id']}/reorder/", None)] * 8)) == {200: 8}
    assert list(Item.objects.values_list("quantity", flat=True)) == [16]


def test_emptying_against_adding_and_claiming(buyer: Any, guest: Any, put: Any) -> None:
    kettle = goods(quantity=100)
    put(guest, kettle, 3)
    digest = digest_of(guest.headers["X-Cart-Token"])
    assert digest
    own = Holder(user_id=buyer.pk)
    results = at_once(
        [
            lambda: claiming.claim(user_id=buyer.pk, digest=digest),
            lambda: filling.empty(holder=own),
            lambda: filling.add(holder=own, product_id=None, offer_id=kettle.pk, quantity=1),
            lambda: filling.add(holder=Holder(digest=digest), product_id=None, offer_id=kettle.pk, quantity=1),
        ]
        * 4
    )
    assert results == [0, None, None, None] * 4
