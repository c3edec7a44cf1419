import io
import time
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdf
import pytest

from core import files
from modules.orders.documents import drawing, papers, storing
from modules.orders.models.documents import Invoice
from modules.orders.rules.addresses import Address
from modules.orders.rules.states import Status
from modules.orders.rules.vat import vat_within
from modules.orders.selectors.orders import OrderLine, OrderPart, OrderSupplier, OrderView

DIGEST = sha256(b"%PDF").hexdigest()
VECTOR = OrderSupplier(1, "ООО «Вектор»")


def an_order(
    *,
    comment: str = "",
    names: tuple[str, ...] = ("Чайник «Ёлка»",),
    recipient: str = "Пётр",
    rate: Decimal | None = None,
) -> OrderView:
    price = Decimal("1499.00")
    items = [
        OrderLine(
            n, n, n, VECTOR, name, f"ВК-{n}", "", "", price, 2, price * 2, rate, vat_within(price * 2, rate), False
        )
        for n, name in enumerate(names, 1)
    ]
    total = sum((item.total for item in items), Decimal("250.00"))
    return OrderView(
        id=42,
        number="T-100042",
        status=Status.PENDING,
        items=items,
        parts=[OrderPart(1, VECTOR, Status.PENDING, total - 250, Decimal("250.00"), True)],
        subtotal=total - 250,
        delivery=Decimal("250.00"),
        total=total,
        vat_rate=rate,
        currency="RUB",
        address=Address(city="Казань", street="Баумана", house="7", phone="+7 900", recipient=recipient),
        comment=comment,
        created_at=datetime(2026, 3, 4, tzinfo=UTC),
        user_id=1,
        revision=0,
    )


def drawn(order: OrderView, *, language: str = "ru", buyer: str = "") -> bytes:
    invoice = Invoice(pk=1, year=2026, number=7)
    return papers.invoice_pdf(order, invoice=invoice, buyer=buyer, language=language).content


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def fonts_of(pdf: bytes) -> set[str]:
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    return {font.get_object()["/BaseFont"].partition("+")[2] for font in page["/Resources"]["/Font"].values()}


def test_cyrillic_is_read_back() -> None:
    pdf = drawn(an_order(), buyer="ООО «Ромашка»")
    text = text_of(pdf)
    for said in (
        "Счёт № 2026-000007 от 4 марта 2026 г.", "Заказ T-100042 от 4 марта 2026 г.", "ООО «Ромашка»", "Чайник «Ёлка»",
        "Казань, Баумана, д. 7", "Итого: 3 248,00 ₽", "Доставка: 250,00", "Без НДС", "Артикул ВК-1",
        "Всего 2 наименования на сумму 3 248,00 ₽ Три тысячи двести сорок восемь рублей 00 копеек",
    ):  # fmt: skip
        assert said in text
    assert "RUB" not in text
    assert text.count("3 248,00 ₽") == 3, "in the total, in the sentence under it, and at the foot"
    assert "■" not in text
    assert {"DejaVuSans", "DejaVuSans-Bold"} <= fonts_of(pdf)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Кофе «Арабика» 250 г", "Кофе «Арабика» 250\xa0г"),
        ("Milk 1,5 l, 12 pcs.", "Milk 1,5\xa0l, 12\xa0pcs."),
        ("iPhone 15 Professional", "iPhone 15 Professional"),
        ("Болт М8 20 30", "Болт М8 20 30"),
    ],
)
def test_a_measure_is_not_parted(name: str, kept: str) -> None:
    assert papers.unbroken(name) == kept


def test_the_buyers_tax_number_stands_on_the_invoice() -> None:
    for language, said in (("ru", "ООО «Ёлка», ИНН 7707083893"), ("en", "ООО «Ёлка», Tax ID 7707083893")):
        invoice = Invoice(pk=1, year=2026, number=7)
        given = {"invoice": invoice, "buyer": "ООО «Ёлка»", "language": language}
        assert said in text_of(papers.invoice_pdf(an_order(), tax_id="7707083893", **given).content)
        assert said not in text_of(papers.invoice_pdf(an_order(), **given).content)


def test_papers_are_dated_in_the_shops_own_days(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    text = text_of(drawn(an_order()))
    assert "3 марта 2026" in text
    assert "4 марта 2026" not in text


def test_english() -> None:
    text = text_of(drawn(an_order(), language="en"))
    assert "Invoice № 2026-000007" in text
    assert "Total: 3,248.00 RUB" in text


HOSTILE = {
    "html": "<b>bold</b><script>alert(1)</script><pdf:nextpage/>",
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0 L 1e999 1"/></svg>' * 5,
    "image": '<img src="file:///etc/passwd"><img src="http://127.0.0.1:1/x.png">',
    "style": "</p></body><style>@page{size:0}</style>{% now %}{{ settings }}",
    "tables": ("<table><tr><td>" * 300)[:2000],
    "word": "W" * 2000,
    "lines": "\n" * 500,
    "entities": "&lt;&amp;&#0;&nbsp;" * 50,
    "right to left": "שלום مرحبا \u202e123" * 20,
    "emoji": "😀👨‍👩‍👧" * 50,
}


@pytest.mark.parametrize("crafted", HOSTILE.values(), ids=HOSTILE)
def test_what_people_write_is_text_and_nothing_else(
    crafted: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = time.monotonic()
    pdf = drawn(an_order(comment=crafted, names=(crafted[:255], crafted[:255]), recipient=crafted[:255]))
    assert time.monotonic() - began < drawing.SECONDS
    text = text_of(pdf)
    assert "Итого: 6 246,00 ₽" in text
    assert "could not be drawn" not in caplog.text
    if "<b>" in crafted:
        assert "<script>alert(1)</script>" in text


def test_many_lines() -> None:
    pdf = drawn(an_order(names=tuple(f"Товар {n} " + "слово " * 30 for n in range(100))))
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) > 3
    assert "Товар 99" in text_of(pdf)


def test_what_the_library_cannot_draw_is_not_drawn() -> None:
    # Were the text not escaped, this is what would happen; the deadline and the depth hold by themselves.
    with pytest.raises(Exception, match=r".+"):
        drawing.draw("<html><body>" + "<table><tr><td>" * 300 + "</body></html>")
    rows = "<tr><td>строка</td></tr>" * 20_000
    began = time.monotonic()
    with pytest.raises(Exception, match=r".+"):
        drawing.draw(f"<html><body><table>{rows}</table></body></html>", seconds=0.5)
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("failure", [RecursionError("deep"), MemoryError(), ValueError("bad")])
def test_a_crash_ends_in_a_plain_document_and_an_alarm(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failure: Exception
) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise failure

    monkeypatch.setattr("xhtml2pdf.pisa.CreatePDF", crash)
    text = text_of(drawn(an_order(comment="W" * 2000, names=tuple(f"Товар {n}" for n in range(100)))))
    for said in ("Счёт № 2026-000007", "Товар 99", "Казань, Баумана, д. 7", "Итого: 300 050,00 ₽", "W" * 80):
        assert said in text
    assert "could not be drawn" in caplog.text


def test_a_document_appears_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real_fsync, real_replace = files.os.fsync, files.os.replace
    monkeypatch.setattr(files.os, "fsync", lambda handle: (order.append("synced"), real_fsync(handle)))
    monkeypatch.setattr(files.os, "replace", lambda *names: (order.append("renamed"), real_replace(*names)))
    kept = storing.keep(b"%PDF", folder="invoices/2026", name="2026-000007-1")
    assert (kept.file, kept.sha256) == (f"invoices/2026/2026-000007-1.{DIGEST[:12]}.pdf", DIGEST)
    assert storing.read(kept.file, checksum=DIGEST) == b"%PDF"
    assert order == ["synced", "renamed", "synced"]
    assert [path.name for path in (tmp_path / "documents/invoices/2026").iterdir()] == [
        f"2026-000007-1.{DIGEST[:12]}.pdf"
    ]
    assert (tmp_path / "documents" / kept.file).stat().st_mode & 0o044 == 0o044  # a web server of another user sends it
    (tmp_path / "documents" / kept.file).write_bytes(b"%PDF-")
    with pytest.raises(storing.Altered):
        storing.read(kept.file, checksum=DIGEST)
