"""What a buyer, and each supplier of their own part, can read of all that happened to an order."""

from typing import Any

import pytest

from modules.orders import public
from modules.orders.errors import UnknownOrder
from modules.orders.models.orders import Order
from modules.orders.rules.states import Status
from modules.orders.services import steps
from modules.orders.services.privacy import erase_buyer
from tests.orders.shop import ADDRESS

pytestmark = pytest.mark.django_db


def correct(clerk: Any, order: dict[str, Any], revision: int, *quantities: int, **more: Any) -> None:
    items = [{"id": line["id"], "quantity": n} for line, n in zip(order["items"], quantities, strict=False)]
    body = {"revision": revision, "items": items, **more}
    assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", body).status_code == 201


def test_a_buyer_reads_steps_of_all_parts_and_what_was_corrected(placed_of_two: Any, buyer: Any, clerk: Any) -> None:
    order, (one, two) = placed_of_two, placed_of_two["parts"]
    public.move_part(supplier_id=one["supplier"]["id"], part_id=one["id"], status="confirmed", by=None)
    correct(clerk, order, 0, 1, address={**ADDRESS, "city": "Уфа"}, reason="One is broken")
    steps.move_part(part_id=two["id"], status=Status.CANCELLED, by=clerk.pk, reason="Sold out")
    told = buyer.api.get(f"orders/{order['id']}/timeline/").json()
    assert [(one["kind"], one["from"], one["status"], (one["part"] or {}).get("id")) for one in told] == [
        ("step", None, "pending", None),
        ("step", None, "pending", one["id"]),
        ("step", None, "pending", two["id"]),
        ("step", "pending", "confirmed", one["id"]),
        ("correction", None, None, None),
        ("step", "pending", "cancelled", two["id"]),
        ("step", "pending", "confirmed", None),
    ]
    assert (told[5]["reason"], told[5]["actor"], told[5]["part"]["supplier"]["name"]) == ("Sold out", "staff", "Гамма")
    correction = told[4]
    assert (correction["revision"], correction["reason"], correction["by"]) == (1, "One is broken", clerk.pk)
    made = correction["changes"]
    assert [(line["name"], line["before"], line["after"]) for line in made["items"]] == [("Чайник", 2, 1)]
    assert made["total"] == {"before": "400.00", "after": "300.00"}
    assert (made["address"]["before"]["city"], made["address"]["after"]["city"]) == ("Казань", "Уфа")
    assert (made["comment"], made["delivery"], made["parts"]) == (None, None, [])
    assert clerk.api.get(f"orders/{order['id']}/timeline/").json() == told


def test_nobody_else_reads_it(placed: Any, person: Any, api: Any, buyer: Any) -> None:
    path = f"orders/{placed()['id']}/timeline/"
    assert person().api.get(path).status_code == 404
    assert person(role="agent").api.get(path).status_code == 404
    assert api.get(path).status_code == 401
    assert buyer.api.get("orders/999999999/timeline/").status_code == 404


def test_a_supplier_reads_of_its_own_part_alone(placed_of_two: Any, clerk: Any) -> None:
    order, (one, two) = placed_of_two, placed_of_two["parts"]
    mine, theirs = one["supplier"]["id"], two["supplier"]["id"]
    correct(clerk, order, 0, 1, reason="One is broken", address={**ADDRESS, "city": "Уфа"})
    (told,) = public.corrections_of_part(part_id=one["id"], supplier_id=mine)
    assert (told.revision, told.reason, [line.after for line in told.changes.items]) == (1, "One is broken", [1])
    assert (told.changes.total.before, told.changes.total.after) == (200, 100)  # type: ignore[union-attr]
    assert told.changes.address is None  # it has not taken the part on yet
    assert public.corrections_of_part(part_id=two["id"], supplier_id=theirs) == []
    public.move_part(supplier_id=theirs, part_id=two["id"], status="confirmed", by=None)
    (moved,) = public.corrections_of_part(part_id=two["id"], supplier_id=theirs)
    assert moved.changes.address.after.city == "Уфа"  # type: ignore[union-attr]
    assert (moved.changes.items, moved.changes.total) == ([], None)
    with pytest.raises(UnknownOrder):
        public.corrections_of_part(part_id=two["id"], supplier_id=mine)


def test_who_is_forgotten_is_forgotten_here_too(placed: Any, clerk: Any, buyer: Any) -> None:
    order = placed()
    correct(clerk, order, 0, address={**ADDRESS, "city": "Уфа"})
    steps.move_order(order_id=order["id"], status=Status.CANCELLED, by=None)
    erase_buyer(user_id=buyer.pk)
    assert Order.objects.get().address == {}
    answer = clerk.api.get(f"orders/{order['id']}/timeline/")
    assert "Уфа" not in answer.content.decode()
