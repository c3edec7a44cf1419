"""Letters about orders: what each says, in whose language, in text and in HTML, whatever people are called."""

from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from core.events.delivery import deliver
from core.events.models import Delivery
from core.events.sweep import PATIENCE, sweep
from modules.orders import public
from modules.orders.models.documents import Document
from modules.orders.models.orders import Line, Part, Step
from tests.orders.shop import ADDRESS, goods, order_body, supplier
from tests.orders.test_documents_kept import text_of

# What it costs is drawn, sent or waited for: once in each run of everything is enough.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NASTY = "Чай\r\nBcc: thief@evil.example\n\nИтого: 0.00 RUB <img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _an_administrator(settings: Any) -> None:
    settings.ADMIN_EMAIL = "boss@shop.example"
    settings.PUBLIC_URL = "https://shop.example"


def letters(to: str) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [to]]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in {"meta", "br", "img"}:
            self.open.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src"}]
        assert tag not in {"img", "script", "link"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} closed out of turn"


def well_formed(letter: Any) -> str:
    """Return the HTML of a letter that is closed as it is opened and asks for nothing of the network."""
    html: str = letter.alternatives[0].content
    tags = _Tags()
    tags.feed(html)
    assert tags.open == []
    assert all(address.startswith("https://shop.example") for address in tags.addresses)
    return html


def test_a_cancelled_order_says_why(buyer: Any, clerk: Any, placed: Any, work: Callable[[], int]) -> None:
    order = placed()
    work()
    mail.outbox.clear()
    clerk.api.patch(f"orders/{order['id']}/", {"status": "cancelled", "reason": "Нет <на> складе\nи не будет"})
    work()
    (letter,) = letters(buyer.email)
    assert "Reason:\n> Нет <на> складе\n> и не будет" in letter.body
    assert "Нет &lt;на&gt; складе<br>и не будет" in well_formed(letter)


def test_a_moved_part_is_named_and_what_is_cancelled_is_taken_off(
    buyer: Any, placed_of_two: Any, work: Callable[[], int]
) -> None:
    work()
    one, two = placed_of_two["parts"]
    for part, status in ((two, "confirmed"), (one, "cancelled")):
        mail.outbox.clear()
        public.move_part(supplier_id=part["supplier"]["id"], part_id=part["id"], status=status, by=None)
        work()
    (letter,) = letters(buyer.email)
    number = placed_of_two["number"]
    assert letter.subject == f"Order {number}, Вектор: cancelled"
    assert f"The part of your order {number} that Вектор sends is now: cancelled." in letter.body
    assert "The order as a whole is: confirmed." in letter.body
    assert "Вектор (cancelled)" in letter.body
    for sum in ("Goods: 200.00\xa0RUB", "Total: 200.00\xa0RUB"):
        assert sum in letter.body
    assert "400.00" not in letter.body
    assert "The invoice that says so is attached." in letter.body
    (invoice,) = letter.attachments
    assert invoice.filename.endswith("-2.pdf")
    html = well_formed(letter)
    assert html.count("line-through") == 2  # the one line of that part: its name and its sum


def test_goods_are_told_with_the_codes_that_they_had_when_they_were_sold(
    buyer: Any, clerk: Any, work: Callable[[], int]
) -> None:
    sold = goods(name="Чайник", external_id="ВК-17/б")
    order = buyer.api.post("orders/", order_body((sold, 2)), headers={"Accept-Language": "ru"}).json()
    type(sold).objects.filter(pk=sold.pk).update(external_id="НОВЫЙ")
    clerk.api.patch(f"orders/{order['id']}/", {"status": "confirmed"})
    work()
    (letter,) = (one for one in letters(buyer.email) if one.attachments)
    assert "Чайник (ВК-17/б)\n    2 × 100,00" in letter.body
    assert "ВК-17/б · 2 × 100,00" in well_formed(letter)
    assert "Чайник Артикул ВК-17/б" in text_of(letter.attachments[0].content)
    path = f"admin/orders/{order['id']}/parts/{order['parts'][0]['id']}/packing-list.pdf"
    packed = text_of(clerk.api.get(path).getvalue())
    assert "1 ВК-17/б Чайник" in packed
    assert "НОВЫЙ" not in packed


def test_a_correction_brings_what_changed_and_the_new_invoice(buyer: Any, clerk: Any, work: Callable[[], int]) -> None:
    one, two = goods(name="Чайник", supplier_id=supplier("Вектор")), goods(name="Чашка", supplier_id=supplier("Гамма"))
    asked = order_body((one, 3), (two, 2))
    order = buyer.api.post("orders/", asked, headers={"Accept-Language": "ru"}).json()
    work()
    (first,) = letters(buyer.email)
    mail.outbox.clear()
    made = {"revision": 0, "items": [{"id": order["items"][0]["id"], "quantity": 1}], "reason": "Осталась одна"}
    assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", made).status_code in {200, 201}
    work()
    (letter,) = letters(buyer.email)
    assert letter.subject == f"Заказ {order['number']} исправлен"
    assert "Причина:\n> Осталась одна" in letter.body
    assert "Что изменилось:\n    Чайник: 3 → 1\n    Итого: 500,00\xa0₽ → 300,00\xa0₽" in letter.body
    assert "Чашка: " not in letter.body
    assert "3 → <b>1</b>" in well_formed(letter)
    (before,), (after,) = first.attachments, letter.attachments
    assert after.filename != before.filename
    assert after.content != before.content
    assert after.content.startswith(b"%PDF")


def test_nothing_that_people_write_passes_for_the_letters_own_words(
    buyer: Any, clerk: Any, placed: Any, work: Callable[[], int]
) -> None:
    buyer.first_name, buyer.last_name = "Анна\r\nBcc: thief@evil.example", "<b>"
    buyer.save()
    two = [goods(name=NASTY[:100]), goods()]
    order = buyer.api.post("orders/", order_body(*((one, 1) for one in two), comment="Да\nИтого: 1.00 RUB")).json()
    Part.objects.update(supplier_name=NASTY)
    Line.objects.update(name=NASTY)
    work()
    part = order["parts"][0]
    public.move_part(supplier_id=part["supplier"]["id"], part_id=part["id"], status="confirmed", by=None)
    work()
    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        message = letter.message()
        assert (message["Bcc"], message["To"], "\n" in letter.subject) == (None, letter.to[0], False)
        assert "Bcc: thief" in letter.body
        for line in letter.body.splitlines():
            assert not line.startswith(("Bcc", "Итого"))
        assert "<img" not in well_formed(letter)


def test_the_shop_learns_who_bought_in_its_own_language(buyer: Any, work: Callable[[], int], settings: Any) -> None:
    settings.LANGUAGE_CODE = "ru"
    order = buyer.api.post("orders/", order_body((goods(), 1)), headers={"Accept-Language": "en"}).json()
    work()
    (ours,), (theirs,) = letters("boss@shop.example"), letters(buyer.email)
    assert (ours.subject, theirs.subject) == (f"Новый заказ {order['number']}", f"Order {order['number']} is placed")
    assert f"Анна Покупатель <{buyer.email}>" in ours.body
    page = f"https://shop.example/admin/orders/order/{order['id']}/change/"
    assert page in ours.body
    assert f'href="{page}"' in well_formed(ours)
    assert '<html lang="ru">' in well_formed(ours)
    assert '<html lang="en">' in well_formed(theirs)


def test_a_suppliers_terms_stand_in_the_sums(buyer: Any, work: Callable[[], int]) -> None:
    dear = supplier("Вектор", delivery="300")
    buyer.api.post("orders/", order_body((goods(supplier_id=dear, price="1499.00"), 2)))
    work()
    (letter,) = letters(buyer.email)
    assert "Goods: 2,998.00\xa0RUB\nDelivery: 300.00\xa0RUB\nTotal: 3,298.00\xa0RUB" in letter.body


def told_of_corrections(to: str) -> list[str]:
    """Return what the letters about corrections say has changed, the address lines and sums left as they are."""
    made = [letter.body for letter in letters(to) if letter.subject.endswith("was corrected")]
    return [body.partition("What has changed:\n")[2].partition("\n\n")[0] for body in made]


def correct(clerk: Any, order: dict[str, Any], revision: int, *quantities: int, **more: Any) -> None:
    items = [{"id": line["id"], "quantity": n} for line, n in zip(order["items"], quantities, strict=False)]
    body = {"revision": revision, "items": items, **more}
    assert clerk.api.post(f"admin/orders/{order['id']}/corrections/", body).status_code == 201


def test_each_correction_is_told_once_from_where_the_last_letter_left_off(
    buyer: Any, clerk: Any, work: Callable[[], int]
) -> None:
    kettle, cup = goods(name="Чайник"), goods(name="Чашка", price="10.00")
    order = buyer.api.post("orders/", order_body((kettle, 5), (cup, 5))).json()
    work()
    mail.outbox.clear()
    correct(clerk, order, 0, 4, reason="One is broken")
    correct(clerk, order, 1, 3, 2, reason="And another", address={**ADDRESS, "city": "Уфа"})
    work()
    correct(clerk, order, 2, 2)
    work()
    assert told_of_corrections(buyer.email) == [
        "    Чайник: 5 → 3\n    Чашка: 5 → 2\n"
        "    Delivery to: Казань, Баумана, house 7, Пётр Ёлкин, +7 900 111-22-33 → "
        "Уфа, Баумана, house 7, Пётр Ёлкин, +7 900 111-22-33\n    Total: 550.00\xa0RUB → 320.00\xa0RUB",
        "    Чайник: 3 → 2\n    Total: 320.00\xa0RUB → 220.00\xa0RUB",
    ]
    first, second = letters(buyer.email)
    assert "Reason:\n> One is broken\n> And another\n" in first.body
    assert [letter.attachments[0].filename[-6:] for letter in (first, second)] == ["-2.pdf", "-3.pdf"]
    well_formed(first)


def test_what_is_corrected_and_put_back_is_not_told(buyer: Any, clerk: Any, work: Callable[[], int]) -> None:
    order = buyer.api.post("orders/", order_body((goods(name="Чайник"), 5))).json()
    work()
    mail.outbox.clear()
    correct(clerk, order, 0, 4)
    correct(clerk, order, 1, 5)
    work()
    assert letters(buyer.email) == []
    assert buyer.api.get(f"orders/{order['id']}/invoice.pdf")["Content-Disposition"].endswith('-000001.pdf"')
    correct(clerk, order, 2, 3)
    work()
    assert told_of_corrections(buyer.email) == ["    Чайник: 5 → 3\n    Total: 500.00\xa0RUB → 300.00\xa0RUB"]


def test_a_part_emptied_by_a_correction_is_one_letter(
    buyer: Any, clerk: Any, placed_of_two: Any, work: Callable[[], int]
) -> None:
    work()
    mail.outbox.clear()
    correct(clerk, placed_of_two, 0, 0)
    work()
    (letter,) = letters(buyer.email)
    assert letter.subject == f"Order {placed_of_two['number']} was corrected"
    assert "    Чайник: 2 → 0\n    Вектор: pending → cancelled\n" in letter.body
    assert "    Total: 400.00\xa0RUB → 200.00\xa0RUB" in letter.body


def test_whoever_has_chosen_a_language_is_written_to_in_it(
    buyer: Any, clerk: Any, placed: Any, work: Callable[[], int], settings: Any
) -> None:
    settings.COMPANY = {**settings.COMPANY, "name": "ООО «Ромашка»"}
    buyer.language = "ru"
    buyer.save()
    order = buyer.api.post("orders/", order_body((goods(price="1390.00"), 1)), headers={"Accept-Language": "en"}).json()
    work()
    (letter,) = letters(buyer.email)
    assert letter.subject == f"Заказ {order['number']} принят"
    assert "Итого: 1\xa0390,00\xa0₽" in letter.body
    html = well_formed(letter)
    assert "ООО «Ромашка»</div>" in html
    assert "Счёт №" in text_of(letter.attachments[0].content)
    clerk.api.patch(f"orders/{order['id']}/", {"status": "cancelled"}, headers={"Accept-Language": "en"})
    work()
    (_placed, cancelled) = letters(buyer.email)
    assert cancelled.subject == f"Заказ {order['number']}: отменён"
    said = text_of(cancelled.attachments[0].content)
    assert "Заказ отменён: оплате по этому счёту ничего не подлежит." in said
    assert "Итого: 1 390,00 ₽" in said


def test_a_cancel_waits_for_its_invoice_but_not_for_ever(
    buyer: Any, placed_of_two: Any, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    work()
    mail.outbox.clear()
    one, _two = placed_of_two["parts"]
    with monkeypatch.context() as broken:
        broken.setattr("modules.orders.documents.storing.keep", lambda *args, **kwargs: 1 / 0)
        public.move_part(supplier_id=one["supplier"]["id"], part_id=one["id"], status="cancelled", by=None)
        work()
    waits = Delivery.objects.get(event="orders.OrderMoved", listener__endswith="write_of_step", done_at=None)
    assert letters(buyer.email) == []
    Step.objects.filter(part=one["id"]).update(at=timezone.now() - timedelta(minutes=6))
    Document.objects.exclude(made_at=None).update(made_at=timezone.now() - timedelta(minutes=7))
    Delivery.objects.filter(pk=waits.pk).update(due_at=timezone.now())
    deliver(waits.pk)
    (letter,) = letters(buyer.email)
    assert letter.attachments == []
    assert "attached" not in letter.body


def test_a_steps_letter_comes_after_the_confirmation_and_tells_how_the_order_stood_then(
    buyer: Any, placed_of_two: Any, work: Callable[[], int]
) -> None:
    for part in placed_of_two["parts"]:
        public.move_part(supplier_id=part["supplier"]["id"], part_id=part["id"], status="confirmed", by=None)
    work()
    Delivery.objects.filter(done_at=None, due_at__isnull=False).update(
        due_at=timezone.now(), rung_at=timezone.now() - PATIENCE
    )
    sweep()
    work()
    placing, first, second = letters(buyer.email)
    assert placing.subject.endswith("is placed")
    assert "The order as a whole is: pending." in first.body
    assert "The order as a whole is: confirmed." in second.body
