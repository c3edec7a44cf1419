from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from modules.cart.models import Cart, Item
from modules.cart.services import expiring, ordering
from modules.cart.tasks import forget_old_carts
from tests.orders.shop import ADDRESS, goods

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def aged(cart: dict[str, Any], days: int) -> int:
    Cart.objects.filter(pk=cart["id"]).update(updated_at=timezone.now() - days * DAY)
    return int(cart["id"])


def test_each_kind_of_cart_has_its_time(buyer: Any, person: Any, guest: Any, put: Any, settings: Any) -> None:
    settings.CART_GUEST_TTL, settings.CART_TTL, settings.CART_ORDERED_TTL = 10 * DAY, 30 * DAY, 5 * DAY
    kettle, other = goods(), person()
    ordered = put(buyer.api, kettle)
    assert buyer.api.post("cart/checkout/", {"address": ADDRESS}).status_code == 201
    guests, own, others = put(guest, kettle), put(buyer.api, kettle), put(other.api, kettle)

    def left() -> set[int]:
        forget_old_carts.call_local()
        return set(Cart.objects.values_list("pk", flat=True))

    for cart, days in ((ordered, 4), (guests, 9), (own, 29), (others, 29)):
        aged(cart, days)
    assert left() == {ordered["id"], guests["id"], own["id"], others["id"]}
    aged(ordered, 6)
    assert left() == {guests["id"], own["id"], others["id"]}
    aged(guests, 11)
    assert left() == {own["id"], others["id"]}
    aged(own, 31)
    assert left() == {others["id"]}
    assert Item.objects.get().cart_id == others["id"]


def test_a_cart_in_use_is_not_old(guest: Any, put: Any, settings: Any) -> None:
    kettle = goods()
    cart = put(guest, kettle)
    line = f"cart/items/{cart['items'][0]['id']}/"
    uses = [
        lambda: put(guest, kettle),
        lambda: guest.patch(line, {"quantity": 3}),
        lambda: guest.post("cart/bulk/", {"lines": [{"sku": kettle.external_id, "quantity": 1}]}),
        lambda: guest.delete(line),
        lambda: guest.delete("cart/"),
    ]
    for use in uses:
        settings.CART_GUEST_TTL = 30 * DAY
        id = aged(cart, 29)
        use()
        settings.CART_GUEST_TTL = 28 * DAY
        assert expiring.forget_old() == 0
        assert Cart.objects.filter(pk=id).exists()


def test_a_guests_cart_past_its_time_is_gone_before_any_sweep(guest: Any, buyer: Any, put: Any) -> None:
    kettle = goods()
    old = aged(put(guest, kettle, 2), 31)
    token = guest.headers["X-Cart-Token"]
    shown = guest.get("cart/").json()
    assert (shown["items"], shown["id"], shown["token"]) == ([], None, token)
    again = put(guest, kettle, 1)
    assert again["id"] != old
    assert [item["quantity"] for item in again["items"]] == [1]
    aged(again, 31)
    assert buyer.api.get("cart/", headers=guest.headers).json()["items"] == []
    assert not Cart.objects.exists()


def test_a_line_of_a_cart_past_its_time_is_unknown(guest: Any, put: Any) -> None:
    aged(put(guest, goods(), 2), 31)
    assert guest.patch(f"cart/items/{Item.objects.get().pk}/", {"quantity": 3}).status_code == 404


def test_a_persons_cart_past_its_time_is_gone_before_any_sweep(buyer: Any, put: Any) -> None:
    kettle = goods()
    old = aged(put(buyer.api, kettle, 2), 181)
    assert buyer.api.get("cart/").json()["items"] == []
    again = put(buyer.api, kettle, 1)
    assert again["id"] != old
    assert [item["quantity"] for item in again["items"]] == [1]
    assert Cart.objects.get().user == buyer


@pytest.mark.parametrize("call", ["cart/checkout/", "orders/"])
def test_a_cart_past_its_time_is_not_ordered(buyer: Any, put: Any, call: str) -> None:
    aged(put(buyer.api, goods()), 181)
    refused = buyer.api.post(call, {"address": ADDRESS})
    assert (refused.status_code, refused.json()["code"]) == (409, "cart_empty")


def test_with_no_time_they_are_kept_for_ever(guest: Any, buyer: Any, put: Any, settings: Any) -> None:
    settings.CART_GUEST_TTL = timedelta()
    settings.CART_TTL = timedelta()
    aged(put(guest, goods()), 10_000)
    aged(put(buyer.api, goods()), 10_000)
    assert expiring.forget_old() == 0
    assert len(guest.get("cart/").json()["items"]) == 1
    assert buyer.api.post("cart/checkout/", {"address": ADDRESS}).status_code == 201


def test_more_than_a_batch_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiring, "BATCH", 2)
    old = timezone.now() - 31 * DAY
    Cart.objects.bulk_create(Cart(token_digest=str(n), updated_at=old) for n in range(5))
    assert expiring.forget_old() == 5
    assert ordering.take(user_id=1) is None
