"""A letter tells of one moment: its text, its changes and its paper are of one revision, however late it goes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from core.events.models import Delivery
from core.events.sweep import PATIENCE, sweep
from modules.orders import public
from tests.orders.shop import ADDRESS, goods, order_body, supplier
from tests.orders.test_documents_kept import text_of
from tests.orders.test_mails import correct, letters, well_formed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _an_address(settings: Any) -> None:
    settings.PUBLIC_URL = "https://shop.example"


@pytest.fixture
def greylisted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """While it is entered, no letter about orders goes out."""

    @contextmanager
    def enter() -> Iterator[None]:
        with monkeypatch.context() as broken:
            broken.setattr("modules.orders.mails.send", lambda *args, **kwargs: 1 / 0)
            yield

    return enter


def later(work: Callable[[], int]) -> None:
    for _ in range(6):
        waiting = Delivery.objects.filter(done_at=None, due_at__isnull=False)
        waiting.update(due_at=timezone.now(), rung_at=timezone.now() - PATIENCE)
        sweep()
        work()


def one_moment(letter: Any, total: str, *, lines: str) -> None:
    """Check that a letter says one total and these lines, in its text and on its paper."""
    assert f"Total: {total}\xa0RUB" in letter.body
    assert lines in letter.body
    (paper,) = letter.attachments
    assert f"Total: {total} RUB" in text_of(paper.content)


def test_the_placed_letter_tells_what_its_invoice_says(
    buyer: Any, clerk: Any, work: Callable[[], int], greylisted: Any, settings: Any
) -> None:
    settings.ADMIN_EMAIL = "boss@shop.example"
    sells = supplier()
    kettle = goods(name="Kettle", external_id="K-1", supplier_id=sells)
    cup = goods(name="Cup", external_id="C-1", price="10.00", supplier_id=sells)
    order = buyer.api.post("orders/", order_body((kettle, 5), (cup, 3))).json()
    with greylisted():
        work()
        correct(clerk, order, 0, 2, 0, reason="Broken", address={**ADDRESS, "city": "Ufa"})
        work()
    later(work)
    placed, corrected = letters(buyer.email)
    assert placed.subject.endswith("is placed")
    one_moment(placed, "530.00", lines="Kettle (K-1)\n    5 × 100.00 = 500.00\xa0RUB\nCup (C-1)\n    3 × 10.00")
    assert "Ufa" not in placed.body
    assert "changed" not in placed.body + placed.alternatives[0].content
    one_moment(corrected, "200.00", lines="Kettle (K-1)\n    2 × 100.00 = 200.00\xa0RUB\n")
    assert "Ufa, Баумана" in corrected.body
    (shops,) = letters("boss@shop.example")
    one_moment(shops, "530.00", lines="Cup (C-1)\n    3 × 10.00")


def test_each_corrections_letter_tells_what_its_invoice_says(
    buyer: Any, clerk: Any, work: Callable[[], int], greylisted: Any
) -> None:
    order = buyer.api.post("orders/", order_body((goods(name="Kettle"), 5))).json()
    work()
    mail.outbox.clear()
    with greylisted():
        for revision, pieces in enumerate((4, 2)):
            correct(clerk, order, revision, pieces)
            work()
    later(work)
    first, second = letters(buyer.email)
    assert "Kettle: 5 → 4\n    Total: 500.00\xa0RUB → 400.00\xa0RUB" in first.body
    one_moment(first, "400.00", lines="    4 × 100.00 = 400.00")
    assert "Kettle: 4 → 2\n    Total: 400.00\xa0RUB → 200.00\xa0RUB" in second.body
    one_moment(second, "200.00", lines="    2 × 100.00 = 200.00")


def test_a_steps_letter_tells_the_goods_of_its_time(
    buyer: Any, clerk: Any, work: Callable[[], int], greylisted: Any
) -> None:
    one, two = goods(name="Kettle", supplier_id=supplier("One")), goods(name="Cup", supplier_id=supplier("Two"))
    order = buyer.api.post("orders/", order_body((one, 5), (two, 3))).json()
    work()
    mail.outbox.clear()
    first, second = order["parts"]
    with greylisted():
        public.move_part(supplier_id=first["supplier"]["id"], part_id=first["id"], status="confirmed", by=None)
        correct(clerk, order, 0, 4)
        work()
        public.move_part(supplier_id=second["supplier"]["id"], part_id=second["id"], status="cancelled", by=None)
        work()
        correct(clerk, order, 1, 2)
        work()
    later(work)
    confirmed, corrected, cancelled, again = letters(buyer.email)
    assert "    5 × 100.00" in confirmed.body
    assert "Total: 800.00\xa0RUB" in confirmed.body
    one_moment(corrected, "700.00", lines="    4 × 100.00")
    assert "Two (pending)" in corrected.body
    one_moment(cancelled, "400.00", lines="    4 × 100.00")
    assert "Two (cancelled)" in cancelled.body
    one_moment(again, "200.00", lines="    2 × 100.00")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("Thank you!", "The shop has changed the order since you placed it.", "What has changed", "530.00\xa0RUB"),
        ),
        ("ru", ("Спасибо!", "Магазин изменил заказ после его оформления.", "Что изменилось", "530,00\xa0₽")),
    ],
)
def test_what_was_corrected_before_the_first_invoice_is_told_with_the_placing(
    buyer: Any, clerk: Any, work: Callable[[], int], language: str, said: tuple[str, ...]
) -> None:
    kettle, cup = goods(name="Kettle"), goods(name="Cup", price="10.00")
    asked = order_body((kettle, 5), (cup, 3))
    order = buyer.api.post("orders/", asked, headers={"Accept-Language": language}).json()
    correct(clerk, order, 0, 4, reason="One is <broken>")
    correct(clerk, order, 1, 2, reason="And another")
    work()
    (letter,) = letters(buyer.email)
    html = well_formed(letter)
    for body in (letter.body, html):
        found = [body.index(one) for one in said]
        assert found == sorted(found), "below the thanks"
        assert "Cup: " not in body
    assert "Kettle: 5 → 2\n" in letter.body
    assert "Kettle: 5 → <b>2</b>" in html
    assert "> One is <broken>\n> And another\n" in letter.body
    assert "One is &lt;broken&gt;<br>And another" in html
    assert "2 × 100" in letter.body


def test_what_was_put_back_before_the_first_invoice_is_no_change(
    buyer: Any, clerk: Any, work: Callable[[], int]
) -> None:
    order = buyer.api.post("orders/", order_body((goods(), 5))).json()
    for revision, pieces in enumerate((4, 5)):
        correct(clerk, order, revision, pieces, reason="By mistake")
    work()
    (letter,) = letters(buyer.email)
    assert "changed" not in letter.body
    assert "mistake" not in letter.body
