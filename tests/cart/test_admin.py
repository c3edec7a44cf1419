from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modules.cart.models import Cart
from tests.orders.shop import goods

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def test_carts_are_looked_at(desk: Client, buyer: Any, guest: Any, put: Any) -> None:
    put(buyer.api, goods(name="Чайник «Ёлка»"), 2)
    put(guest, goods())
    page = desk.get("/admin/cart/cart/", headers={"Accept-Language": "ru"}).content.decode()
    assert buyer.email in page
    assert "гость" in page
    mine = Cart.objects.get(user=buyer)
    shown = desk.get(f"/admin/cart/cart/{mine.pk}/change/").content.decode()
    assert "Чайник «Ёлка»" in shown
    assert 'name="_save"' not in shown
    assert desk.get("/admin/cart/cart/add/").status_code == 403
    assert desk.post(f"/admin/cart/cart/{mine.pk}/delete/", {"post": "yes"}).status_code == 403


def test_open_carts_and_ordered_ones(desk: Client, buyer: Any, guest: Any, put: Any) -> None:
    put(buyer.api, goods())
    put(guest, goods())
    Cart.objects.filter(user=buyer).update(closed_at="2026-01-01T00:00Z")

    def found(**question: str) -> list[str]:
        return [
            cart.user.email if cart.user else ""
            for cart in desk.get("/admin/cart/cart/", question).context["cl"].result_list
        ]

    assert found(open="yes") == [""]
    assert found(open="no") == [buyer.email]
    assert len(found()) == 2


def test_the_list_costs_the_same_however_long_it_is(desk: Client, person: Any, put: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.get("/admin/cart/cart/")
            return len(asked)

    put(person().api, goods())
    queries()  # content types are read once a process
    few = queries()
    for _ in range(3):
        put(person().api, goods())
    assert 4 <= queries() <= few <= 10
