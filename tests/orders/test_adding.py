"""A correction that adds goods: to the part of their supplier that is still on the shelf, at today's quote."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.orders.models.documents import Document
from modules.orders.models.orders import Line, Order
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.states import Status
from modules.orders.services import correcting, steps
from tests.orders.shop import ADDRESS, goods, order_body, refusing, shelf, supplier
from tests.orders.test_correcting import assert_sound, correcting_to, lines_of, refused
from tests.orders.test_staff import boxes, page_of
from tests.orders.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(clerk: Any) -> Callable[..., Any]:
    """Correct an order as the clerk: `add(order, (offer, 2))`."""

    def post(order: dict[str, Any], *wanted: tuple[Offer, int], **more: Any) -> Any:
        asks = [{"offer_id": offer.pk, "quantity": pieces} for offer, pieces in wanted]
        return clerk.api.post(
            f"admin/orders/{order['id']}/corrections/", {"revision": order["revision"], "add": asks, **more}
        )

    return post


@pytest.fixture
def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def test_goods_join_the_part_of_their_supplier_at_todays_quote(buyer: Any, clerk: Any, add: Any, settings: Any) -> None:
    vector = supplier("Вектор", delivery="300.00", free_from="500.00")
    kettle = goods(supplier_id=vector)
    cup = goods(name="Чашка", price="45.00", supplier_id=vector, external_id="V-45", model="C/1")
    Product.objects.filter(pk=cup.product_id).update(gtin="4601234567893", vat_rate=Decimal("10.00"))
    order = buyer.api.post("orders/", order_body((kettle, 2))).json()
    steps.move_order(order_id=order["id"], status=Status.CONFIRMED, by=None)
    catalog.set_terms(supplier_id=vector, delivery=Decimal("900.00"))
    Offer.objects.filter(pk=cup.pk).update(price=Decimal("150.00"))
    answer = add(order, (cup, 3), reason="По телефону")
    assert answer.status_code == 201, answer.content
    after = answer.json()
    old, new = after["items"]
    assert old == order["items"][0]
    known = {"name": "Чашка", "sku": "V-45", "model": "C/1", "gtin": "4601234567893", "vat_rate": "10.00"}
    assert new | known == new
    assert (new["price"], new["quantity"], new["total"]) == ("150.00", 3, "450.00")
    (part,) = after["parts"]
    # As much as is delivered for nothing by the terms of the day the order was placed.
    assert (part["status"], part["subtotal"], part["delivery"]) == ("confirmed", "650.00", "0.00")
    assert (after["subtotal"], after["total"], after["revision"], after["warnings"]) == ("650.00", "650.00", 1, [])
    assert (shelf(kettle), shelf(cup)) == ((10, 2), (10, 3))
    (revision,) = clerk.api.get(f"admin/orders/{order['id']}/revisions/").json()
    assert [[line["name"] for line in revision[when]["items"]] for when in ("before", "after")] == [
        ["Чайник"], ["Чайник", "Чашка"],
    ]  # fmt: skip
    (told,) = [one for one in buyer.api.get(f"orders/{order['id']}/timeline/").json() if one["kind"] == "correction"]
    assert told["changes"]["items"] == [
        {"id": new["id"], "supplier_id": vector, "name": "Чашка", "before": 0, "after": 3}
    ]
    assert_sound()


def test_what_the_order_has_is_so_many_pieces_more_at_the_price_agreed(placed: Any, add: Any) -> None:
    kettle = goods()
    order = placed(kettle, 2)
    Offer.objects.update(price=Decimal("999.00"))
    (line,) = add(order, (kettle, 3)).json()["items"]
    assert (line["id"], line["quantity"], line["total"]) == (order["items"][0]["id"], 5, "500.00")
    assert shelf(kettle) == (10, 5)
    assert_sound()


@refusing
def test_a_product_stands_for_its_best_offer_whatever_it_was_called(placed: Any, clerk: Any) -> None:
    from modules.catalog.services import joining

    vector = supplier()
    kept, gone, order = goods(supplier_id=vector), goods(supplier_id=vector), placed(goods(supplier_id=vector))
    old = gone.product_id
    joining.merge_products(product_id=kept.product_id, others=[old], by=None)
    best = Product.objects.values_list("best_offer_id", flat=True).get(pk=kept.product_id)
    path, asks = f"admin/orders/{order['id']}/corrections/", [{"product_id": old, "quantity": 1}]
    after = clerk.api.post(path, {"revision": 0, "add": asks}).json()
    assert [line["offer_id"] for line in after["items"]] == [order["items"][0]["offer_id"], best]
    asks.append({"product_id": kept.product_id, "quantity": 1})
    assert refused(clerk.api.post(path, {"revision": 1, "add": asks})) == (422, "duplicate_product")
    assert_sound()


@refusing
def test_one_more_of_this_one_is_more_of_just_that_whoever_is_the_cheapest_now(
    placed: Any, clerk: Any, desk: Client
) -> None:
    kettle = goods()
    Product.objects.filter(pk=kettle.product_id).update(gtin="0460123456787")
    order = placed(kettle, 2)
    cheaper = Offer.objects.create(
        supplier_id=supplier("Дельта"),
        product_id=kettle.product_id,
        external_id="D-1",
        price=Decimal("1.00"),
        quantity=9,
    )
    Product.objects.filter(pk=kettle.product_id).update(best_offer_id=cheaper.pk)
    path, asks = f"admin/orders/{order['id']}/corrections/", [{"product_id": kettle.product_id, "quantity": 1}]
    (line,) = clerk.api.post(path, {"revision": 0, "add": asks}).json()["items"]
    assert (line["offer_id"], line["quantity"]) == (kettle.pk, 3)
    codes = "0460123456787", "460123456787", "00460123456787", f"#{kettle.product_id}"
    for n, code in enumerate(codes, start=4):
        assert desk.post(page_of(order), sheet(desk, order, code0=code, quantity0=1)).status_code == 302
        assert shelf(kettle) == (10, n)
    assert shelf(cheaper) == (9, 0)
    assert_sound()


def sold_by(offer: Offer, supplier_id: int, price: str, **fields: Any) -> Offer:
    """Have another supplier sell a product too, and be its best offer where it is the cheapest."""
    known = {"external_id": f"{supplier_id}-{offer.product_id}", "quantity": 9, **fields}
    sold = Offer.objects.create(product_id=offer.product_id, supplier_id=supplier_id, price=Decimal(price), **known)
    best = Offer.objects.filter(product_id=offer.product_id).order_by("price").first()
    Product.objects.filter(pk=offer.product_id).update(best_offer_id=best and best.pk)
    return sold


@refusing
@pytest.mark.parametrize("way", ["api", "admin"])
def test_a_product_means_what_the_suppliers_of_the_order_sell_before_what_is_cheaper_elsewhere(
    placed_of_two: Any, clerk: Any, desk: Client, way: str
) -> None:
    one, two = (part["supplier"]["id"] for part in placed_of_two["parts"])
    elsewhere = supplier("Дельта")
    dear = goods(supplier_id=one, price="90.00")
    cheap, cheapest = sold_by(dear, two, "80.00"), sold_by(dear, elsewhere, "1.00")
    left = goods(supplier_id=one, price="90.00")
    emptied, gone = sold_by(left, two, "70.00", quantity=0), sold_by(left, elsewhere, "1.00")
    retired = goods(supplier_id=one, price="90.00", retired_at="2026-01-01T00:00:00Z")
    kept = sold_by(retired, two, "95.00")
    sold_by(retired, elsewhere, "1.00")
    wanted = [offer.product_id for offer in (dear, left, retired)]
    if way == "api":
        asks = {"revision": 0, "add": [{"product_id": id, "quantity": 1} for id in wanted]}
        answer = clerk.api.post(f"admin/orders/{placed_of_two['id']}/corrections/", asks)
        assert answer.status_code == 201, answer.content
    else:
        rows = {
            f"{name}{n}": said for n, id in enumerate(wanted) for name, said in (("code", f"#{id}"), ("quantity", 1))
        }
        assert desk.post(page_of(placed_of_two), sheet(desk, placed_of_two, **rows)).status_code == 302
    added = list(Line.objects.order_by("pk").values_list("offer_id", flat=True))[2:]
    assert sorted(added) == sorted([cheap.pk, left.pk, kept.pk])
    assert [shelf(offer)[1] for offer in (cheapest, gone, dear, emptied)] == [0, 0, 0, 0]
    assert_sound()


@refusing
def test_what_was_merged_or_split_since_is_more_of_what_it_is_now(buyer: Any, clerk: Any) -> None:
    from modules.catalog.services import joining

    vector = supplier()
    kettle, cup, elsewhere = goods(supplier_id=vector), goods(supplier_id=vector), goods(price="1.00")
    blue = Offer.objects.create(
        supplier_id=vector, product_id=cup.product_id, external_id="blue", price=Decimal("150.00"), quantity=9
    )
    order = buyer.api.post("orders/", order_body((kettle, 1), (blue, 1))).json()
    joining.merge_products(product_id=elsewhere.product_id, others=[kettle.product_id])
    joining.split_product(product_id=cup.product_id, offer_ids=[blue.pk], name="Чашка синяя")
    for n, id in enumerate((kettle.product_id, elsewhere.product_id, cup.product_id)):
        body = {"revision": n, "add": [{"product_id": id, "quantity": 1}]}
        answer = clerk.api.post(f"admin/orders/{order['id']}/corrections/", body)
        assert answer.status_code == 201, answer.content
    assert [shelf(one)[1] for one in (kettle, elsewhere, blue, cup)] == [3, 0, 1, 1]
    assert_sound()


def test_the_last_line_may_give_way_to_another(placed: Any, add: Any) -> None:
    vector = supplier()
    kettle, cup = goods(supplier_id=vector), goods(supplier_id=vector)
    order = placed(kettle, 2)
    after = add(order, (cup, 1), items=[{"id": lines_of(order)[0], "quantity": 0}]).json()
    assert [line["offer_id"] for line in after["items"]] == [cup.pk]
    assert (after["status"], after["parts"][0]["status"], shelf(kettle)) == ("pending", "pending", (10, 0))
    assert_sound()


@refusing
def test_refusals_change_nothing(placed_of_two: Any, add: Any, clerk: Any, settings: Any) -> None:
    order, (kettle, lamp) = placed_of_two, placed_of_two["offers"]
    mine = [part["supplier"]["id"] for part in order["parts"]]
    cup, few, hidden, retired = (goods(supplier_id=mine[0], quantity=3) for _ in range(4))
    catalog_product = Product.objects.filter(pk=hidden.product_id)
    catalog_product.update(is_active=False)
    Offer.objects.filter(pk=retired.pk).update(retired_at="2026-01-01T00:00:00Z")
    euros = goods(supplier_id=mine[0], currency="EUR")
    elsewhere = goods(supplier_id=supplier("Дельта"))
    path = f"admin/orders/{order['id']}/corrections/"
    answer = add(order, (cup, 1), (elsewhere, 1))
    assert (*refused(answer), answer.json()["supplier"]) == (409, "no_open_part", "Дельта")
    assert "another order" in answer.json()["detail"]
    assert refused(add(order, (cup, 1), (cup, 2))) == (422, "duplicate_product")
    assert refused(add(order, (kettle, 1), items=[{"id": lines_of(order)[0], "quantity": 5}])) == (
        422,
        "duplicate_product",
    )
    assert refused(add(order, (hidden, 1))) == (409, "unavailable")
    assert refused(add(order, (retired, 1))) == (409, "unavailable")
    assert refused(add(order, (euros, 1))) == (422, "mixed_currencies")
    short = add(order, (cup, 1), (few, 4))
    assert refused(short) == (400, "insufficient_stock")
    assert [(one["offer_id"], one["available"], one["requested"]) for one in short.json()["details"]] == [
        (few.pk, 3, 4)
    ]
    more = add(order, (kettle, 9))
    assert [(one["available"], one["requested"]) for one in more.json()["details"]] == [(10, 11)], "of the whole line"
    assert refused(add(order, (kettle, 2**31 - 1))) == (400, "insufficient_stock")
    unknown = clerk.api.post(path, {"revision": 0, "add": [{"offer_id": 10**9, "quantity": 1}]})
    assert refused(unknown) == (422, "unknown_offer")
    assert unknown.json()["errors"][0]["loc"] == ["body", "add"]
    for bad in ({"offer_id": cup.pk}, {"quantity": 1}, {"offer_id": cup.pk, "product_id": 1, "quantity": 1}):
        assert clerk.api.post(path, {"revision": 0, "add": [bad]}).status_code == 422
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "CART_MAX_LINES", 2)
        assert refused(add(order, (cup, 1))) == (422, "total_too_large")
    catalog.set_accepting(supplier_id=mine[0], accepting=False)
    assert refused(add(order, (cup, 1))) == (409, "supplier_closed")
    assert refused(add(order | {"revision": 4}, (cup, 1))) == (409, "order_changed")
    assert OrderRevision.objects.count() == 0
    assert [shelf(one) for one in (kettle, lamp, cup, few)] == [(10, 2), (10, 2), (3, 0), (3, 0)]
    assert_sound()


@refusing
def test_nothing_joins_what_has_left_or_was_given_up(placed_of_two: Any, add: Any) -> None:
    order, (one, two) = placed_of_two, [part["id"] for part in placed_of_two["parts"]]
    suppliers = [part["supplier"]["id"] for part in order["parts"]]
    for status in ("confirmed", "assembled", "shipped"):
        steps.move_part(part_id=one, status=Status(status), by=None)
    cups = [goods(supplier_id=id) for id in suppliers]
    answer = add(order, (cups[0], 1))
    assert (*refused(answer), answer.json()["supplier"]) == (409, "no_open_part", "Вектор")
    assert refused(add(order, (placed_of_two["offers"][0], 1))) == (409, "no_open_part")
    added = add(order, (cups[1], 1))
    assert added.status_code == 201
    steps.move_part(part_id=two, status=Status.CANCELLED, by=None)
    assert refused(add(added.json(), (cups[1], 1))) == (409, "no_open_part")
    assert shelf(cups[1]) == (10, 0), "what was added went back with the rest"
    assert_sound()


def test_adding_many_asks_no_more_than_adding_one(placed: Any, add: Any) -> None:
    vector = supplier()
    asked = []
    for many in (1, 30):
        order = placed(goods(supplier_id=vector))
        cups = [(goods(supplier_id=vector), 1) for _ in range(many)]
        with CaptureQueriesContext(connection) as seen:
            assert add(order, *cups).status_code == 201
        asked.append(len(seen))
    assert asked[1] <= asked[0] + 1, asked


@refusing
def test_the_buyer_is_told(placed: Any, add: Any, work: Callable[[], int], buyer: Any) -> None:
    vector = supplier()
    order = placed(goods(supplier_id=vector))
    work()
    mail.outbox.clear()
    assert add(order, (goods(name="Чашка", supplier_id=vector), 3)).status_code == 201
    work()
    (letter,) = [one for one in mail.outbox if one.to == [buyer.email]]
    assert "Чашка: 0 → 3" in letter.body
    (invoice,) = Document.objects.filter(order=order["id"], part=None, revision=2).exclude(made_at=None)
    assert invoice.order_revision == 1
    assert letter.attachments


@refusing
def test_a_retry_under_its_key_adds_once(placed: Any, clerk: Any) -> None:
    kettle = goods()
    order = placed(kettle, 3)
    clerk.api.headers["Idempotency-Key"] = "one-more"
    body = {"revision": 0, "add": [{"offer_id": kettle.pk, "quantity": 1}]}
    answers = [clerk.api.post(f"admin/orders/{order['id']}/corrections/", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert shelf(kettle) == (10, 4)


# Its page in the admin.


def sheet(desk: Client, order: dict[str, Any], **typed: Any) -> dict[str, Any]:
    """Return the form as it stands, with these rows typed: `code0="V-45", quantity0=2`."""
    rows = {f"add-{name[-1]}-{name[:-1]}": said for name, said in typed.items()}
    return boxes(desk.get(page_of(order)).content.decode()) | rows


@refusing
def test_a_clerk_adds_goods_by_their_codes(desk: Client, placed: Any, clerk: Any) -> None:
    vector = supplier("Вектор")
    kettle = goods(supplier_id=vector, external_id="K-1")
    cup, spoon, jug = (
        goods(name=name, supplier_id=vector, external_id=f"{name}-7") for name in ("Чашка", "Ложка", "Кувшин")
    )
    Product.objects.filter(pk=spoon.product_id).update(gtin="4601234567893")
    order = placed(kettle, 2)
    sent = sheet(
        desk, order,
        code0=" чашка-7 ", quantity0=3, code1="4601234567893", quantity1=1,
        code3=f"#{jug.product_id}", quantity3=2, code4="k-1", quantity4=1,
    )  # fmt: skip
    answer = desk.post(page_of(order), sent, follow=True)
    assert answer.redirect_chain, answer.content.decode()
    after = clerk.api.get(f"orders/{order['id']}/").json()
    assert [(line["offer_id"], line["quantity"]) for line in after["items"]] == [
        (kettle.pk, 3), (cup.pk, 3), (spoon.pk, 1), (jug.pk, 2),
    ]  # fmt: skip
    assert after["revision"] == 1
    assert "Чашка: 0 → 3" in answer.content.decode()
    assert_sound()


@refusing
def test_each_row_says_beside_it_what_is_wrong(desk: Client, placed_of_two: Any) -> None:
    one, two = (part["supplier"]["id"] for part in placed_of_two["parts"])
    cup = goods(supplier_id=one, external_id="501", name="Чашка", quantity=4)
    lamp = goods(supplier_id=two, external_id="501", name="Лампа")
    goods(supplier_id=supplier("Дельта"), external_id="D-1")
    hidden = goods(supplier_id=one, external_id="H-1", name="Тайна")
    Product.objects.filter(pk=hidden.product_id).update(is_active=False)

    def said(field: str, **typed: Any) -> str:
        page = desk.post(page_of(placed_of_two), sheet(desk, placed_of_two, **typed)).content.decode()
        beside = page.partition(f'id="id_add-{field}_error">')[2].partition("<")[0]
        assert f'href="#id_add-{field}"' in page, page
        assert "Nothing is saved yet." in page
        return beside

    assert said("0-code", code0="N-1", quantity0=1) == "Nothing goes by the code “N-1”."
    assert said("0-code", quantity0=1) == "This field is required."
    assert said("2-quantity", code2="D-1") == "This field is required."
    assert said("0-quantity", code0="H-1", quantity0=0).startswith("Ensure this value is greater")
    assert "“Дельта” has nothing in this order" in said("1-code", code1="D-1", quantity1=1)
    both = said("0-code", code0="501", quantity0=1)
    assert f"Чашка (501, #{cup.product_id}, Вектор); Лампа (501, #{lamp.product_id}, Гамма)" in both
    assert said("0-code", code0="H-1", quantity0=1) == "No longer on sale: Тайна."
    assert said("0-quantity", code0="501", supplier0=one, quantity0=5) == "4 left, 5 wanted."
    twice = {"code0": "501", "supplier0": one, "quantity0": 1, "code1": f"#{cup.product_id}", "quantity1": 1}
    assert said("1-code", **twice) == "A product or offer is named twice."
    changed = {f"line-{placed_of_two['items'][0]['id']}": 1}
    kettle = {"code0": f"#{placed_of_two['items'][0]['product_id']}", "quantity0": 1}
    sent = sheet(desk, placed_of_two, **kettle) | changed
    assert (
        'id="id_add-0-code_error">A product or offer is named twice.'
        in desk.post(page_of(placed_of_two), sent).content.decode()
    )
    assert OrderRevision.objects.count() == 0
    sent = sheet(desk, placed_of_two, code0="501", supplier0=two, quantity0=1)
    assert desk.post(page_of(placed_of_two), sent).status_code == 302
    assert list(Line.objects.order_by("pk").values_list("offer_id", flat=True))[2:] == [lamp.pk]


@refusing
def test_a_code_means_what_the_orders_own_suppliers_offer(desk: Client, placed: Any) -> None:
    """However many others go by it, and whoever sells it cheapest."""
    vector = supplier("Вектор")
    order = placed(goods(supplier_id=vector, external_id="K-1"))
    for _ in range(21):
        goods(external_id="7", price="1.00")
    cup, spoon, jug = (goods(supplier_id=vector, external_id=code) for code in ("7", "S-1", "J-1"))
    Product.objects.filter(pk=spoon.product_id).update(gtin="4601234567893")
    cheaper = supplier("Дельта")
    for offer in (spoon, jug):
        best = Offer.objects.create(
            supplier_id=cheaper, product_id=offer.product_id, external_id=f"D-{offer.pk}", price=1, quantity=9
        )
        Product.objects.filter(pk=offer.product_id).update(best_offer_id=best.pk)
    rows = {"code0": "7", "code1": "4601234567893", "code2": f"#{jug.product_id}"}
    sent = sheet(desk, order, **rows, quantity0=1, quantity1=2, quantity2=3)
    assert desk.post(page_of(order), sent).status_code == 302
    assert [shelf(one)[1] for one in (cup, spoon, jug)] == [1, 2, 3]
    gone = goods(supplier_id=vector, external_id="G-1", name="Тайна")
    Offer.objects.filter(pk=gone.pk).update(retired_at="2026-01-01T00:00:00Z")
    goods(supplier_id=cheaper, external_id="G-1")
    page = desk.post(page_of(order), sheet(desk, order, code0="G-1", quantity0=1)).content.decode()
    assert 'id="id_add-0-code_error">No longer on sale: Тайна.' in page
    assert_sound()


@refusing
def test_a_number_is_a_code_before_it_is_a_products(desk: Client, placed: Any) -> None:
    vector = supplier()
    order = placed(goods(supplier_id=vector, external_id="K-1"))
    cup = goods(supplier_id=vector, external_id="C-1")
    number = str(cup.product_id)
    assert desk.post(page_of(order), sheet(desk, order, code0=number, quantity0=1)).status_code == 302
    goods(supplier_id=supplier("Дельта"), external_id=number)
    page = desk.post(page_of(order), sheet(desk, order, code0=number, quantity0=1)).content.decode()
    assert "“Дельта” has nothing in this order" in page
    assert shelf(cup) == (10, 1)
    assert desk.post(page_of(order), sheet(desk, order, code0=f"#{number}", quantity0=1)).status_code == 302
    assert shelf(cup) == (10, 2)


@refusing
def test_a_supplier_that_was_chosen_is_not_forgotten(desk: Client, placed_of_two: Any) -> None:
    order, (one, two) = placed_of_two, (part["supplier"]["id"] for part in placed_of_two["parts"])
    cup, mug = (goods(supplier_id=id, external_id="501") for id in (one, two))
    goods(supplier_id=one, external_id="502")
    page = desk.post(page_of(order), sheet(desk, order, code0="502", supplier0=two, quantity0=1)).content.decode()
    assert 'id="id_add-0-code_error">“Гамма” has nothing that goes by the code “502”.' in page
    sent = sheet(desk, order, code0="501", supplier0=two, quantity0=1)
    for status in ("confirmed", "assembled", "shipped"):
        steps.move_part(part_id=order["parts"][1]["id"], status=Status(status), by=None)
    page = desk.post(page_of(order), sent).content.decode()
    said = "This supplier has nothing in the order that is still on the shelf."
    assert f'id="id_add-0-supplier_error">{said}' in page
    assert (shelf(cup), shelf(mug)) == ((10, 0), (10, 0))
    assert desk.post(page_of(order), sent | {"add-0-supplier": ""}).status_code == 302
    assert shelf(cup) == (10, 1)


@refusing
def test_what_was_typed_into_rows_outlives_another_clerks_correction(desk: Client, placed: Any, clerk: Any) -> None:
    vector = supplier()
    order = placed(goods(supplier_id=vector), 5)
    goods(supplier_id=vector, external_id="C-7")
    mine = sheet(desk, order, code0="C-7", quantity0=2)
    body = correcting_to(order, 4)
    assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", body).status_code == 201
    page = desk.post(page_of(order), mine).content.decode()
    assert "The order has changed since you opened it." in page
    again = boxes(page)
    assert (again["add-0-code"], again["add-0-quantity"], again["revision"]) == ("C-7", "2", "1")
    assert desk.post(page_of(order), again).status_code == 302
    assert [line["quantity"] for line in clerk.api.get(f"orders/{order['id']}/").json()["items"]] == [4, 2]


@refusing
def test_a_second_click_adds_nothing_again(desk: Client, placed: Any, clerk: Any) -> None:
    vector = supplier()
    order = placed(kettle := goods(supplier_id=vector, external_id="K-1"), 5)
    cup = goods(supplier_id=vector, external_id="C-7", name="Чашка")
    goods(supplier_id=vector, external_id="S-1")
    mine = sheet(desk, order, code0="C-7", quantity0=2, code1="K-1", quantity1=1)
    assert desk.post(page_of(order), mine).status_code == 302
    page = desk.post(page_of(order), mine | {"add-2-code": "S-1", "add-2-quantity": "4"}).content.decode()
    assert "“Чашка” has been added meanwhile, in the same number, and is not added again." in page
    again = boxes(page)
    assert [again[f"add-{n}-code"] for n in range(3)] == ["", "", "S-1"]
    assert desk.post(page_of(order), again).status_code == 302
    assert (shelf(kettle), shelf(cup)) == ((10, 6), (10, 2))
    assert [line["quantity"] for line in clerk.api.get(f"orders/{order['id']}/").json()["items"]] == [6, 2, 4]


def test_what_is_added_counts_towards_a_minimum(desk: Client, buyer: Any) -> None:
    vector = supplier("Вектор", minimum="300.00")
    kettle, cup = goods(supplier_id=vector), goods(supplier_id=vector, external_id="C-1", price="150.00")
    order = buyer.api.post("orders/", order_body((kettle, 5))).json()
    line = f"line-{order['items'][0]['id']}"
    lowered = sheet(desk, order, code0="C-1", quantity0=1) | {line: "1"}
    assert "its minimum is 300.00" in desk.post(page_of(order), lowered).content.decode()
    enough = sheet(desk, order, code0="C-1", quantity0=2) | {line: "1"}
    assert desk.post(page_of(order), enough).status_code == 302
    assert cup.pk in Line.objects.values_list("offer_id", flat=True)


@pytest.mark.profile("full")
@pytest.mark.django_db(transaction=True)
def test_additions_against_placings_and_each_other(person: Any, buyer: Any, clerk: Any) -> None:
    """The last pieces go to one of them, in whatever order they are named, and nobody waits for another for ever."""
    for _ in range(3):
        vector = supplier()
        offers = [goods(supplier_id=vector, quantity=12) for _ in range(6)]
        orders = [buyer.api.post("orders/", order_body((offers[n], 1), (offers[n - 3], 1))).json() for n in range(6)]
        calls: list[Callable[[], Any]] = []
        for n, order in enumerate(orders):
            turned = offers[n:] + offers[:n]
            given = {line["id"]: k for k, line in enumerate(order["items"])}
            here = {line["offer_id"] for line in order["items"]}
            asks = [catalog.Ask(quantity=2, offer_id=one.pk) for one in turned if one.pk not in here]
            change = partial(correcting.correct_order, order_id=order["id"], revision=0, by=clerk.pk)
            calls += [partial(change, add=asks), partial(change, add=asks[::-1], quantities=given)]
            calls.append(partial(_place, buyer.pk, turned[::-1]))
            calls.append(partial(steps.move_order, order_id=order["id"], status=Status.CANCELLED, by=None))
        results = at_once(calls)
        failed = [one for one in results if isinstance(one, Exception) and not isinstance(one, DomainError)]
        assert not failed, failed
        assert_sound()
        assert all(offer.reserved <= offer.quantity for offer in Offer.objects.all())
        assert any(isinstance(one, Order) and one.revision for one in results)


def _place(user_id: int, offers: list[Offer]) -> Any:
    from modules.orders.rules.addresses import Address
    from modules.orders.services.placing import place

    asks = [catalog.Ask(quantity=1, offer_id=offer.pk) for offer in offers]
    where = Address(city=ADDRESS["city"], street=ADDRESS["street"])
    return place(user_id=user_id, asks=asks, address=where, comment="", expected_total=None, language="ru")
