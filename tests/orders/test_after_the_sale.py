"""What follows a sale, run through the real outbox and queue: numbers, documents, letters."""

import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core import mail
from django.utils import timezone

from core.events.delivery import deliver
from core.events.models import Delivery
from modules.orders.documents import drawing, storing
from modules.orders.events import OrderPlaced
from modules.orders.models.documents import Document, Invoice, InvoiceCounter
from modules.orders.models.orders import Order
from modules.orders.services import invoicing
from modules.orders.subscribers.documents import make_invoice
from tests.orders.shop import goods, order_body

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _an_administrator(settings: Any) -> None:
    settings.ADMIN_EMAIL = "boss@shop.example"
    settings.PUBLIC_URL = "https://shop.example"


def letters(to: str) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [to]]


def again(event: str) -> None:
    """Have the deliveries of an event run once more, as after a kill between the effect and its tick."""
    rows = Delivery.objects.filter(event=event)
    rows.update(done_at=None, due_at=timezone.now(), leased_until=None)
    for id in rows.values_list("pk", flat=True):
        deliver(id)


def test_an_invoice_and_two_letters(buyer: Any, work: Callable[[], int], tmp_path: Path) -> None:
    body = order_body((goods(name="Чайник «Ёлка» <b>"), 2), comment="Позвоните & приезжайте")
    order = buyer.api.post("orders/", body, headers={"Accept-Language": "ru"}).json()
    pending = buyer.api.get(f"orders/{order['id']}/invoice.pdf")
    assert (pending.status_code, pending["Retry-After"]) == (202, "2")
    assert mail.outbox == []
    work()
    ready = buyer.api.get(f"orders/{order['id']}/invoice.pdf")
    year = timezone.now().year
    assert (ready.status_code, ready["Content-Type"]) == (200, "application/pdf")
    assert ready["Content-Disposition"] == f'attachment; filename="invoice-{year}-000001.pdf"'
    document = ready.getvalue()
    (file,) = (tmp_path / f"documents/invoices/{year}").iterdir()
    assert file.name == f"{year}-000001-1.{sha256(document).hexdigest()[:12]}.pdf"
    assert file.read_bytes() == document
    text = pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text()
    assert "Чайник «Ёлка» <b>" in text
    assert "Итого: 200,00 ₽" in " ".join(text.split())
    ours, theirs = letters("boss@shop.example"), letters(buyer.email)
    assert (len(ours), len(theirs), len(mail.outbox)) == (1, 1, 2)
    assert theirs[0].subject == f"Заказ {order['number']} принят"
    assert "Итого: 200,00\xa0₽" in theirs[0].body
    html = theirs[0].alternatives[0].content
    assert "Чайник «Ёлка» &lt;b&gt;" in html
    assert "Чайник «Ёлка» <b>" in theirs[0].body
    assert "Позвоните & приезжайте" in ours[0].body
    for letter in (ours[0], theirs[0]):
        (attached,) = letter.attachments
        assert (attached.filename, attached.content) == (f"invoice-{year}-000001.pdf", document)
    for letter in mail.outbox:
        assert b"Message-ID: <delivery-" in letter.message().as_bytes()


def test_repeats_change_nothing(placed: Any, work: Callable[[], int], clerk: Any) -> None:
    placed()
    work()
    first = Invoice.objects.get()
    kept = Document.objects.get()
    document = storing.read(kept.file, checksum=kept.sha256)
    ids = sorted(letter.message()["Message-ID"] for letter in mail.outbox)
    again("orders.OrderPlaced")
    work()
    assert Invoice.objects.get() == first
    assert Invoice.objects.get().made_at == first.made_at
    assert InvoiceCounter.objects.get().last == 1
    assert Document.objects.get() == kept
    assert storing.read(kept.file) == document
    assert len(mail.outbox) == 2
    again("orders.InvoiceReady")
    # Sent twice only where the kill fell between sending and ticking: then under the same Message-ID.
    assert sorted({letter.message()["Message-ID"] for letter in mail.outbox}) == ids


def test_a_crash_between_drawing_and_ticking_keeps_the_number(
    placed: Any, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    placed()
    with monkeypatch.context() as broken:
        broken.setattr(storing, "keep", lambda *args, **kwargs: (_ for _ in ()).throw(OSError("disk full")))
        work()
    assert Invoice.objects.get().made_at is None
    assert mail.outbox == []
    again("orders.OrderPlaced")
    work()
    assert (Invoice.objects.count(), Invoice.objects.get().number) == (1, 1)
    assert len(mail.outbox) == 2


def test_numbers_have_no_gaps_and_begin_anew_with_the_year(placed: Any) -> None:
    ids = [placed()["id"] for _ in range(4)]
    Order.objects.filter(pk=ids[2]).update(created_at="2031-01-01T00:00:00Z")
    given = [invoicing.give_number(order_id=id) for id in (ids[0], ids[1], ids[1], ids[2], ids[3])]
    year = timezone.now().year
    assert [(one.year, one.number) for one in given] == [(year, 1), (year, 2), (year, 2), (2031, 1), (year, 3)]


def test_an_undone_number_leaves_no_gap(placed: Any) -> None:
    from django.db import transaction

    one, two = placed()["id"], placed()["id"]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        invoicing.give_number(order_id=one)
        raise ZeroDivisionError
    assert invoicing.give_number(order_id=two).number == 1


def test_the_document_is_drawn_outside_any_transaction(placed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    seen: list[bool] = []
    real = drawing.draw
    monkeypatch.setattr(drawing, "draw", lambda html: (seen.append(connection.in_atomic_block), real(html))[1])
    order = placed()
    make_invoice(OrderPlaced(order["id"], 1), "delivery-1")
    assert seen == [False]


@pytest.mark.parametrize(("language", "said"), [("ru", "подтверждён"), ("en", "confirmed")])
def test_a_letter_at_each_step_in_the_orders_language(
    buyer: Any, clerk: Any, work: Callable[[], int], language: str, said: str
) -> None:
    order = buyer.api.post("orders/", order_body((goods(), 1)), headers={"Accept-Language": language}).json()
    work()
    mail.outbox.clear()
    for status in ("confirmed", "assembled", "shipped", "delivered"):
        clerk.api.patch(f"orders/{order['id']}/", {"status": status}, headers={"Accept-Language": "en"})
        work()
    assert len(letters(buyer.email)) == len(mail.outbox) == 4
    assert mail.outbox[0].subject.endswith(f"{order['number']}: {said}")
    assert said in mail.outbox[0].body
    assert said in mail.outbox[0].alternatives[0].content
    assert len({letter.message()["Message-ID"] for letter in mail.outbox}) == 4


def test_a_moved_part_is_named(placed_of_two: Any, buyer: Any, work: Callable[[], int]) -> None:
    from modules.orders import public

    work()
    mail.outbox.clear()
    part = placed_of_two["parts"][1]
    public.move_part(supplier_id=part["supplier"]["id"], part_id=part["id"], status="confirmed", by=None)
    work()
    (letter,) = mail.outbox
    assert "Гамма" in letter.body


def test_without_an_administrator_nobody_is_told(placed: Any, work: Callable[[], int], settings: Any) -> None:
    settings.ADMIN_EMAIL = ""
    placed()
    work()
    assert len(mail.outbox) == 1
