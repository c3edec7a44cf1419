from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modules.orders.models.documents import Document, Invoice
from modules.orders.models.orders import Order, Part, Step
from tests.orders.shop import goods, refusing, shelf, supplier

pytestmark = pytest.mark.django_db
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}'\"><script>alert(2)</script>"


@pytest.fixture
def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def reader(person: Any) -> Client:
    """A clerk who may look at orders and do nothing with them."""
    clerk = person(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_order", "view_part"]))
    client = Client()
    client.force_login(clerk)
    return client


def act(desk: Client, model: str, action: str, *ids: int, why: str = "") -> str:
    """Make a step from the list, past the page that asks first."""
    asked = ask(desk, model, action, *ids)
    if 'name="agreed"' not in asked:
        return asked
    body = {"action": action, "_selected_action": ids[0], "agreed": ",".join(map(str, ids)), "said": why}
    return desk.post(f"/admin/orders/{model}/", body, follow=True).content.decode()


def ask(desk: Client, model: str, action: str, *ids: int) -> str:
    body = {"action": action, "_selected_action": ids}
    return desk.post(f"/admin/orders/{model}/", body, follow=True).content.decode()


def show(desk: Client, order: dict[str, Any], model: str = "order", language: str = "en") -> str:
    answer = desk.get(f"/admin/orders/{model}/{order['id']}/change/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def press(desk: Client, order: dict[str, Any], step: str, model: str = "order") -> Any:
    return desk.post(f"/admin/orders/{model}/{order['id']}/step/", {"step": step}, follow=True)


def offered(page: str) -> set[str]:
    return {text.partition('"')[0] for text in page.split('name="step" value="')[1:]}


@refusing
def test_steps_go_through_the_services(desk: Client, placed: Any) -> None:
    kettle = goods()
    first, second = placed(kettle, 2)["id"], placed(kettle, 1)["id"]
    act(desk, "order", "confirm", first)
    said = act(desk, "order", "confirm", first, second)
    assert "cannot go from" in said
    assert f"T-{100000 + second}: confirmed." in said
    assert set(Order.objects.values_list("status", flat=True)) == {"confirmed"}
    act(desk, "order", "cancel", first)
    assert shelf(kettle) == (10, 1)
    assert Step.objects.filter(order=first, part=None).order_by("id").last().by_id  # type: ignore[union-attr]
    act(desk, "part", "assemble", Part.objects.get(order=second).pk)
    assert Order.objects.get(pk=second).status == "assembled"


def test_a_step_from_the_list_is_asked_about_first(desk: Client, placed: Any) -> None:
    kettle = goods()
    first, second = placed(kettle, 2)["id"], placed(kettle, 1)["id"]
    for model, said in (("order", "Cancel: 2 orders"), ("part", "Cancel: 2 parts")):
        ids = (first, second) if model == "order" else tuple(Part.objects.values_list("pk", flat=True))
        page = ask(desk, model, "cancel", *ids)
        assert said in page
        assert 'name="said"' in page
        assert all(str(row) in page for row in Order.objects.all())
    page = ask(desk, "order", "deliver", first)
    assert "Mark as delivered: 1 order" in page
    assert 'name="said"' not in page
    assert set(Order.objects.values_list("status", flat=True)) == {"pending"}
    act(desk, "order", "cancel", first, second, why="  the roof leaks ")
    assert set(Order.objects.values_list("status", flat=True)) == {"cancelled"}
    assert set(Step.objects.filter(to_status="cancelled").values_list("reason", flat=True)) == {"the roof leaks"}


@refusing
def test_what_left_the_list_meanwhile_is_told_of(desk: Client, placed: Any) -> None:
    order = placed()
    press(desk, order, "cancelled")
    body = {"action": "cancel", "_selected_action": order["id"], "agreed": str(order["id"])}
    page = desk.post("/admin/orders/order/?status__exact=pending", body, follow=True).content.decode()
    assert f"{order['number']}: The order cannot go from" in page


@refusing
def test_buttons_offer_what_is_legal_and_do_it(desk: Client, placed: Any) -> None:
    order = placed()
    part = Part.objects.get().pk
    steps = ["confirmed", "assembled", "shipped", "delivered"]
    for at, step in enumerate(steps):
        cancel = {"cancelled", f"{part}:cancelled"} if at < 3 else set()
        assert offered(show(desk, order)) == {step, f"{part}:{step}"} | cancel
        answer = press(desk, order, step)
        assert answer.redirect_chain == [(f"/admin/orders/order/{order['id']}/change/", 302)]
        assert Order.objects.get().status == step
    assert offered(show(desk, order)) == set()
    assert "cannot go from" in press(desk, order, "cancelled").content.decode()
    assert LogEntry.objects.count() == 4


def test_a_part_moves_by_itself(desk: Client, placed_of_two: dict[str, Any], placed: Any) -> None:
    first, second = Part.objects.order_by("id")
    press(desk, placed_of_two, f"{first.pk}:confirmed")
    press(desk, placed_of_two, f"{first.pk}:assembled")
    assert list(Part.objects.order_by("id").values_list("status", flat=True)) == ["assembled", "pending"]
    page = show(desk, placed_of_two)
    # All living parts can be cancelled together; beyond that each has steps of its own.
    assert offered(page) == {"cancelled"} | {f"{first.pk}:shipped", f"{first.pk}:cancelled"} | {
        f"{second.pk}:confirmed",
        f"{second.pk}:cancelled",
    }
    assert f"{second}: confirmed." in press(desk, {"id": second.pk}, "confirmed", "part").content.decode()
    assert Order.objects.get(pk=placed_of_two["id"]).status == "confirmed"
    stranger = placed()
    assert press(desk, stranger, f"{second.pk}:assembled").status_code == 404
    assert press(desk, stranger, "paid").status_code == 404


def test_a_part_is_cancelled_for_a_reason_where_the_order_no_longer_can_be(
    desk: Client, placed_of_two: dict[str, Any]
) -> None:
    first, last = Part.objects.order_by("id")
    for step in ("confirmed", "assembled", "shipped"):
        press(desk, placed_of_two, f"{first.pk}:{step}")
    page, step = show(desk, placed_of_two), f"{last.pk}:cancelled"
    assert offered(page) & {"cancelled", step} == {step}
    assert f'name="said:{step}"' in page
    assert f"Cancel the part of “{last.supplier_name}” in order {placed_of_two['number']} and give" in page
    body = {"step": step, f"said:{step}": "Out of stock", f"said:{first.pk}:cancelled": "no"}
    desk.post(f"/admin/orders/order/{placed_of_two['id']}/step/", body)
    assert Step.objects.get(part=last, to_status="cancelled").reason == "Out of stock"


def test_the_story_names_who_did_what(desk: Client, placed: Any, buyer: Any) -> None:
    order = placed()
    press(desk, order, "confirmed")
    page = show(desk, order)
    assert Step.objects.count() == 4
    assert page.count(buyer.email) >= 2  # as the buyer, and as who placed it
    assert "the whole order" in page


def test_a_step_is_a_post_of_somebody_who_may(desk: Client, reader: Client, placed: Any) -> None:
    order = placed()
    path = f"/admin/orders/order/{order['id']}/step/"
    assert desk.get(path).status_code == 405
    assert offered(show(reader, order)) == set()
    assert reader.post(path, {"step": "confirmed"}).status_code == 403
    assert Client().post(path, {"step": "confirmed"}).status_code == 302
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = desk.cookies
    assert careful.post(path, {"step": "confirmed"}).status_code == 403
    assert Order.objects.get().status == "pending"
    assert desk.post("/admin/orders/order/999999/step/", {"step": "confirmed"}).status_code == 404


def test_the_invoice(desk: Client, reader: Client, person: Any, placed: Any, work: Any) -> None:
    order = placed()
    path = f"/admin/orders/order/{order['id']}/invoice.pdf"
    assert desk.get(path).status_code == 404
    work()
    name = Invoice.objects.get().name
    assert Path(settings.DOCUMENT_ROOT, Document.objects.get(part=None).file).exists()
    for client in (desk, reader):
        assert path in show(client, order)
        answer = client.get(path)
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] == f'attachment; filename="invoice-{name}.pdf"'
    clerk = Client()
    clerk.force_login(person(is_staff=True))
    assert clerk.get(path).status_code == 403


def test_the_address_is_text_and_sums_are_money(desk: Client, placed: Any) -> None:
    page = show(desk, placed(goods(price="1499.00"), 2), language="ru")
    assert "Казань, Баумана, д. 7" in page
    assert "Пётр Ёлкин" in page
    assert "2\xa0998,00\xa0₽" in page
    assert "{&#x27;city" not in page


def test_a_line_has_its_suppliers_code(desk: Client, placed: Any) -> None:
    page = show(desk, placed(goods(external_id="ВК-17/б")), language="ru")
    assert "ВК-17/б" in page
    assert "Артикул" in page


def test_what_people_wrote_is_text(desk: Client, placed: Any, person: Any) -> None:
    order = placed(goods(name=HOSTILE, supplier_id=supplier(HOSTILE)), comment=HOSTILE)
    Order.objects.update(address={"city": HOSTILE, "street": "", "recipient": HOSTILE, "phone": HOSTILE})
    press(desk, order, "confirmed")
    pages = [show(desk, order), show(desk, {"id": Part.objects.get().pk}, "part")]
    pages += [desk.get(f"/admin/orders/{model}/").content.decode() for model in ("order", "part")]
    for page in pages:
        assert "onerror=alert" in page
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_what_is_agreed_is_read_only(desk: Client, placed: Any) -> None:
    order = placed(goods(name="Чайник «Ёлка»"), comment="Звоните")
    page = show(desk, order)
    assert "Чайник «Ёлка»" in page
    assert 'name="_save"' not in page
    desk.post(f"/admin/orders/order/{order['id']}/change/", {"total": "0.01"})
    assert str(Order.objects.get().total) == order["total"]
    assert desk.get("/admin/orders/order/add/").status_code == 403
    assert desk.post(f"/admin/orders/order/{order['id']}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("search", ["{number}", "елкин", "79001112233", "{mail}"])
def test_searching(desk: Client, placed: Any, buyer: Any, search: str) -> None:
    order = placed()
    page = desk.get("/admin/orders/order/", {"q": search.format(**order, mail=buyer.email)}).content.decode()
    assert order["number"] in page
    assert order["number"] not in desk.get("/admin/orders/order/", {"q": "nothing like it"}).content.decode()


def test_filters(desk: Client, placed: Any) -> None:
    mine, other = supplier("Вектор"), supplier("Гамма")
    first, second = placed(goods(supplier_id=mine)), placed(goods(supplier_id=other))
    press(desk, second, "confirmed")

    def found(**question: str) -> set[str]:
        shown = desk.get("/admin/orders/order/", question).context["cl"].result_list
        return {order.number for order in shown}

    assert found(supplier=str(mine)) == {first["number"]}
    assert found(status__exact="confirmed") == {second["number"]}
    both, today = {first["number"], second["number"]}, first["created_at"][:10]
    assert found(created_at_from="2020-01-01", created_at_to="2020-02-01") == set()
    assert found(created_at_from=today, created_at_to=today) == both
    assert found(created_at_from="yesterday", created_at_to="9999-12-31") == both


def queries(desk: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(path).status_code == 200
        return len(asked)


@pytest.mark.parametrize("page", ["order/", "part/", "invoice/", "order/{id}/change/"])
def test_a_page_costs_the_same_however_much_is_on_it(
    desk: Client, placed_of_two: dict[str, Any], placed: Any, work: Any, page: str
) -> None:
    work()
    path = f"/admin/orders/{page.format(**placed_of_two)}"
    desk.get(path)  # content types are read once a process
    few = queries(desk, path)
    for _ in range(3):
        placed()
    for part in Part.objects.filter(order=placed_of_two["id"]):
        press(desk, placed_of_two, f"{part.pk}:confirmed")
    work()
    desk.get(path)  # shows the messages
    assert 4 <= queries(desk, path) <= few <= 20


@pytest.mark.parametrize("path", ["orders/order/", "orders/part/", "orders/invoice/"])
def test_russian_lists(desk: Client, placed: Any, path: str) -> None:
    placed()
    page = desk.get(f"/admin/{path}", headers={"Accept-Language": "ru"}).content.decode()
    assert "Заказы" in page


def test_pages_where_nothing_is_done_lead_to_no_empty_history(desk: Client, placed: Any, clerk: Any) -> None:
    order = placed()
    invoice = Invoice.objects.create(order_id=order["id"], year=2026, number=1)
    asked = clerk.api.post("admin/orders/exports/", {"format": "csv"}).json()
    part = order["parts"][0]["id"]
    for page, has_history in (
        (f"invoice/{invoice.pk}", False),
        (f"orderexport/{asked['id']}", False),
        (f"part/{part}", True),
    ):
        shown = desk.get(f"/admin/orders/{page}/change/").content.decode()
        assert (f"/admin/orders/{page}/history/" in shown) == has_history, page
