"""Invoices as PDF: drawn by xhtml2pdf from a template, or plainly, line by line, should that ever fail.

What people wrote is escaped text here and nothing else; the drawing has a deadline, reads no file but the
fonts, and asks nothing of the network. The libraries are loaded at the first drawing: only workers draw, and loading
them would be a fifth of every command's start.
"""

import io
import logging
import os
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from modules.orders.models.documents import Invoice
from modules.orders.selectors.orders import OrderView

log = logging.getLogger("torg.orders")
# The library quotes the document in its warnings, and a document has a person's address in it.
logging.getLogger("xhtml2pdf").setLevel(logging.CRITICAL)

FONTS = Path(__file__).resolve().parent / "fonts"
SECONDS = 20.0
MARGIN, LEADING, COLUMNS = 50, 14, 84


class NotDrawn(Exception):
    """xhtml2pdf gave up on a document."""


def invoice_pdf(order: OrderView, *, invoice: Invoice, buyer: str, language: str) -> bytes:
    """Return the invoice in the order's language; never raises for what an order says."""
    with translation.override(language or settings.LANGUAGE_CODE):
        known = {"order": order, "invoice": invoice, "buyer": buyer}
        try:
            return draw(render_to_string("orders/invoice.html", known))
        except Exception as failure:
            log.error("invoice %s could not be drawn, a plain one is made: %r", invoice.name, failure)
            return draw_plainly(render_to_string("orders/invoice.txt", known))


def draw(html: str, *, seconds: float = SECONDS) -> bytes:
    """Return the PDF of an HTML document; raises whatever the library raises, NotDrawn, or its time limit."""
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    policy = ResourceAccessPolicy.server(base_dir=FONTS, allow_remote=False, max_render_seconds=seconds)
    out = io.BytesIO()
    done = pisa.CreatePDF(html, dest=out, path=str(FONTS / "page.html"), encoding="utf-8", resource_policy=policy)
    if done.err:
        raise NotDrawn(f"{done.err} errors")
    return out.getvalue()


def draw_plainly(text: str) -> bytes:
    """Return a PDF of the text as it is, page by page: nothing in it that could fail."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("TorgPlain", str(FONTS / "DejaVuSans.ttf")))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    rows = [row for line in text.splitlines() for row in _wrapped(line)]
    per_page = int((A4[1] - 2 * MARGIN) // LEADING)
    for start in range(0, len(rows), per_page):
        canvas.setFont("TorgPlain", 9)
        for place, row in enumerate(rows[start : start + per_page]):
            canvas.drawString(MARGIN, A4[1] - MARGIN - place * LEADING, row)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _wrapped(line: str) -> list[str]:
    return [line[start : start + COLUMNS] for start in range(0, max(1, len(line)), COLUMNS)]


def keep(content: bytes, *, invoice: Invoice) -> str:
    """Store the document and return its name under DOCUMENT_ROOT; a half-written one is never seen under it."""
    name = f"invoices/{invoice.year}/{invoice.name}.pdf"
    path = Path(settings.DOCUMENT_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(aside, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    _sync_folder(path.parent)
    return name


def _sync_folder(folder: Path) -> None:
    # The name is a change of the folder: without this a power cut may lose it although the file was synced.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(file: str) -> bytes:
    """Return a stored document."""
    return (Path(settings.DOCUMENT_ROOT) / file).read_bytes()
