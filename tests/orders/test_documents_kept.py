"""Documents as they are kept and served: by whom they may be read, their revisions, and the alarm of a plain one."""

import io
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.utils import timezone

from core.accounts.models import User
from core.checkup import checks
from core.events.delivery import deliver
from core.events.models import Delivery
from modules.orders.documents import drawing, storing
from modules.orders.models.documents import Document, Invoice
from modules.orders.models.orders import Order
from modules.orders.providers.papers import plain, plain_documents
from modules.orders.rules.states import Status
from modules.orders.services import invoicing, issuing, steps
from modules.orders.services.privacy import erase_buyer
from tests.orders.shop import ADDRESS
from tests.orders.together import at_once

# What it costs is drawn, sent or waited for: once in each run of everything is enough.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def again(event: str) -> None:
    """Have the deliveries of an event run once more, as after a kill between the effect and its tick."""
    rows = Delivery.objects.filter(event=event)
    rows.update(done_at=None, due_at=timezone.now(), leased_until=None)
    for id in rows.values_list("pk", flat=True):
        deliver(id)


def correct(clerk: Any, order: dict[str, Any], quantity: int, revision: int = 0) -> None:
    items = [{"id": order["items"][0]["id"], "quantity": quantity}]
    answer = clerk.api.post(f"admin/orders/{order['id']}/corrections/", {"revision": revision, "items": items})
    assert answer.status_code == 201, answer.content


def test_a_correction_makes_the_next_revision_and_leaves_the_first(
    placed: Any, buyer: Any, clerk: Any, work: Callable[[], int], tmp_path: Path
) -> None:
    order = placed(quantity=2)
    work()
    path = f"orders/{order['id']}/invoice.pdf"
    first = buyer.api.get(path).getvalue()
    correct(clerk, order, 3)
    for reader in (buyer, clerk):
        due = reader.api.get(path)
        assert (due.status_code, due["Retry-After"]) == (202, "2")
        assert reader.api.get(f"{path}?revision=1").getvalue() == first
        assert reader.api.get(f"{path}?revision=2").status_code == 202
    work()
    second = buyer.api.get(path)
    year = timezone.now().year
    assert second["Content-Disposition"] == f'attachment; filename="invoice-{year}-000001-2.pdf"'
    latest = second.getvalue()
    assert "Revision 2 of" in text_of(latest)
    assert "replaces revision 1" in text_of(latest)
    assert "Total: 300.00" in text_of(latest)
    assert "Total: 200.00" in text_of(first)
    for reader in (buyer, clerk):
        assert reader.api.get(f"{path}?revision=1").getvalue() == first
        assert reader.api.get(f"{path}?revision=2").getvalue() == latest
    missing = [buyer.api.get(f"{path}?revision={odd}") for odd in ("3", str(2**62), "0", "x", "-1")]
    assert [one.status_code for one in missing] == [404, 404, 422, 422, 422]
    for event in ("orders.OrderPlaced", "orders.OrderCorrected"):
        again(event)
    kept = list(Document.objects.order_by("revision"))
    assert [(one.revision, one.sha256) for one in kept] == [
        (1, sha256(first).hexdigest()), (2, sha256(latest).hexdigest()),
    ]  # fmt: skip
    assert len(list((tmp_path / "documents").rglob("*.pdf"))) == 2
    assert Invoice.objects.get().number == 1


def test_the_invoice_follows_what_is_cancelled(
    placed_of_two: Any, buyer: Any, clerk: Any, work: Callable[[], int]
) -> None:
    path, (one, two) = f"orders/{placed_of_two['id']}/invoice.pdf", placed_of_two["parts"]
    work()
    whole = text_of(buyer.api.get(path).getvalue())
    assert "Вектор" in whole
    steps.move_part(part_id=one["id"], status=Status.CANCELLED, by=None)
    assert buyer.api.get(path).status_code == 202
    work()
    left = text_of(buyer.api.get(path).getvalue())
    assert "Revision 2" in left
    assert "Total: 200.00" in left
    assert "Вектор" not in left
    assert "cancelled" not in left
    steps.move_part(part_id=two["id"], status=Status.CANCELLED, by=None)
    work()
    off = text_of(buyer.api.get(path).getvalue())
    assert "Revision 3" in off
    assert "The order was cancelled: nothing is to be paid by this invoice." in off
    assert "Total: 200.00" in off
    assert text_of(buyer.api.get(f"{path}?revision=1").getvalue()) == whole


def test_a_cancelled_part_has_no_further_packing_list(
    placed_of_two: Any, clerk: Any, work: Callable[[], int], client: Any
) -> None:
    order, part = placed_of_two, placed_of_two["parts"][0]
    path = f"admin/orders/{order['id']}/parts/{part['id']}/packing-list.pdf"
    clerk.api.patch(f"orders/{order['id']}/", {"status": "confirmed"})
    work()
    correct(clerk, order, 1)
    steps.move_part(part_id=part["id"], status=Status.CANCELLED, by=None)
    work()
    for query in ("", "?revision=1"):
        answer = clerk.api.get(path + query)
        assert (answer.status_code, answer.json()["code"]) == (409, "packing_list_too_early")
    (kept,) = Document.objects.filter(part=part["id"])
    client.force_login(User.objects.create_superuser(email="boss@shop.example", password="long enough 42"))
    assert client.get(f"/admin/orders/order/{order['id']}/documents/{kept.pk}.pdf").status_code == 200


def test_a_correction_before_the_drawing_is_the_first_revision(
    placed: Any, clerk: Any, work: Callable[[], int]
) -> None:
    correct(clerk, placed(quantity=2), 5)
    work()
    (kept,) = Document.objects.all()
    assert kept.revision == 1
    assert "Total: 500.00" in text_of(storing.read(kept.file))


def test_whoever_draws_too_late_changes_nothing(placed: Any, clerk: Any, work: Callable[[], int]) -> None:
    order = placed(quantity=2)
    slow = invoicing.begin_invoice(order_id=order["id"])
    assert slow is not None
    correct(clerk, order, 3)
    work()
    stale = storing.keep(b"%PDF stale", folder="invoices", name="stale")
    assert not issuing.finish(document=slow[2], file=stale.file, sha256=stale.sha256, plain=False, language="en")
    (kept,) = Document.objects.all()
    assert "Total: 300.00" in text_of(storing.read(kept.file, checksum=kept.sha256))


def test_nobody_else_reads_an_invoice(placed: Any, person: Any, api: Any, work: Callable[[], int]) -> None:
    path = f"orders/{placed()['id']}/invoice.pdf"
    work()
    for query in ("", "?revision=1"):
        assert person().api.get(path + query).status_code == 404
        assert api.get(path + query).status_code == 401
    assert person(role="agent").api.get(path).status_code == 404


def test_a_packing_list_is_made_for_each_part_that_is_confirmed(
    placed_of_two: Any, clerk: Any, buyer: Any, work: Callable[[], int]
) -> None:
    order, (one, two) = placed_of_two, placed_of_two["parts"]
    paths = [f"admin/orders/{order['id']}/parts/{part['id']}/packing-list.pdf" for part in (one, two)]
    assert [clerk.api.get(path).json()["code"] for path in paths] == ["packing_list_too_early"] * 2
    assert buyer.api.get(paths[0]).status_code == 403
    clerk.api.patch(f"orders/{order['id']}/", {"status": "confirmed"})
    waiting = clerk.api.get(paths[0])
    assert (waiting.status_code, waiting["Retry-After"], waiting.json()) == (202, "2", {"status": "pending"})
    work()
    texts = [text_of(clerk.api.get(path).getvalue()) for path in paths]
    for text, part, other in ((texts[0], one, two), (texts[1], two, one)):
        assert f"Packing list № {order['number']}-{part['id']}" in text
        assert part["supplier"]["name"] in text
        assert other["supplier"]["name"] not in text
        assert ADDRESS["recipient"] in text
        assert ADDRESS["phone"] in text
        assert "100.00" not in text  # it goes along with the goods
    assert clerk.api.get(f"admin/orders/{order['id'] + 1}/parts/{one['id']}/packing-list.pdf").status_code == 404
    correct(clerk, order, 1)
    assert [clerk.api.get(path).status_code for path in paths] == [202, 200]
    assert text_of(clerk.api.get(paths[0] + "?revision=1").getvalue()) == texts[0]
    work()
    assert "Revision 2" in text_of(clerk.api.get(paths[0]).getvalue())
    assert clerk.api.get(paths[1] + "?revision=2").status_code == 404  # nothing changed for the other one
    assert text_of(clerk.api.get(paths[0] + "?revision=1").getvalue()) == texts[0]
    clerk.api.patch(f"orders/{order['id']}/", {"status": "cancelled"})
    assert clerk.api.get(paths[0]).json()["code"] == "packing_list_too_early"


def test_the_alarm_of_a_plain_document(
    placed: Any, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch, settings: Any, clerk: Any
) -> None:
    settings.ADMIN_EMAIL = "boss@shop.example"
    before = drawing.DRAWN.labels("invoice", "plain")._value.get()
    assert (plain().values[""], plain_documents().table.lines) == (0, ())  # type: ignore[union-attr]
    with monkeypatch.context() as broken:
        broken.setattr("xhtml2pdf.pisa.CreatePDF", lambda *args, **kwargs: 1 / 0)
        order = placed()
        work()
    (kept,) = Document.objects.all()
    assert kept.plain
    assert "Total: 100.00" in text_of(storing.read(kept.file, checksum=kept.sha256))
    assert drawing.DRAWN.labels("invoice", "plain")._value.get() == before + 1
    assert plain().values[""] == 1
    (line,) = plain_documents().table.lines  # type: ignore[union-attr]
    assert line.cells[0] == f"invoice-{Invoice.objects.get().name}.pdf"
    (alarm,) = [letter for letter in mail.outbox if "drawn plainly" in letter.subject]
    assert alarm.to == ["boss@shop.example"]
    assert f"/admin/orders/order/{order['id']}/change/" in alarm.body
    assert len(mail.outbox) == 3  # the buyer and the shop got theirs all the same
    placed()
    work()
    assert not Document.objects.order_by("-pk")[0].plain


def test_the_doctor_misses_a_document_and_knows_an_altered_one(
    placed: Any, work: Callable[[], int], settings: Any, tmp_path: Path
) -> None:
    settings.COMPANY = {"name": "ООО «Ромашка»"}
    (check,) = [one for one in checks() if one.name == "documents"]
    placed(), placed()
    work()
    assert [finding.level for finding in check.ask()] == ["well"]
    one, two = (tmp_path / "documents").rglob("*.pdf")
    one.unlink()
    two.write_bytes(two.read_bytes() + b" ")
    assert [finding.level for finding in check.ask()] == ["wrong", "wrong"]


def test_200_numbers_at_once_have_no_gaps_and_no_doubles(buyer: Any) -> None:
    orders = Order.objects.bulk_create(
        Order(user=buyer, currency="RUB", subtotal=1, delivery=0, total=1) for _ in range(200)
    )
    ids = [order.pk for order in orders]

    def give(start: int) -> list[str]:
        return [invoicing.give_number(order_id=id).name for id in ids[start::20] * 2]

    calls = [lambda start=start: give(start) for start in range(20)]
    results = at_once(calls) if connection.vendor == "postgresql" else [call() for call in calls]
    given = [name for names in results if isinstance(names, list) for name in names]
    assert len(given) == 400, results
    assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, 201))
    assert set(given) == {invoice.name for invoice in Invoice.objects.all()}


def test_the_admin_opens_every_revision(placed: Any, clerk: Any, work: Callable[[], int], client: Any) -> None:
    order = placed(quantity=2)
    work()
    correct(clerk, order, 3)
    work()
    boss = User.objects.create_superuser(email="boss@shop.example", password="long enough 42")
    client.force_login(boss)
    page = client.get(f"/admin/orders/order/{order['id']}/change/").content.decode()
    for kept in Document.objects.all():
        path = f"/admin/orders/order/{order['id']}/documents/{kept.pk}.pdf"
        assert path in page
        assert client.get(path).content == storing.read(kept.file, checksum=kept.sha256)
    assert client.get(f"/admin/orders/order/{order['id']}/documents/999999.pdf").status_code == 404


def test_forgetting_a_buyer_takes_packing_lists_and_leaves_the_books(
    placed: Any, buyer: Any, clerk: Any, work: Callable[[], int], tmp_path: Path
) -> None:
    order = placed()
    for status in ("confirmed", "assembled", "shipped", "delivered"):
        clerk.api.patch(f"orders/{order['id']}/", {"status": status})
        work()
    path = f"admin/orders/{order['id']}/parts/{order['parts'][0]['id']}/packing-list.pdf"
    assert clerk.api.get(path).status_code == 200
    erase_buyer(user_id=buyer.pk)
    work()
    assert clerk.api.get(path).status_code == 404
    (left,) = (tmp_path / "documents").rglob("*.pdf")
    assert left.parent.parent.name == "invoices"
    assert clerk.api.get(f"orders/{order['id']}/invoice.pdf").status_code == 200


def test_a_document_says_in_which_language_it_is_written(
    placed: Any, buyer: Any, clerk: Any, work: Callable[[], int], client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk=buyer.pk).update(language="ru")
    order = placed()
    clerk.api.patch(f"orders/{order['id']}/", {"status": "confirmed"})
    work()
    User.objects.filter(pk=buyer.pk).update(language="en")
    path = f"orders/{order['id']}/invoice.pdf"
    for reader, asked in ((buyer, "en"), (clerk, "en"), (buyer, "ru")):
        answer = reader.api.get(path, headers={"Accept-Language": asked})
        assert answer["Content-Language"] == "ru"
        assert "Счёт №" in text_of(answer.getvalue())
    listed = f"admin/orders/{order['id']}/parts/{order['parts'][0]['id']}/packing-list.pdf"
    assert clerk.api.get(listed, headers={"Accept-Language": "ru"})["Content-Language"] == "en"
    client.force_login(User.objects.create_superuser(email="boss@shop.example", password="long enough 42"))
    opened = client.get(f"/admin/orders/order/{order['id']}/invoice.pdf", headers={"Accept-Language": "en"})
    assert opened["Content-Language"] == "ru"
    correct(clerk, order, 2)
    monkeypatch.setattr("xhtml2pdf.pisa.CreatePDF", lambda *args, **kwargs: 1 / 0)
    work()
    plainly = buyer.api.get(path, headers={"Accept-Language": "ru"})
    assert plainly["Content-Language"] == "en"
    assert buyer.api.get(f"{path}?revision=1")["Content-Language"] == "ru"


def test_documents_from_before_are_taken_to_be_in_the_language_that_they_were_drawn_in(
    placed: Any, buyer: Any, person: Any, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "ru"
    orders = [placed() for _ in range(3)]
    Order.objects.filter(pk=orders[1]["id"]).update(language="en", user=person(language="ru").pk)
    Order.objects.filter(pk=orders[2]["id"]).update(language="")
    for order in orders:
        Document.objects.create(kind="invoice", order_id=order["id"], revision=1)
    part = orders[0]["parts"][0]["id"]
    Document.objects.create(kind="packing_list", order_id=orders[0]["id"], part_id=part, revision=1)
    import_module("modules.orders.migrations.0008_document_language").note_languages(apps, None)
    said = Document.objects.order_by("pk").values_list("language", flat=True)
    assert list(said) == ["en", "ru", "ru", "ru"]
