from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from core.events.models import Delivery
from modules.orders import public
from modules.orders.errors import IllegalTransition, NotYourStep, UnknownOrder
from modules.orders.models.orders import Order, Part, Step
from modules.orders.rules import states
from modules.orders.rules.states import STEPS, TABLE, Actor, Status, is_legal
from modules.orders.services import steps
from tests.orders.shop import goods, refusing, shelf

pytestmark = pytest.mark.django_db
WAY = ["confirmed", "assembled", "shipped", "delivered"]


def walk(order: dict[str, Any], *statuses: str) -> None:
    for status in statuses:
        steps.move_order(order_id=order["id"], status=Status(status), by=None)


def test_the_whole_way(placed: Any, clerk: Any, buyer: Any) -> None:
    kettle = goods(quantity=10)
    order = placed(kettle, 3)
    shelves = []
    for status in WAY:
        answer = clerk.api.patch(f"orders/{order['id']}/", {"status": status})
        assert (answer.status_code, answer.json()["status"]) == (200, status)
        assert [part["status"] for part in answer.json()["parts"]] == [status]
        shelves.append(shelf(kettle))
    assert shelves == [(10, 3), (10, 3), (7, 0), (7, 0)]
    history = buyer.api.get(f"orders/{order['id']}/history/").json()
    assert [(step["from"], step["status"], step["by"]) for step in history] == [
        (None, "pending", buyer.pk),
        ("pending", "confirmed", clerk.pk),
        ("confirmed", "assembled", clerk.pk),
        ("assembled", "shipped", clerk.pk),
        ("shipped", "delivered", clerk.pk),
    ]
    assert [step["at"] for step in history] == sorted(step["at"] for step in history)
    assert Delivery.objects.filter(event="orders.OrderMoved").values("payload").distinct().count() == 4


@refusing
@pytest.mark.parametrize("status", list(Status))
def test_an_illegal_step_changes_nothing(placed: Any, clerk: Any, status: Status) -> None:
    kettle = goods(quantity=10)
    order = placed(kettle, 2)
    walk(order, *(["cancelled"] if status == "cancelled" else WAY[: WAY.index(status) + 1] if status in WAY else []))
    before, told = shelf(kettle), Delivery.objects.count()
    for to in (to for to in Status if not is_legal(status, to)):
        answer = clerk.api.patch(f"orders/{order['id']}/", {"status": to}, headers={"Accept-Language": "ru"})
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
        assert (answer.json()["from"], answer.json()["to"]) == (status, to)
        with translation.override("ru"):
            assert answer.json()["detail"] == f"Заказ не может перейти из «{status.label}» в «{to.label}»."
    assert (shelf(kettle), Delivery.objects.count()) == (before, told)
    assert Order.objects.get().status == status


@refusing
@pytest.mark.parametrize("path", [[], WAY[:1], WAY[:2]])
def test_pieces_come_back_once(placed: Any, clerk: Any, path: list[str]) -> None:
    kettle = goods(quantity=5)
    order = placed(kettle, 5)
    walk(order, *path)
    assert clerk.api.patch(f"orders/{order['id']}/", {"status": "cancelled"}).status_code == 200
    assert shelf(kettle) == (5, 0)
    assert clerk.api.patch(f"orders/{order['id']}/", {"status": "cancelled"}).status_code == 409
    assert shelf(kettle) == (5, 0)


@refusing
@pytest.mark.parametrize(
    ("path", "to", "status"),
    [
        ([], "cancelled", 200),
        (WAY[:1], "cancelled", 200),
        (WAY[:2], "cancelled", 403),
        (WAY[:3], "cancelled", 409),
        (["cancelled"], "cancelled", 409),
        ([], "confirmed", 403),
        ([], "pending", 403),
        ([], "delivered", 403),
    ],
)
def test_what_the_buyer_may(placed: Any, buyer: Any, path: list[str], to: str, status: int) -> None:
    kettle = goods()
    order = placed(kettle, 2)
    walk(order, *path)
    before = shelf(kettle)
    assert buyer.api.patch(f"orders/{order['id']}/", {"status": to}).status_code == status
    assert shelf(kettle) == ((10, 0) if status == 200 else before)


@refusing
def test_delete_is_to_cancel(placed: Any, buyer: Any) -> None:
    order = placed()
    assert buyer.api.delete(f"orders/{order['id']}/").status_code == 200
    assert buyer.api.get(f"orders/{order['id']}/").json()["status"] == "cancelled"
    assert buyer.api.delete(f"orders/{order['id']}/").status_code == 409


@refusing
def test_staff_move_one_part_by_its_own_address(placed_of_two: Any, buyer: Any, clerk: Any, placed: Any) -> None:
    one, two = (part["id"] for part in placed_of_two["parts"])
    path = f"admin/orders/{placed_of_two['id']}/parts"
    for status in WAY:
        moved = clerk.api.patch(f"{path}/{one}/", {"status": status, "reason": "ERP"})
        assert [part["status"] for part in moved.json()["parts"]] == [status, "pending"]
    assert [clerk.api.patch(f"{path}/{two}/", {"status": status}).json()["status"] for status in WAY] == WAY
    assert buyer.api.get(f"orders/{placed_of_two['id']}/").json()["status"] == "delivered"
    refused = clerk.api.patch(f"{path}/{two}/", {"status": "confirmed"})
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    assert clerk.api.patch(f"admin/orders/{placed()['id']}/parts/{two}/", {"status": "confirmed"}).status_code == 404
    assert buyer.api.patch(f"{path}/{two}/", {"status": "confirmed"}).status_code == 403


@refusing
def test_parts_move_by_themselves(placed_of_two: Any, buyer: Any, clerk: Any) -> None:
    one, two = (part["id"] for part in placed_of_two["parts"])
    suppliers = [part["supplier"]["id"] for part in placed_of_two["parts"]]

    def move(part: int, supplier_id: int, status: str) -> str:
        public.move_part(supplier_id=supplier_id, part_id=part, status=status, by=7)
        return str(buyer.api.get(f"orders/{placed_of_two['id']}/").json()["status"])

    assert move(one, suppliers[0], "confirmed") == "pending"
    assert move(two, suppliers[1], "confirmed") == "confirmed"
    assert move(one, suppliers[0], "assembled") == "confirmed"
    # Every living part moves with the order, or none does.
    refused = clerk.api.patch(f"orders/{placed_of_two['id']}/", {"status": "assembled"})
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    in_the_way = placed_of_two["parts"][0]["supplier"]["name"]
    assert refused.json()["detail"] == f"The part of “{in_the_way}” cannot go from “assembled” to “assembled”."
    assert list(Part.objects.order_by("id").values_list("status", flat=True)) == ["assembled", "confirmed"]
    assert move(two, suppliers[1], "cancelled") == "assembled"
    assert clerk.api.patch(f"orders/{placed_of_two['id']}/", {"status": "shipped"}).status_code == 200
    assert list(Part.objects.order_by("id").values_list("status", flat=True)) == ["shipped", "cancelled"]
    assert [shelf(offer) for offer in placed_of_two["offers"]] == [(8, 0), (10, 0)]
    for part in (one, two):
        made = Step.objects.filter(part=part).order_by("id").values_list("from_status", "to_status")
        assert all(to in STEPS[Status(was)] for was, to in made if was)


@refusing
def test_a_part_of_somebody_else_is_unknown(placed_of_two: Any) -> None:
    (one, two) = placed_of_two["parts"]
    with pytest.raises(UnknownOrder):
        public.move_part(supplier_id=two["supplier"]["id"], part_id=one["id"], status="confirmed", by=None)
    with pytest.raises(UnknownOrder):
        public.part_of_supplier(supplier_id=two["supplier"]["id"], part_id=one["id"])
    with pytest.raises(IllegalTransition):
        public.move_part(supplier_id=one["supplier"]["id"], part_id=one["id"], status="shipped", by=None)


def test_a_supplier_sees_its_own_share(placed_of_two: Any) -> None:
    one, two = placed_of_two["parts"]
    (seen,) = public.parts_of_supplier(supplier_id=one["supplier"]["id"])
    assert (seen.id, seen.number) == (one["id"], placed_of_two["number"])
    assert [line.supplier.id for line in seen.items] == [one["supplier"]["id"]]
    assert str(seen.subtotal) == one["subtotal"]
    assert (seen.address, seen.comment) == (None, "")
    public.move_part(supplier_id=one["supplier"]["id"], part_id=one["id"], status="confirmed", by=None)
    (seen,) = public.parts_of_supplier(supplier_id=one["supplier"]["id"], status="confirmed")
    assert seen.address is not None
    assert seen.address.city == "Казань"
    assert public.parts_of_supplier(supplier_id=one["supplier"]["id"], before=one["id"]) == []
    assert public.count_parts(supplier_id=two["supplier"]["id"], status="pending") == 1


@pytest.mark.parametrize(
    "body", [{}, {"status": "lost"}, {"status": None}, {"status": 1}, {"status": "confirmed", "x": 1}]
)
def test_hostile_steps(placed: Any, clerk: Any, body: Any) -> None:
    assert clerk.api.patch(f"orders/{placed()['id']}/", body).status_code == 422


def test_the_drawing_is_that_of_the_table(tmp_path: Path, settings: Any) -> None:
    call_command("order_states", check=True)
    said = Path("docs/order-states.md").read_text()
    assert all(f"{step.came_from} --> {step.to}: " in said for step in TABLE)
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="not what the table says"):
        call_command("order_states", check=True)
    (tmp_path / "docs/order-states.md").write_text(said.replace("staff", "buyer"))
    with pytest.raises(CommandError, match="not what the table says"):
        call_command("order_states", check=True)
    call_command("order_states")
    assert (tmp_path / "docs/order-states.md").read_text() == said


@refusing
def test_the_history_says_who_and_why(placed: Any, buyer: Any, clerk: Any) -> None:
    first, second = placed(), placed()
    buyer.api.patch(f"orders/{first['id']}/", {"status": "cancelled", "reason": "Found it at home"})
    history = buyer.api.get(f"orders/{first['id']}/history/").json()
    assert [(step["actor"], step["reason"]) for step in history] == [("buyer", ""), ("buyer", "Found it at home")]
    clerk.api.patch(f"orders/{second['id']}/", {"status": "confirmed"})
    public.move_part(
        supplier_id=second["parts"][0]["supplier"]["id"], part_id=second["parts"][0]["id"], status="assembled", by=7
    )
    steps.move_order(order_id=second["id"], status=Status.CANCELLED, by=None, reason="Nobody came")
    history = buyer.api.get(f"orders/{second['id']}/history/").json()
    assert [(step["actor"], step["by"]) for step in history] == [
        ("buyer", buyer.pk),
        ("staff", clerk.pk),
        ("supplier", 7),
        ("system", None),
    ]
    for bad in ("x" * 501, "\x00", None, 5):
        body = {"status": "confirmed", "reason": bad}
        assert clerk.api.patch(f"orders/{second['id']}/", body).status_code == 422


def test_an_order_whose_slowest_part_is_given_up_walks_on(placed_of_two: Any, buyer: Any) -> None:
    one, two = (part["id"] for part in placed_of_two["parts"])
    for status in ("confirmed", "assembled", "shipped"):
        steps.move_part(part_id=one, status=Status(status), by=None)
    steps.move_part(part_id=two, status=Status.CANCELLED, by=None)
    history = buyer.api.get(f"orders/{placed_of_two['id']}/history/").json()
    assert [step["status"] for step in history] == ["pending", "confirmed", "assembled", "shipped"]


def test_the_api_says_what_the_table_does(api: Any) -> None:
    said = api.get("/api/v1/openapi.json").json()["paths"]["/api/v1/orders/{order_id}/"]["patch"]["description"]
    assert "The buyer: `pending` → `cancelled`, `confirmed` → `cancelled`." in said


def test_what_the_table_withholds_is_refused(placed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Services ask the table: with suppliers taken out of a step, they cannot make it, and the staff still can."""
    order = placed()
    held = {step: replace(one, may=one.may - {Actor.SUPPLIER}) for step, one in states._BY_STEP.items()}
    monkeypatch.setattr(states, "_BY_STEP", held)
    part = Part.objects.get()
    with pytest.raises(NotYourStep), transaction.atomic():
        steps.move_part(part_id=part.pk, status=Status.CONFIRMED, by=7, supplier_id=part.supplier_id)
    assert steps.move_order(order_id=order["id"], status=Status.CONFIRMED, by=7).status == Status.CONFIRMED


@refusing
def test_a_buyer_is_told_which_part_has_gone_further(placed_of_two: dict[str, Any], buyer: Any) -> None:
    part = placed_of_two["parts"][0]
    for status in (Status.CONFIRMED, Status.ASSEMBLED):
        steps.move_part(part_id=part["id"], status=status, by=None)
    path = f"orders/{placed_of_two['id']}/"
    assert buyer.api.get(path).json()["status"] == "pending"
    refused = buyer.api.delete(path, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["code"]) == (403, "step_forbidden")
    assert refused.json()["detail"].startswith(f"The part of “{part['supplier']['name']}” is already “assembled”: ")
    refused = buyer.api.patch(path, {"status": "cancelled"}, headers={"Accept-Language": "ru"})
    assert f"Часть поставщика «{part['supplier']['name']}» уже в состоянии «собран" in refused.json()["detail"]
