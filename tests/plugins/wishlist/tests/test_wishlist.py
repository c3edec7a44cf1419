from typing import Any

import pytest

from tests.orders.shop import goods, order_body

pytestmark = pytest.mark.django_db(transaction=True)


def wish(person: Any, offer: Any) -> dict[str, Any]:
    answer = person.api.post("wishlist/", {"product_id": offer.product_id})
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def listed(person: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = person.api.get("wishlist/").json()["items"]
    return items


def test_a_wish_is_listed_at_todays_price_and_given_up_once(buyer: Any) -> None:
    made = wish(buyer, goods(name="Чайник", price="199.90"))
    assert (made["name"], made["price"], made["in_stock"], made["bought_at"]) == ("Чайник", "199.90", True, None)
    assert listed(buyer) == [made]
    assert [buyer.api.delete(f"wishlist/{made['id']}/").status_code for _ in range(2)] == [204, 404]
    assert listed(buyer) == []


def test_a_product_is_wished_for_once(buyer: Any) -> None:
    kettle = goods()
    wish(buyer, kettle)
    refused = buyer.api.post("wishlist/", {"product_id": kettle.product_id})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_wished")


def test_what_is_ordered_is_ticked_off_and_may_be_wished_for_anew(buyer: Any, work: Any) -> None:
    kettle, lamp = goods(), goods()
    wish(buyer, kettle), wish(buyer, lamp)
    assert buyer.api.post("orders/", order_body((kettle, 1))).status_code == 201
    work()
    bought = {one["product_id"]: one["bought_at"] is not None for one in listed(buyer)}
    assert bought == {kettle.product_id: True, lamp.product_id: False}
    assert wish(buyer, kettle)["bought_at"] is None
    assert len(listed(buyer)) == 2
