"""Letters of an order: in the order of its events, and told in its timeline to the staff alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from core.accounts.services import people
from core.mailing import letters as mailing
from core.mailing.journal import letters_about
from core.mailing.models import Letter
from tests.orders.test_called_off import BOSS, later
from tests.orders.test_mails import letters

# What it costs is drawn, sent or waited for: once in each run of everything is enough.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DOWN = "450 greylisted <b>"


@pytest.fixture(autouse=True)
def _an_administrator(settings: Any) -> None:
    settings.ADMIN_EMAIL = BOSS


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Words in a subject for whose letters the mail server is down."""
    words, take = list[str](), mailing.hand_over

    def hand_over(letter: Any) -> None:
        if any(word in letter.subject for word in words):
            raise OSError(DOWN)
        take(letter)

    monkeypatch.setattr(mailing, "hand_over", hand_over)
    return words


def subjects(to: str) -> list[str]:
    return [letter.subject for letter in letters(to)]


def test_no_letter_overtakes_another_of_its_order(
    buyer: Any, clerk: Any, placed: Any, work: Callable[[], int], refusing: list[str]
) -> None:
    order, other = placed(), placed()
    work()
    mail.outbox.clear()
    refusing.append(f"{order['number']}: confirmed")
    for status in ("confirmed", "assembled", "shipped"):
        clerk.api.patch(f"orders/{order['id']}/", {"status": status})
    clerk.api.patch(f"orders/{other['id']}/", {"status": "confirmed"})
    work()
    later(work)
    assert subjects(buyer.email) == [f"Order {other['number']}: confirmed"], "another order's letter waits for nobody"
    refusing.clear()
    for _ in range(3):
        later(work)
    told = [f"Order {order['number']}: {status}" for status in ("confirmed", "assembled", "shipped")]
    assert subjects(buyer.email)[1:] == told


def test_a_letter_that_is_given_up_keeps_nobody_waiting(
    buyer: Any, clerk: Any, placed: Any, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed()
    work()
    with monkeypatch.context() as broken:
        broken.setattr("core.events.models.MAX_ATTEMPTS", 1)
        broken.setattr(mailing, "hand_over", lambda letter: 1 / 0)
        clerk.api.patch(f"orders/{order['id']}/", {"status": "confirmed"})
        work()
    clerk.api.patch(f"orders/{order['id']}/", {"status": "assembled"})
    work()
    assert subjects(buyer.email)[1:] == [f"Order {order['number']}: assembled"]
    (failed,) = [one for one in letters_about("order", order["id"]) if one.error]
    assert (failed.to, failed.error) == (buyer.email, "division by zero")


def told_to(reader: Any, order: dict[str, Any]) -> list[dict[str, Any]]:
    entries = reader.api.get(f"orders/{order['id']}/timeline/").json()
    return [one["letter"] for one in entries if one["kind"] == "letter"]


def test_the_timeline_tells_the_staff_which_letter_went_to_whom(
    buyer: Any, clerk: Any, placed: Any, work: Callable[[], int], refusing: list[str], person: Any
) -> None:
    order = placed()
    refusing.append("New order")
    work()
    number, desk = order["number"], Client()
    desk.force_login(person(is_staff=True, is_superuser=True))
    placing = {"to": buyer.email, "subject": f"Order {number} is placed", "error": ""}
    news = {"to": BOSS, "subject": f"New order {number}", "error": DOWN}
    assert sorted(told_to(clerk, order), key=lambda one: one["error"]) == [placing, news]
    page = desk.get(f"/admin/orders/order/{order['id']}/change/").content.decode()
    assert f"Letter to {BOSS} was not taken<br>New order {number}<br>450 greylisted &lt;b&gt;" in page
    assert f"Letter to {buyer.email}<br>Order {number} is placed" in page
    assert told_to(buyer, order) == []
    refusing.clear()
    later(work)
    assert told_to(clerk, order) == [placing, news | {"error": ""}], "each once, as it was last tried"
    assert Letter.objects.count() == 2


def test_who_is_forgotten_is_forgotten_in_the_journal(
    buyer: Any, clerk: Any, placed: Any, work: Callable[[], int]
) -> None:
    order = placed()
    work()
    buyer.api.delete(f"orders/{order['id']}/")
    work()
    people.erase(user_id=buyer.pk)
    told = told_to(clerk, order)
    assert {one["to"] for one in told} == {"", BOSS}
    assert buyer.email not in str(list(Letter.objects.values()))
