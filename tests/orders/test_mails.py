"""Letters about orders: what each says, in whose language, in text and in HTML, whatever people are called."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail

from modules.orders import public
from modules.orders.models.orders import Line, Part
from tests.orders.shop import goods, order_body, supplier

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
    for sum in ("Goods: 400.00 RUB", "Cancelled: -200.00 RUB", "Total: 200.00 RUB"):
        assert sum in letter.body
    html = well_formed(letter)
    assert html.count("line-through") == 2  # the one line of that part: its name and its sum


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
    assert "Что изменилось:\n    Чайник: 3 → 1\n    Итого: 500.00 → 300.00 RUB" in letter.body
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
    assert "Goods: 2998.00 RUB\nDelivery: 300.00 RUB\nTotal: 3298.00 RUB" in letter.body
