"""Letters to suppliers: to each of their people, of own lines and sums only, the contact only once it is theirs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from core.events.delivery import deliver
from core.events.models import Delivery
from core.mailing import letters as mailing
from core.mailing.journal import letters_about
from modules.orders import public as orders
from modules.partners import public as partners
from modules.partners.models.price_lists import PriceList
from tests.orders.test_called_off import later
from tests.partners.conftest import good, post_file, yaml_list
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = {"city": "Казань", "street": "Баумана", "house": "1", "phone": "+7 900 000-00-00", "recipient": "Анна"}
CONTACT = ("Казань", "Баумана", "+7 900", "Анна", "Домофон", "Покупатель")


@pytest.fixture
def sale(buyer: Any, trader: Any, person: Any, send: Any, shelf: Any, work: Callable[[], int]) -> Any:
    """An order of 2 pieces from `one`, for whom `second` acts too, in English, and of 1 from `other`."""
    one, other, second = trader(), trader(), person(role="supplier", language="en")
    partners.join(user_id=second.pk, supplier_id=one.supplier_id)
    for user in (one, other):
        user.language = "ru"
        user.save()
    send(one, yaml_list(good(1)))
    send(other, yaml_list(good(2, price=70)))
    items = [
        {"offer_id": shelf(one)["1"]["id"], "quantity": 2},
        {"offer_id": shelf(other)["2"]["id"], "quantity": 1},
    ]
    mail.outbox.clear()

    def place() -> Any:
        body = {"items": items, "address": ADDRESS, "comment": "Домофон 7"}
        placed = buyer.api.post("orders/", body)
        assert placed.status_code == 201, placed.content
        return placed.json()

    place.one, place.other, place.second = one, other, second  # type: ignore[attr-defined]
    return place


def test_a_list_that_does_not_go_on_by_itself_is_told(
    supplier: Any, send: Any, work: Callable[[], int], settings: Any
) -> None:
    supplier.language = "ru"
    supplier.save()
    send(supplier, yaml_list(good(1), good(2)))
    assert to(supplier) == []
    held = send(supplier, yaml_list(good(1, price=100_000), good(2)))
    work()
    (letter,) = to(supplier)
    assert (held["status"], letter.subject) == ("review", "Ваш прайс-лист ждёт проверки")
    assert f"/partner/price-lists/{held['id']}/" in letter.body
    assert "(строк: 1)" in letter.body
    send(supplier, b"neither this nor that")
    work()
    assert to(supplier)[-1].subject == "Ваш прайс-лист не принят"
    assert len(to(supplier)) == 2


def test_a_list_that_waited_is_told_to_be_overtaken_and_by_which(
    supplier: Any, send: Any, work: Callable[[], int], settings: Any
) -> None:
    settings.PRICE_LISTS_REVIEWED_BY, settings.ADMIN_EMAIL = "staff", "desk@torg.example"
    supplier.language = "en"
    supplier.save()
    send(supplier, yaml_list(good(1), good(2)))
    held = send(supplier, yaml_list(good(1, price=100_000), good(2)))
    work()
    mail.outbox.clear()
    newer = send(supplier, yaml_list(good(2, quantity=7)), mode="update")
    work()
    (letter,) = to(supplier)
    (shops,) = [one for one in mail.outbox if one.to == ["desk@torg.example"]]
    assert letter.subject == "Your price list has been overtaken by a newer one"
    for told, page in ((letter, "partner/price-lists/{}/"), (shops, "admin/partners/pricelist/{}/change/")):
        assert page.format(held["id"]) in told.body
        assert f"no. {held['id']}" in told.body or f"№ {held['id']}" in told.body
        assert f"no. {newer['id']}" in told.body or f"№ {newer['id']}" in told.body
        assert "times" not in told.body  # what held it is past
    asked = send(supplier, yaml_list(good(1, price=100_000), good(2)), dry_run="true")
    send(supplier, yaml_list(good(1, quantity=8)), mode="update")
    work()
    assert (supplier.api.get(f"partner/price-lists/{asked['id']}/").json()["status"], len(to(supplier))) == (
        "superseded",
        1,
    )


def test_a_schedules_next_list_that_waits_too_overtakes_without_a_letter(
    supplier: Any, send: Any, work: Callable[[], int]
) -> None:
    supplier.language = "en"
    supplier.save()
    send(supplier, yaml_list(good(1), good(2)))
    first = send(supplier, yaml_list(good(1, price=100_000), good(2)))
    work()
    mail.outbox.clear()
    post_file(supplier.api, yaml_list(good(1, price=200_000), good(2)))
    PriceList.objects.update(is_scheduled=True)
    work()
    work()
    assert PriceList.objects.get(pk=first["id"]).status == "superseded"
    assert [letter.subject for letter in to(supplier)] == ["Your price list waits for a look at it"]


def to(person: Any) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [person.email]]


def said(letter: Any) -> str:
    return f"{letter.subject}\n{letter.body}\n{letter.alternatives[0].content}"


def part(order: Any, user: Any) -> int:
    id: int = next(part["id"] for part in order["parts"] if part["supplier"]["id"] == user.supplier_id)
    return id


def test_a_new_order_is_told_to_each_of_a_suppliers_people(sale: Any, work: Callable[[], int], buyer: Any) -> None:
    order = sale()
    work()
    (first,), (english,), (theirs,) = to(sale.one), to(sale.second), to(sale.other)
    assert (first.subject, english.subject) == (f"Новый заказ {order['number']}", f"New order {order['number']}")
    assert "Товар 1 (1)\n    2 × 100,00 = 200,00\xa0₽" in first.body
    assert "Итого: 200,00\xa0₽" in first.body
    assert "Total: 200.00\xa0RUB" in english.body
    assert f"Номер вашей части: {order['number']}-{part(order, sale.one)}" in first.body
    noted = {(one.to, one.error) for one in letters_about("order", order["id"])}
    assert {(person.email, "") for person in (sale.one, sale.second, sale.other, buyer)} <= noted
    assert "/api/" not in said(first)
    assert "Товар 2" in said(theirs)
    for letter, foreign in ((first, "Товар 2"), (english, "Товар 2"), (theirs, "Товар 1")):
        assert foreign not in said(letter)
        assert order["total"] not in said(letter)
        assert not [word for word in (*CONTACT, buyer.email) if word in said(letter)]
        assert letter.attachments == []
    assert len({letter.message()["Message-ID"] for letter in mail.outbox}) == len(mail.outbox)


def test_the_contact_comes_with_the_confirmation_and_only_to_that_supplier(
    sale: Any, work: Callable[[], int], clerk: Any
) -> None:
    order = sale()
    work()
    mail.outbox.clear()
    answer = sale.one.api.patch(f"partner/orders/{part(order, sale.one)}/", {"status": "confirmed"})
    assert answer.status_code == 200
    work()
    assert to(sale.one) == to(sale.other) == []  # who did it knows, and to the others it is nothing
    (letter,) = to(sale.second)
    assert letter.subject == f"Order {order['number']} is confirmed"
    for word in (
        "Казань",
        "Баумана, house 1",
        "+7 900 000-00-00",
        "Анна",
        "Домофон 7",
        f"/partner/orders/{part(order, sale.one)}/",
    ):
        assert word in letter.body
        assert word in letter.alternatives[0].content


def test_the_first_letter_has_no_contact_however_late_it_comes(sale: Any, work: Callable[[], int], clerk: Any) -> None:
    order = sale()
    assert clerk.api.patch(f"orders/{order['id']}/", {"status": "confirmed"}).status_code == 200
    work()
    (first,) = [letter for letter in to(sale.one) if letter.subject == f"Новый заказ {order['number']}"]
    assert not [word for word in CONTACT if word in said(first)]
    assert len(to(sale.one)) == 2


def test_what_is_cancelled_is_said_once_with_the_reason(sale: Any, work: Callable[[], int], clerk: Any) -> None:
    order = sale()
    work()
    orders.move_part(supplier_id=sale.other.supplier_id, part_id=part(order, sale.other), status="cancelled", by=None)
    work()
    mail.outbox.clear()
    answer = clerk.api.patch(f"orders/{order['id']}/", {"status": "cancelled", "reason": "Нет <на> складе"})
    assert answer.status_code == 200, answer.content
    work()
    assert to(sale.other) == []  # it was told before
    (letter,) = to(sale.one)
    assert letter.subject == f"Заказ {order['number']} отменён"
    assert "Причина:\n> Нет <на> складе" in letter.body
    assert "Нет &lt;на&gt; складе" in letter.alternatives[0].content
    assert not [word for word in CONTACT if word in said(letter)]


def test_a_correction_goes_to_whom_it_concerns(sale: Any, work: Callable[[], int], clerk: Any) -> None:
    order = sale()
    work()

    def correct(revision: int, **changes: Any) -> None:
        mail.outbox.clear()
        path = f"admin/orders/{order['id']}/corrections/"
        answer = clerk.api.post(path, {"revision": revision, "reason": "Просил покупатель", **changes})
        assert answer.status_code in {200, 201}, answer.content
        work()

    mine = next(line["id"] for line in order["items"] if line["supplier"]["id"] == sale.one.supplier_id)
    correct(0, items=[{"id": mine, "quantity": 1}])
    (letter,) = to(sale.one)
    assert letter.subject == f"Заказ {order['number']} исправлен"
    assert "1 × 100,00 = 100,00\xa0₽" in letter.body
    assert "> Просил покупатель" in letter.body
    assert "Что изменилось:\n    Товар 1: 2 → 1\n    Итого: 200,00\xa0₽ → 100,00\xa0₽\n" in letter.body
    assert "Товар 1: 2 → <b>1</b>" in letter.alternatives[0].content
    assert not [word for word in CONTACT if word in said(letter)]  # it has not taken the part on yet
    assert to(sale.other) == []
    sale.other.api.patch(f"partner/orders/{part(order, sale.other)}/", {"status": "confirmed"})
    work()
    correct(1, address={**ADDRESS, "house": "99"})
    assert to(sale.one) == []  # to it the address is nothing yet
    (theirs,) = to(sale.other)
    assert "Баумана, д. 1, Анна, +7 900 000-00-00 → Казань, Баумана, д. 99, Анна" in theirs.body
    correct(2, items=[{"id": mine, "quantity": 0}])
    (last,) = to(sale.one)
    assert last.subject == f"Заказ {order['number']} отменён"


def test_goods_added_to_an_order_are_told_to_whose_they_are(
    sale: Any, send: Any, shelf: Any, work: Callable[[], int], clerk: Any
) -> None:
    order = sale()
    send(sale.one, yaml_list(good(1), good(3, name="Чашка")))
    work()
    mail.outbox.clear()
    added = {"revision": 0, "add": [{"offer_id": shelf(sale.one)["3"]["id"], "quantity": 3}]}
    assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", added).status_code == 201
    work()
    (letter,) = to(sale.one)
    assert "Чашка: 0 → 3" in letter.body
    assert to(sale.other) == []


def test_a_letter_that_was_held_up_tells_of_its_own_correction(sale: Any, work: Callable[[], int], clerk: Any) -> None:
    order = sale()
    mine = next(line["id"] for line in order["items"] if line["supplier"]["id"] == sale.one.supplier_id)
    for revision, (pieces, why) in enumerate(((1, "Одна разбита"), (3, "Нашлись ещё"))):
        made = {"revision": revision, "reason": why, "items": [{"id": mine, "quantity": pieces}]}
        assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", made).status_code == 201
    work()
    told = [letter.body for letter in to(sale.one) if "исправлен" in letter.subject]
    assert [["Товар 1: 2 → 1" in body, "Одна разбита" in body] for body in told] == [[True, True], [False, False]]
    assert "> Нашлись ещё\n\nЧто изменилось:\n    Товар 1: 1 → 3" in told[1]
    whole = [letter.body for letter in to(sale.one)]
    pieces = ["2 × 100,00 = 200,00", "1 × 100,00 = 100,00", "3 × 100,00 = 300,00"]
    assert [[said in body for said in pieces] for body in whole] == [
        [True, False, False], [False, True, False], [False, False, True]
    ]  # fmt: skip
    assert [f"Итого: {total},00\xa0₽\n" in body for body, total in zip(whole, (200, 100, 300), strict=True)] == [
        True
    ] * 3


def test_a_letter_that_was_held_up_tells_the_goods_and_the_address_of_its_time(
    sale: Any, work: Callable[[], int], clerk: Any
) -> None:
    order = sale()
    work()
    mail.outbox.clear()
    mine = next(line["id"] for line in order["items"] if line["supplier"]["id"] == sale.one.supplier_id)
    sale.one.api.patch(f"partner/orders/{part(order, sale.one)}/", {"status": "confirmed"})
    for revision, more in enumerate(({"items": [{"id": mine, "quantity": 5}]}, {"address": {**ADDRESS, "house": "9"}})):
        made = {"revision": revision, **more}
        assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", made).status_code == 201
    work()
    confirmed, pieces, address = to(sale.second)
    assert [["2 × 100" in one.body, "5 × 100" in one.body] for one in (confirmed, pieces, address)] == [
        [True, False], [False, True], [False, True]
    ]  # fmt: skip
    assert ["Баумана, house 9" in one.body for one in (confirmed, pieces, address)] == [False, False, True]


def test_a_letter_that_was_held_up_has_nobody_send_what_is_cancelled(
    sale: Any, work: Callable[[], int], clerk: Any
) -> None:
    order = sale()
    clerk.api.patch(f"orders/{order['id']}/", {"status": "cancelled"})
    work()
    assert [letter.subject for letter in to(sale.other)] == [f"Заказ {order['number']} отменён"]


def test_who_acts_for_them_no_more_learns_nothing(sale: Any, work: Callable[[], int], trader: Any) -> None:
    gone, away = sale.second, sale.one
    sale()
    partners.join(user_id=gone.pk, supplier_id=trader().supplier_id)
    away.is_active = False
    away.save()
    work()
    assert (to(gone), to(away), len(to(sale.other))) == ([], [], 1)


def test_one_mailbox_that_is_gone_keeps_no_other_letter(
    sale: Any, work: Callable[[], int], smtp: SmtpSink, settings: Any, buyer: Any
) -> None:
    """Over real SMTP: a refusal for good is left to the admin at once, one for now is tried again under its name."""
    options = {"host": "127.0.0.1", "port": smtp.port, "timeout": 10}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    settings.ADMIN_EMAIL = "boss@shop.example"
    smtp.refuse(sale.one.email)
    smtp.refuse(sale.second.email, "421 4.3.2 Going down")
    smtp.cut(settings.ADMIN_EMAIL)
    sale()
    work()
    assert [len(smtp.to(email)) for email in (buyer.email, sale.other.email)] == [1, 1]
    assert len(smtp.messages) == 2
    (gone,) = Delivery.objects.given_up()
    assert (gone.payload["user_id"], gone.attempts) == (sale.one.pk, 1)
    assert "550" in gone.last_error
    waiting = {row.listener: row for row in Delivery.objects.filter(done_at=None).exclude(pk=gone.pk)}
    assert sorted(name.rpartition(".")[2] for name in waiting) == ["write_of_part", "write_to_shop"]
    for n in (2, 3):
        for row in waiting.values():
            Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now(), leased_until=None)
            deliver(row.pk)
            row.refresh_from_db()
            assert (row.attempts, row.done_at) == (n, None)
            assert row.due_at is not None
            assert (row.due_at - timezone.now()).total_seconds() <= 5 * 2 ** (n - 1)
    for email in (sale.second.email, settings.ADMIN_EMAIL):
        smtp.accept(email)
    for row in waiting.values():
        Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now(), leased_until=None)
        deliver(row.pk)
        Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now(), done_at=None)  # killed before its tick
        deliver(row.pk)
    assert not Delivery.objects.filter(done_at=None).exclude(pk=gone.pk).exists()
    for email in (sale.second.email, settings.ADMIN_EMAIL):
        one, again = smtp.to(email)
        assert one["Message-ID"] == again["Message-ID"]
    assert len({letter["Message-ID"] for letter in smtp.messages}) == 4


def test_no_letter_overtakes_an_earlier_one_about_the_same_part(
    sale: Any, work: Callable[[], int], clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, held = sale(), ["Новый заказ"]
    take = mailing.hand_over

    def hand_over(letter: Any) -> None:
        if letter.to == [sale.one.email] and any(word in letter.subject for word in held):
            raise OSError("450 greylisted")
        take(letter)

    monkeypatch.setattr(mailing, "hand_over", hand_over)
    work()
    mine = next(line["id"] for line in order["items"] if line["supplier"]["id"] == sale.one.supplier_id)
    correction = {"revision": 0, "items": [{"id": mine, "quantity": 1}]}
    assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", correction).status_code == 201
    clerk.api.patch(f"orders/{order['id']}/", {"status": "confirmed"})
    work()
    later(work)
    number = order["number"]
    told = [f"Order {number} was corrected", f"Order {number} is confirmed"]
    assert [letter.subject for letter in to(sale.second)[1:]] == told, "nobody waits for another's mailbox"
    assert to(sale.one) == []
    held.clear()
    for _ in range(3):
        later(work)
    subjects = [f"Новый заказ {number}", f"Заказ {number} исправлен", f"Заказ {number} подтверждён"]
    assert [letter.subject for letter in to(sale.one)] == subjects
