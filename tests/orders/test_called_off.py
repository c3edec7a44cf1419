"""What the administrator is told when somebody who does not work here cancels."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from core.events.models import Delivery
from core.events.sweep import PATIENCE, sweep
from modules.orders import public
from tests.orders.test_mails import letters, well_formed

# What it costs is drawn, sent or waited for: once in each run of everything is enough.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BOSS = "boss@shop.example"


@pytest.fixture(autouse=True)
def _an_administrator(settings: Any) -> None:
    settings.ADMIN_EMAIL = BOSS
    settings.PUBLIC_URL = "https://shop.example"


def later(work: Callable[[], int]) -> None:
    """Go on to when whatever waits is due, and do it."""
    waiting = Delivery.objects.filter(done_at=None, due_at__isnull=False)
    waiting.update(due_at=timezone.now(), rung_at=timezone.now() - PATIENCE)
    sweep()
    work()


def test_a_buyers_cancel(buyer: Any, placed: Any, work: Callable[[], int]) -> None:
    order = placed()
    work()
    mail.outbox.clear()
    said = {"status": "cancelled", "reason": "Передумала\n<b>совсем</b>"}
    assert buyer.api.patch(f"orders/{order['id']}/", said).status_code == 200
    work()
    (ours,) = letters(BOSS)
    assert ours.subject == f"Order {order['number']}: the buyer cancelled"
    assert f"The buyer has cancelled order {order['number']}." in ours.body
    assert "Reason:\n> Передумала\n> <b>совсем</b>" in ours.body
    assert f"Buyer: Анна Покупатель <{buyer.email}>" in ours.body
    assert "Чайник" in ours.body
    assert f"https://shop.example/admin/orders/order/{order['id']}/change/" in ours.body
    html = well_formed(ours)
    assert "&lt;b&gt;совсем&lt;/b&gt;" in html
    assert f"The buyer has cancelled order {order['number']}." in html


def test_a_suppliers_cancel_in_the_shops_language(
    placed_of_two: Any, person: Any, work: Callable[[], int], settings: Any
) -> None:
    settings.LANGUAGE_CODE = "ru"
    work()
    mail.outbox.clear()
    part = placed_of_two["parts"][0]
    moved = {"supplier_id": part["supplier"]["id"], "part_id": part["id"], "by": person(role="supplier").pk}
    public.move_part(**moved, status="cancelled", reason="Нет на складе")
    work()
    number = placed_of_two["number"]
    (ours,) = letters(BOSS)
    assert ours.subject == f"Заказ {number}: отменил поставщик Вектор"
    assert f"Поставщик Вектор отменил свою часть заказа {number}." in ours.body
    assert "Статус заказа в целом: ожидает." in ours.body
    assert "> Нет на складе" in ours.body
    assert "Итого: 200,00\xa0₽" in ours.body
    assert '<html lang="ru">' in well_formed(ours)


def test_what_the_staff_or_the_shop_itself_cancels_they_know(
    placed: Any, placed_of_two: Any, clerk: Any, work: Callable[[], int]
) -> None:
    order = placed()
    work()
    mail.outbox.clear()
    clerk.api.patch(f"orders/{order['id']}/", {"status": "cancelled"})
    items = [{"id": placed_of_two["items"][0]["id"], "quantity": 0}]
    emptied = {"revision": 0, "items": items}
    assert clerk.api.post(f"admin/orders/{placed_of_two['id']}/corrections/", emptied).status_code == 201
    work()
    assert letters(BOSS) == []
    assert len(mail.outbox) == 2  # the buyer is told of both


def test_it_comes_after_the_news_of_the_order(buyer: Any, placed: Any, work: Callable[[], int], settings: Any) -> None:
    order = placed()
    buyer.api.delete(f"orders/{order['id']}/")
    work()
    later(work)
    number = order["number"]
    assert [letter.subject for letter in letters(BOSS)] == [
        f"New order {number}", f"Order {number}: the buyer cancelled",
    ]  # fmt: skip
    mail.outbox.clear()
    settings.ADMIN_EMAIL = ""
    buyer.api.delete(f"orders/{placed()['id']}/")
    work()
    later(work)
    assert {letter.to[0] for letter in mail.outbox} == {buyer.email}
