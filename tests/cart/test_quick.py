from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.cart.models import Cart, Item
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from tests.orders.shop import goods, refusing, supplier

pytestmark = pytest.mark.django_db


def paste(api: Any, *lines: tuple[str, int], **more: Any) -> dict[str, Any]:
    """Post the lines and return the answer."""
    body = {"lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines]}
    answer = api.post("cart/bulk/", body, **more)
    assert answer.status_code == 200, answer.content
    pasted: dict[str, Any] = answer.json()
    return pasted


def named(offer: Offer, sku: str) -> Offer:
    Offer.objects.filter(pk=offer.pk).update(external_id=sku)
    return offer


def stati(answer: dict[str, Any]) -> list[str]:
    return [line["status"] for line in answer["lines"]]


def pieces() -> dict[int, int]:
    return dict(Item.objects.values_list("offer_id", "quantity"))


def test_each_line_is_answered_for_itself(buyer: Any, settings: Any) -> None:
    settings.CART_MAX_LINES, settings.CART_MAX_PIECES = 3, 100
    kettle, lamp = named(goods(quantity=5), "K-1"), goods(model="L-1")
    Product.objects.filter(pk=lamp.product_id).update(gtin="4600000000017")
    past = named(goods(), "OLD")
    Offer.objects.filter(pk=past.pk).update(retired_at="2026-01-01T00:00Z")
    same, alike = goods(model="AA", price="20.00", name="Дорогая"), goods(model="AA", price="10.00", name="Дешёвая")
    cup, spoon = named(goods(), "CUP"), named(goods(), "SPOON")
    answer = paste(
        buyer.api,
        ("K-1", 7), (" L-1 ", 2), ("nothing", 1), ("OLD", 1), ("AA", 1), ("K-1", 1), ("4600000000017", 3),
        ("CUP", 1), ("SPOON", 1), ("K-1", 93), ("K-1", 92),
    )  # fmt: skip
    assert stati(answer) == [
        "added", "added", "unknown_sku", "unavailable", "ambiguous_sku", "added", "added",
        "added", "cart_full", "quantity_too_large", "added",
    ]  # fmt: skip
    assert (answer["added"], answer["refused"]) == (6, 5)
    assert pieces() == {kettle.pk: 100, lamp.pk: 5, cup.pk: 1}
    assert [line["sku"] for line in answer["lines"]][:2] == ["K-1", "L-1"]
    items = {item["offer_id"]: item["id"] for item in answer["cart"]["items"]}
    lines = answer["lines"]
    assert [(line["offer_id"], line["item_id"]) for line in lines[:5]] == [
        (kettle.pk, items[kettle.pk]), (lamp.pk, items[lamp.pk]), (None, None), (past.pk, None), (None, None)
    ]  # fmt: skip
    assert [one["offer_id"] for one in lines[4]["candidates"]] == [alike.pk, same.pk]
    assert [line["candidates"] for line in lines if line["status"] != "ambiguous_sku"] == [[]] * 10
    cheap = lines[4]["candidates"][0]
    assert (cheap["name"], cheap["price"], cheap["currency"], cheap["available"]) == ("Дешёвая", "10.00", "RUB", 10)
    assert cheap["supplier"]["id"] == alike.supplier_id
    assert [(one["code"], one["requested"]) for one in answer["cart"]["problems"]] == [("insufficient_stock", 100)]
    assert answer["cart"] == buyer.api.get("cart/").json()
    assert lines[0]["detail"] == ""
    assert all(line["detail"] for line in lines if line["status"] != "added")
    assert spoon.pk not in pieces()


@pytest.mark.parametrize(
    ("line", "sku", "code"),
    [
        ({"sku": " BL-2102 ", "quantity": 7, "note": ""}, "BL-2102", "invalid_line"),
        ({"sku": "K-1", "quantity": 0, "note": ""}, "K-1", "invalid_line"),
        ({"sku": "", "quantity": 7, "note": ""}, "", "invalid_line"),
        ({"sku": "K-1", "quantity": 0}, "K-1", "invalid_quantity"),
        ({"sku": "K-1", "quantity": -1}, "K-1", "invalid_quantity"),
        ({"sku": "K-1", "quantity": 2.5}, "K-1", "invalid_quantity"),
        ({"sku": "K-1", "quantity": "3"}, "K-1", "invalid_quantity"),
        ({"sku": "K-1", "quantity": True}, "K-1", "invalid_quantity"),
        ({"sku": "K-1", "quantity": None}, "K-1", "invalid_quantity"),
        ({"sku": " K-1"}, "K-1", "invalid_quantity"),
        ({"sku": "K-1", "quantity": 2**31}, "K-1", "quantity_too_large"),
        ({"sku": "K-1", "quantity": 10**30}, "K-1", "invalid_quantity"),
        ({"sku": "", "quantity": 1}, "", "invalid_sku"),
        ({"sku": " \ufeff\u200b", "quantity": 1}, "", "invalid_sku"),
        ({"sku": "a\u0000", "quantity": 1}, "", "invalid_sku"),
        ({"sku": "x" * 256, "quantity": 1}, "", "invalid_sku"),
        ({"sku": 5, "quantity": 1}, "", "invalid_sku"),
        ({"sku": None, "quantity": 0}, "", "invalid_sku"),
        ({"quantity": 1}, "", "invalid_sku"),
        ({"sku": "K-1", "quantity": 1, "price": "0.01"}, "K-1", "invalid_line"),
        ({}, "", "invalid_sku"),
        ([], "", "invalid_line"),
        ("K-1", "", "invalid_line"),
        (None, "", "invalid_line"),
    ],
)
def test_a_line_that_is_amiss_does_not_stop_the_others(buyer: Any, line: Any, sku: str, code: str) -> None:
    kettle = named(goods(), "K-1")
    good = {"sku": "K-1", "quantity": 2}
    answer = buyer.api.post("cart/bulk/", {"lines": [good, line, good]})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (stati(told), told["added"], told["refused"]) == (["added", code, "added"], 2, 1)
    amiss = told["lines"][1]
    said = line.get("quantity") if isinstance(line, dict) else None
    number = said if type(said) is int and 1 <= said < 2**31 else None
    assert (amiss["sku"], amiss["quantity"], amiss["offer_id"], amiss["item_id"]) == (sku, number, None, None)
    assert amiss["detail"]
    assert pieces() == {kettle.pk: 4}


def test_nothing_but_lines_that_are_amiss_makes_no_cart(buyer: Any) -> None:
    told = buyer.api.post("cart/bulk/", {"lines": [{}, {"sku": "K-1"}]}, headers={"Accept-Language": "ru"}).json()
    assert (stati(told), told["added"]) == (["invalid_sku", "invalid_quantity"], 0)
    assert told["lines"][1]["detail"] == "Количество — целое число от 1."
    assert not Cart.objects.exists()


def test_how_a_code_was_pasted_does_not_matter(buyer: Any) -> None:
    kettle = named(goods(), "Дк-17/B")
    told = paste(buyer.api, *((sku, 1) for sku in ("дк-17/b", "\ufeffДК-17/B", "Д\u200bк-１７/B ", "дк-17/B")))
    assert stati(told) == ["added"] * 4
    assert pieces() == {kettle.pk: 4}
    assert told["cart"]["items"][0]["sku"] == "Дк-17/B"


def test_a_line_says_its_suppliers_code(buyer: Any, put: Any) -> None:
    kettle = named(goods(), "K-1")
    cart = put(buyer.api, kettle)
    assert (cart["items"][0]["sku"], cart["groups"][0]["items"][0]["sku"]) == ("K-1", "K-1")
    Item.objects.update(offer_id=10**9)
    assert buyer.api.get("cart/").json()["items"][0]["sku"] == ""


def test_the_reasons_are_told_in_russian(buyer: Any) -> None:
    told = paste(buyer.api, ("нет такого", 1), headers={"Accept-Language": "ru"})["lines"][0]
    assert (told["status"], told["detail"]) == ("unknown_sku", "Под этим кодом ничего не продаётся.")


def test_of_one_product_the_best_offer_is_taken(buyer: Any) -> None:
    dear = named(goods(price="90.00"), "X")
    cheap = Offer.objects.create(
        product_id=dear.product_id, supplier_id=supplier("Другой"), external_id="X", price="80.00", quantity=3
    )
    assert stati(paste(buyer.api, ("X", 2))) == ["added"]
    assert pieces() == {cheap.pk: 2}


def test_nothing_is_written_for_nothing(api: Any) -> None:
    answer = paste(api, ("a", 1), ("b", 1))
    assert stati(answer) == ["unknown_sku", "unknown_sku"]
    assert (answer["added"], answer["refused"], answer["cart"]["items"]) == (0, 2, [])
    assert not Cart.objects.exists()


def test_a_guest_pastes_too(api: Any, guest: Any) -> None:
    named(goods(), "K-1")
    assert paste(guest, ("K-1", 2))["cart"]["items"][0]["quantity"] == 2
    stranger = api.post("cart/bulk/", {"lines": [{"sku": "K-1", "quantity": 1}]})
    assert stranger.json()["cart"]["token"] == stranger["X-Cart-Token"]
    assert guest.get("cart/").json()["items"][0]["quantity"] == 2


def test_a_repeated_key_adds_once(buyer: Any) -> None:
    kettle = named(goods(), "K-1")
    first, again = (paste(buyer.api, ("K-1", 2), ("x", 1), headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first == again
    assert pieces() == {kettle.pk: 2}


def test_it_costs_the_same_however_long_the_list(buyer: Any) -> None:
    def queries(lines: list[tuple[str, int]]) -> int:
        buyer.api.delete("cart/")
        with CaptureQueriesContext(connection) as asked:
            paste(buyer.api, *lines)
        return len([query for query in asked if "accounts_" not in query["sql"] and "versions_" not in query["sql"]])

    offers = [named(goods(), f"S-{n}") for n in range(20)]
    for _ in range(2):
        goods(model="AA")
    queries([("S-0", 1)])  # makes the cart
    few = queries([("S-0", 1), ("AA", 1)])
    many = queries([(f"S-{n}", 2) for n in range(len(offers))] + [("AA", 1)] + [(f"no-{n}", 1) for n in range(400)])
    # What the codes mean; the cart, its lines, the writing of both; the answer's four; the candidates' suppliers.
    assert few == many == 10
    assert len(pieces()) == 20


@refusing
@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"lines": []},
        {"lines": None},
        {"lines": {"sku": "K-1", "quantity": 1}},
        {"lines": "K-1"},
        {"lines": [{"sku": "K-1", "quantity": 1}] * 501},
        {"lines": [{"sku": "K-1", "quantity": 1}], "replace": True},
    ],
)
def test_hostile_lists_change_nothing(buyer: Any, body: Any) -> None:
    named(goods(), "K-1")
    answer = buyer.api.post("cart/bulk/", body)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), answer.content
    assert not Item.objects.exists()
