"""What was agreed stays as it was agreed, and a basket keeps its lines, whatever the catalogue does next."""

from collections.abc import Callable
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


def apply(supplier: int, goods: list[int], *, price: str, list_id: int | None = None) -> None:
    from dataclasses import replace

    rows = iter([replace(good(n), name=f"Чайник {n}", price=Decimal(price), quantity=9) for n in goods])
    catalog.apply_price_list(supplier_id=supplier, rows=rows, mode="full", list_id=list_id)


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


def test_orders_documents_and_baskets_outlive_rollback_and_merge(
    supplier: int, buyer: Any, clerk: Any, work: Callable[[], int]
) -> None:
    items = buyer.api.get("products/?ordering=name").json()["items"]
    first, second, _third = (item["id"] for item in items)
    lines = [{"product_id": id, "quantity": 2} for id in (first, second)]
    order = buyer.api.post("orders/", {"items": lines, "address": ADDRESS}).json()
    for line in lines:
        buyer.api.post("cart/items/", line)
    work()
    paper = f"orders/{order['id']}/invoice.pdf"
    invoice = served(buyer, paper)

    def stays() -> list[tuple[int, int]]:
        again = buyer.api.get(f"orders/{order['id']}/").json()
        assert (again["items"], again["total"]) == (order["items"], order["total"])
        assert served(buyer, paper) == invoice
        return [(item["offer_id"], item["quantity"]) for item in buyer.api.get("cart/").json()["items"]]

    kept = stays()
    assert [quantity for _offer, quantity in kept] == [2, 2]
    apply(supplier, [7], price="300", list_id=41)
    assert stays() == kept
    catalog.take_back_list(supplier_id=supplier, list_id=41)
    assert stays() == kept
    assert not {one["code"] for one in buyer.api.get("cart/").json()["problems"]} & {"unavailable", "price_changed"}
    merged = clerk.api.post(f"admin/products/{first}/merge/", {"product_ids": [second]})
    assert merged.status_code == 200, merged.content
    assert stays() == kept
    apply(supplier, [7], price="300", list_id=42)  # all that was ordered is retired
    assert stays() == kept
    assert buyer.api.delete(f"orders/{order['id']}/").status_code == 200
    catalog.take_back_list(supplier_id=supplier, list_id=42)
    assert {one.available for one in catalog.views(offer_ids=[offer for offer, _quantity in kept])} == {9}


def served(buyer: Any, path: str) -> bytes:
    answer = buyer.api.get(path)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
