"""What was agreed stays as it was agreed, and a basket keeps its lines, whatever the catalogue does next."""

from decimal import Decimal
from typing import Any

import pytest

from modules.catalog import public as catalog
from tests.flows.shop import ADDRESS
from tests.flows.test_pages import good

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def supplier() -> int:
    id = catalog.add_supplier(name="Уютный дом")
    catalog.approve_supplier(supplier_id=id)
    apply(id, [1, 3, 5], price="100")
    return id


def apply(supplier: int, goods: list[int], *, price: str) -> None:
    from dataclasses import replace

    rows = iter([replace(good(n), name=f"Чайник {n}", price=Decimal(price), quantity=9) for n in goods])
    catalog.apply_price_list(supplier_id=supplier, rows=rows, mode="full")


def test_orders_and_baskets_outlive_lists_retirement_and_hiding(supplier: int, buyer: Any, clerk: Any) -> None:
    items = buyer.api.get("products/?ordering=name").json()["items"]
    first, second, third = (item["id"] for item in items)
    lines = [{"product_id": id, "quantity": 2} for id in (first, second, third)]
    order = buyer.api.post("orders/", {"items": lines, "address": ADDRESS}).json()
    for line in lines:
        assert buyer.api.post("cart/items/", line).status_code == 201

    apply(supplier, [1, 3], price="250")  # dearer, and the third is no longer named
    assert clerk.api.delete(f"products/{second}/").status_code == 204

    again = buyer.api.get(f"orders/{order['id']}/").json()
    assert (again["items"], again["total"]) == (order["items"], order["total"])
    cart = buyer.api.get("cart/").json()
    assert [item["product_id"] for item in cart["items"]] == [first, second, third]
    codes = {(one["code"], one.get("item_id")) for one in cart["problems"]}
    kept = {item["product_id"]: item["id"] for item in cart["items"]}
    assert ("price_changed", kept[first]) in codes
    assert {("unavailable", kept[second]), ("unavailable", kept[third])} <= codes
    assert buyer.api.post("cart/checkout/", {"address": ADDRESS}).json()["code"] == "unavailable"
    assert buyer.api.delete(f"orders/{order['id']}/").status_code == 200
    (offer,) = catalog.views(product_ids=[first])
    assert offer.available == 9
