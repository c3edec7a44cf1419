"""A supplier's parts of orders: own lines and sums only, the contact only once it is theirs to deliver."""

import io
import re
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from tests.partners.conftest import good, yaml_list

# Real transactions: a refusal undoes the whole one that it is in.
pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = {"city": "Казань", "street": "Баумана", "house": "1", "phone": "+7 900 000-00-00", "recipient": "Анна"}


@pytest.fixture
def order(buyer: Any, supplier: Any, trader: Any, send: Any, shelf: Any) -> Any:
    """An order of 2 pieces at 100 from `supplier`, delivery 300, and of 1 at 70 from `order.other`."""
    from modules.catalog import public as catalog

    other = trader()
    catalog.set_terms(supplier_id=supplier.supplier_id, delivery=300)
    send(supplier, yaml_list(good(1)))
    send(other, yaml_list(good(2, price=70)))
    items = [
        {"offer_id": shelf(supplier)["1"]["id"], "quantity": 2},
        {"offer_id": shelf(other)["2"]["id"], "quantity": 1},
    ]
    placed = buyer.api.post("orders/", {"items": items, "address": ADDRESS, "comment": "Домофон 7"})
    assert placed.status_code == 201, placed.content
    return placed.json() | {"other": other, "items_asked": items}


def part_of(user: Any) -> Any:
    (part,) = user.api.get("partner/orders/").json()["items"]
    return part


def test_a_supplier_sees_its_own_lines_and_sums(supplier: Any, order: Any) -> None:
    part = part_of(supplier)
    assert (part["number"], part["status"], part["currency"]) == (order["number"], "pending", "RUB")
    assert (part["subtotal"], part["delivery"], part["total"]) == ("200.00", "300.00", "500.00")
    assert [(line["name"], line["quantity"], line["total"]) for line in part["items"]] == [("Товар 1", 2, "200.00")]
    assert supplier.api.get(f"partner/orders/{part['id']}/").json() == part
    theirs = part_of(order["other"])
    assert [(line["name"], line["total"]) for line in theirs["items"]] == [("Товар 2", "70.00")]
    assert "Товар 2" not in str(part)


def test_the_contact_is_shown_from_confirmed_on(supplier: Any, order: Any) -> None:
    part = part_of(supplier)
    assert (part["address"], part["comment"]) == (None, "")
    assert not [value for value in ADDRESS.values() if len(value) > 2 and value in str(part)]
    moved = supplier.api.patch(f"partner/orders/{part['id']}/", {"status": "confirmed"}).json()
    assert (moved["status"], moved["comment"]) == ("confirmed", "Домофон 7")
    assert {name: moved["address"][name] for name in ADDRESS} == ADDRESS
    assert part_of(order["other"])["address"] is None


def test_a_supplier_reads_what_was_corrected_of_its_part_and_no_other(supplier: Any, order: Any, clerk: Any) -> None:
    mine, theirs = part_of(supplier)["id"], part_of(order["other"])["id"]
    lines = [{"id": line["id"], "quantity": 1} for line in order["items"]]
    made = {"revision": 0, "items": lines, "reason": "Один разбит"}
    assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", made).status_code == 201
    (told,) = supplier.api.get(f"partner/orders/{mine}/corrections/").json()
    assert (told["revision"], told["reason"]) == (1, "Один разбит")
    assert [(line["name"], line["before"], line["after"]) for line in told["changes"]["items"]] == [("Товар 1", 2, 1)]
    assert told["changes"]["total"] == {"before": "500.00", "after": "400.00"}
    assert order["other"].api.get(f"partner/orders/{theirs}/corrections/").json() == []
    assert supplier.api.get(f"partner/orders/{theirs}/corrections/").status_code == 404


def test_the_order_stands_where_its_slowest_part_stands(buyer: Any, supplier: Any, order: Any) -> None:
    part, theirs = part_of(supplier), part_of(order["other"])
    supplier.api.patch(f"partner/orders/{part['id']}/", {"status": "confirmed"})
    assert buyer.api.get(f"orders/{order['id']}/").json()["status"] == "pending"
    order["other"].api.patch(f"partner/orders/{theirs['id']}/", {"status": "confirmed"})
    assert buyer.api.get(f"orders/{order['id']}/").json()["status"] == "confirmed"


def test_a_step_that_is_illegal_or_makes_no_sense_is_refused(supplier: Any, order: Any) -> None:
    part = part_of(supplier)
    path = f"partner/orders/{part['id']}/"
    for step in ("pending", "assembled", "shipped", "delivered"):
        answer = supplier.api.patch(path, {"status": step}, headers={"Accept-Language": "ru"})
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
        assert not re.search("[A-Za-z]", answer.json()["detail"])
    bodies: list[Any] = [{}, {"status": "odd"}, {"status": None}, {"status": 1}, {"status": "confirmed", "x": 1}, []]
    for body in bodies:
        assert supplier.api.patch(path, body).status_code == 422
    assert part_of(supplier) == part


def test_a_parts_story_is_told_with_its_reasons(supplier: Any, clerk: Any, order: Any) -> None:
    part = part_of(supplier)
    path = f"partner/orders/{part['id']}/"
    assert (part["reason"], [(step["from"], step["status"], step["actor"]) for step in part["steps"]]) == (
        "",
        [(None, "pending", "buyer")],
    )
    clerk.api.patch(f"orders/{order['id']}/", {"status": "confirmed", "reason": "Оплачен"})
    body = {"status": "cancelled", "reason": "Нет на складе"}
    moved = supplier.api.patch(path, body)
    assert moved.status_code == 200, moved.content
    part = moved.json()
    assert [(step["from"], step["status"], step["actor"], step["reason"]) for step in part["steps"]] == [
        (None, "pending", "buyer", ""),
        ("pending", "confirmed", "staff", "Оплачен"),
        ("confirmed", "cancelled", "supplier", "Нет на складе"),
    ]
    assert part["reason"] == "Нет на складе"
    assert [step["at"] for step in part["steps"]] == sorted(step["at"] for step in part["steps"])
    assert not [step for step in part["steps"] if "by" in step]
    assert part_of(supplier) == part == supplier.api.get(path).json()
    assert [step["status"] for step in part_of(order["other"])["steps"]] == ["pending", "confirmed"]
    for reason in ("x" * 501, None, 1, "\x00"):
        theirs = f"partner/orders/{part_of(order['other'])['id']}/"
        assert order["other"].api.patch(theirs, {"status": "cancelled", "reason": reason}).status_code == 422


def test_somebody_elses_part_is_not_there(supplier: Any, order: Any) -> None:
    theirs = part_of(order["other"])["id"]
    for answer in (
        supplier.api.get(f"partner/orders/{theirs}/"),
        supplier.api.patch(f"partner/orders/{theirs}/", {"status": "confirmed"}),
        supplier.api.get("partner/orders/999999/"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert part_of(order["other"])["status"] == "pending"


def test_parts_are_paged_and_filtered(buyer: Any, supplier: Any, order: Any) -> None:
    ask = {"items": [order["items_asked"][0] | {"quantity": 1}], "address": ADDRESS}
    for _ in range(2):
        assert buyer.api.post("orders/", ask).status_code == 201
    page = supplier.api.get("partner/orders/?limit=2&count=true").json()
    rest = supplier.api.get(f"partner/orders/?limit=2&cursor={page['next']}").json()
    ids = [part["id"] for part in (*page["items"], *rest["items"])]
    assert (len(ids), ids, page["count"], rest["next"]) == (3, sorted(ids, reverse=True), 3, None)
    supplier.api.patch(f"partner/orders/{ids[0]}/", {"status": "confirmed"})
    confirmed = supplier.api.get("partner/orders/?status=confirmed").json()["items"]
    assert [part["id"] for part in confirmed] == ids[:1]
    # A cursor belongs to the list it was made for.
    assert supplier.api.get(f"partner/orders/?status=confirmed&cursor={page['next']}").status_code == 400
    assert supplier.api.get("partner/orders/?status=odd").status_code == 422


def test_a_page_costs_the_same_whatever_it_holds(
    buyer: Any, supplier: Any, order: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(4):
        assert buyer.api.post("orders/", {"items": order["items_asked"][:1], "address": ADDRESS}).status_code in {
            201,
            400,
        }
    with django_assert_max_num_queries(8):
        assert len(supplier.api.get("partner/orders/").json()["items"]) >= 2


def test_orders_and_carts_outlive_the_offers_they_name(
    buyer: Any, supplier: Any, order: Any, send: Any, work: Any
) -> None:
    before = buyer.api.get(f"orders/{order['id']}/").json()
    send(supplier, yaml_list(good(9, price=5)))
    assert buyer.api.get(f"orders/{order['id']}/").json() == before
    part = part_of(supplier)
    for step in ("confirmed", "assembled", "shipped", "delivered"):
        assert supplier.api.patch(f"partner/orders/{part['id']}/", {"status": step}).status_code == 200
    assert part_of(supplier)["items"] == part["items"]


def test_the_packing_list_is_the_suppliers_own_and_only_once_confirmed(
    supplier: Any, order: Any, buyer: Any, work: Callable[[], int], settings: Any
) -> None:
    mine, theirs = part_of(supplier)["id"], part_of(order["other"])["id"]
    path = f"partner/orders/{mine}/packing-list.pdf"

    def code(user: Any, path: str) -> tuple[int, str]:
        answer = user.api.get(path)
        return answer.status_code, answer.json()["code"]

    assert code(supplier, path) == (409, "packing_list_too_early")
    supplier.api.patch(f"partner/orders/{mine}/", {"status": "confirmed"})
    assert supplier.api.get(path).status_code == 202
    work()
    paper = supplier.api.get(path)
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"] == f'attachment; filename="packing-list-{order["number"]}-{mine}.pdf"'
    text = " ".join(pypdf.PdfReader(io.BytesIO(paper.getvalue())).pages[0].extract_text().split())
    for said in ("Товар 1", "Анна", "+7 900 000-00-00", "Домофон 7", "Packed"):
        assert said in text
    for hidden in ("Товар 2", "200.00", "300.00"):
        assert hidden not in text
    settings.ACCEL_LOCATION = "/_documents/"
    assert supplier.api.get(path)["X-Accel-Redirect"].startswith("/_documents/packing-lists/")
    assert code(supplier, f"partner/orders/{theirs}/packing-list.pdf") == (404, "not_found")
    assert code(order["other"], path) == (404, "not_found")
    assert code(order["other"], f"partner/orders/{theirs}/packing-list.pdf") == (409, "packing_list_too_early")
    assert code(supplier, f"{path}?revision=2") == (404, "not_found")
    assert buyer.api.get(path).status_code == 403
    buyer.api.delete(f"orders/{order['id']}/")
    assert code(supplier, path) == (409, "packing_list_too_early")


def test_a_part_is_found_by_its_orders_number_and_the_codes_of_its_own_lines(
    supplier: Any, order: Any, buyer: Any, trader: Any
) -> None:
    from modules.orders.models.orders import Line

    again = buyer.api.post("orders/", {"items": order["items_asked"][:1], "address": ADDRESS}).json()
    mine = Line.objects.filter(order=order["id"], supplier_id=supplier.supplier_id)
    mine.update(sku="ВК-17/b", model="Tea_9", gtin="0460123456787")
    Line.objects.filter(order=order["id"]).exclude(supplier_id=supplier.supplier_id).update(sku="X-2")
    number = order["number"]
    for search, found in (
        (number, [order]),
        (number.removeprefix("T-"), [order]),
        ("T-1", [again, order]),
        ("вк-17/B", [order]),
        ("ВК-17", []),
        ("TEA_9", [order]),
        ("460123456787", [order]),
        ("X-2", []),
        ("Анна", []),
        ("+7 900 000-00-00", []),
        (buyer.email, []),
        ("%20", [again, order]),
    ):
        query = f"partner/orders/?count=true&search={search.replace('+', '%2B')}"
        page = supplier.api.get(query).json()
        numbers = [one["number"] for one in found]
        assert ([one["number"] for one in page["items"]], page["count"]) == (numbers, len(found)), search
    assert [one["number"] for one in order["other"].api.get("partner/orders/?search=x-2").json()["items"]] == [number]
    assert supplier.api.get(f"partner/orders/?status=confirmed&search={number}").json()["items"] == []
    assert supplier.api.get("partner/orders/?search=" + "x" * 101).status_code == 422
    page = supplier.api.get("partner/orders/?limit=1&search=T-1").json()
    assert supplier.api.get(f"partner/orders/?limit=1&search={number}&cursor={page['next']}").status_code == 400
