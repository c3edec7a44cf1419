from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.cart.models import Item
from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer
from modules.catalog.services import joining
from tests.orders.shop import goods, order_body, refusing

pytestmark = pytest.mark.django_db


def ordered(api: Any, *lines: tuple[Offer, int]) -> str:
    """Place an order and return where it is ordered again."""
    answer = api.post("orders/", order_body(*lines))
    assert answer.status_code == 201, answer.content
    return f"orders/{answer.json()['id']}/reorder/"


def pieces() -> dict[int, int]:
    return dict(Item.objects.values_list("offer_id", "quantity"))


def test_an_old_order_goes_back_with_all_its_lines_and_their_problems(buyer: Any, put: Any) -> None:
    dearer, lying, past, little = goods(price="100.00"), goods(), goods(), goods(quantity=4)
    closed, merged, kept, lost = goods(), goods(name="Kettle"), goods(name="Чайник"), goods(price="7.00", name="Ложка")
    lines = [(offer, 3 if offer is little else 2) for offer in (dearer, lying, past, little, closed, merged, lost)]
    again = ordered(buyer.api, *lines)
    Offer.objects.filter(pk=dearer.pk).update(price="120.00")
    Offer.objects.filter(pk=past.pk).update(retired_at="2026-01-01T00:00:00Z")
    catalog.set_accepting(supplier_id=closed.supplier_id, accepting=False)
    joining.merge_products(product_id=kept.product_id, others=[merged.product_id])
    catalog.release([(lost.pk, 2)])
    Offer.objects.filter(pk=lost.pk).delete()
    put(buyer.api, lying, 1)
    answer = buyer.api.post(again)
    assert answer.status_code == 200, answer.content
    cart = answer.json()
    assert pieces() == {offer.pk: quantity for offer, quantity in lines} | {lying.pk: 3}
    items = {item["offer_id"]: item for item in cart["items"]}
    offers = {item["id"]: item["offer_id"] for item in cart["items"]}
    assert sorted((one["code"], offers[one["item_id"]]) for one in cart["problems"]) == sorted(
        [
            ("insufficient_stock", little.pk),
            ("price_changed", dearer.pk),
            ("supplier_closed", closed.pk),
            ("unavailable", past.pk),
            ("unavailable", lost.pk),
        ]
    )
    changed = next(one for one in cart["problems"] if one["code"] == "price_changed")
    assert (changed["was"], changed["now"]) == ("100.00", "120.00")
    told = ("name", "price", "total", "available", "supplier")
    assert [items[lost.pk][name] for name in told] == ["Ложка", "7.00", "14.00", 0, None]
    assert (items[merged.pk]["product_id"], items[merged.pk]["name"]) == (kept.product_id, "Чайник")
    assert buyer.api.get("cart/").json() == cart


def test_again_and_again_it_adds_up(buyer: Any) -> None:
    kettle = goods(quantity=100)
    again = ordered(buyer.api, (kettle, 2))
    for _ in range(2):
        buyer.api.post(again)
    assert pieces() == {kettle.pk: 4}
    for _ in range(2):
        assert buyer.api.post(again, headers={"Idempotency-Key": "a-click"}).status_code == 200
    assert pieces() == {kettle.pk: 6}


@refusing
def test_what_finds_no_room_is_told_and_nothing_is_added(buyer: Any, person: Any, put: Any, settings: Any) -> None:
    settings.CART_MAX_LINES, settings.CART_MAX_PIECES = 3, 10
    kettle, lamp, cup, spoon = (goods(quantity=100) for _ in range(4))
    wide, deep = ordered(buyer.api, (lamp, 1), (cup, 1), (spoon, 1)), ordered(buyer.api, (lamp, 1), (kettle, 9))
    put(buyer.api, kettle, 2)
    for path, status, code, limit in ((wide, 409, "cart_full", 3), (deep, 422, "quantity_too_large", 10)):
        refused = buyer.api.post(path, headers={"Idempotency-Key": "k"})
        told = refused.json()
        assert (refused.status_code, told["code"], told["limit"]) == (status, code, limit)
        assert pieces() == {kettle.pk: 2}
    assert person().api.post(wide).status_code == 404
    buyer.api.delete("cart/")
    assert buyer.api.post(wide, headers={"Idempotency-Key": "k"}).status_code == 200  # judged anew


def test_it_costs_the_same_however_long_the_order(buyer: Any) -> None:
    short, long = ordered(buyer.api, (goods(), 1)), ordered(buyer.api, *((goods(), 1) for _ in range(15)))

    def queries(path: str) -> int:
        buyer.api.delete("cart/")
        with CaptureQueriesContext(connection) as asked:
            assert buyer.api.post(path).status_code == 200
        return len([query for query in asked if "accounts_" not in query["sql"] and "versions_" not in query["sql"]])

    buyer.api.post(short)  # makes the cart
    # The order, its parts, its lines; the cart, its lines, the writing of both; the answer's four.
    assert [queries(short), queries(long)] == [11, 11]
