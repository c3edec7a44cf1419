"""Documents as PDF: drawn by xhtml2pdf from a template, or plainly, line by line, should that ever fail.

What people wrote is escaped text here and nothing else; the drawing has a deadline, reads no file but the
fonts, and asks nothing of the network. The libraries are loaded at the first drawing: only workers draw, and loading
them would be a fifth of every command's start.
"""

import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from core.meters import Counter

log = logging.getLogger("torg.orders")
# The library quotes the document in its warnings, and a document has a person's address in it.
logging.getLogger("xhtml2pdf").setLevel(logging.CRITICAL)

FONTS = Path(__file__).resolve().parent.parent / "fonts"
SECONDS = 20.0
MARGIN, LEADING, COLUMNS = 50, 14, 84
DRAWN = Counter(
    "torg_documents_total", "Documents drawn, by kind: well, or plainly after a failure.", ["kind", "outcome"]
)


class NotDrawn(Exception):
    """xhtml2pdf gave up on a document."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF and its language; `plain`: its drawing failed, and it is the plain one, which says the same."""

    content: bytes
    plain: bool
    language: str = ""


def drawn(kind: str, known: Mapping[str, Any], *, name: str) -> Drawn:
    """Return `orders/<kind>.html` as PDF in the language now active, else `orders/<kind>.txt` plainly.

    Never raises for what the document says; a failure is counted and logged under the document's `name`.
    """
    language = get_language() or settings.LANGUAGE_CODE
    try:
        done = Drawn(draw(render_to_string(f"orders/{kind}.html", known)), plain=False, language=language)
    except Exception as failure:
        log.error("%s %s could not be drawn, a plain one is made: %r", kind, name, failure)
        done = Drawn(draw_plainly(render_to_string(f"orders/{kind}.txt", known)), plain=True, language=language)
    DRAWN.labels(kind, "plain" if done.plain else "well").inc()
    return done


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
