from typing import Any

import pytest
from django.test import Client

from modules.orders.models import Order, Part, Step
from tests.orders.shop import goods, refusing, shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def act(desk: Client, model: str, action: str, *ids: int) -> str:
    body = {"action": action, "_selected_action": ids}
    return desk.post(f"/admin/orders/{model}/", body, follow=True).content.decode()


@refusing
def test_steps_go_through_the_services(desk: Client, placed: Any) -> None:
    kettle = goods()
    first, second = placed(kettle, 2)["id"], placed(kettle, 1)["id"]
    act(desk, "order", "confirm", first)
    said = act(desk, "order", "confirm", first, second)
    assert "cannot go from" in said
    assert set(Order.objects.values_list("status", flat=True)) == {"confirmed"}
    act(desk, "order", "cancel", first)
    assert shelf(kettle) == (10, 1)
    assert Step.objects.filter(order=first, part=None).order_by("id").last().by_id  # type: ignore[union-attr]
    act(desk, "part", "assemble", Part.objects.get(order=second).pk)
    assert Order.objects.get(pk=second).status == "assembled"


def test_what_is_agreed_is_read_only(desk: Client, placed: Any) -> None:
    order = placed(goods(name="Чайник «Ёлка»"), comment="Звоните")
    page = desk.get(f"/admin/orders/order/{order['id']}/change/").content.decode()
    assert "Чайник «Ёлка»" in page
    assert 'name="_save"' not in page
    desk.post(f"/admin/orders/order/{order['id']}/change/", {"total": "0.01"})
    assert str(Order.objects.get().total) == order["total"]
    assert desk.get("/admin/orders/order/add/").status_code == 403
    assert desk.post(f"/admin/orders/order/{order['id']}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("search", ["{number}", "елкин", "79001112233"])
def test_searching(desk: Client, placed: Any, search: str) -> None:
    order = placed()
    page = desk.get("/admin/orders/order/", {"q": search.format(**order)}).content.decode()
    assert order["number"] in page
    assert order["number"] not in desk.get("/admin/orders/order/", {"q": "nothing like it"}).content.decode()


@pytest.mark.parametrize("path", ["orders/order/", "orders/part/", "orders/invoice/"])
def test_russian_lists(desk: Client, placed: Any, path: str) -> None:
    placed()
    page = desk.get(f"/admin/{path}", headers={"Accept-Language": "ru"}).content.decode()
    assert "Заказы" in page
