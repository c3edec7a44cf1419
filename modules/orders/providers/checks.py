"""What `manage.py doctor` looks at for orders."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.checkup import Finding, check, well, wrong
from modules.orders.documents.drawing import FONTS

LETTERS = "АЯабвёжъыэюя№₽—«»"


@check("fonts")
def fonts() -> Iterator[Finding]:
    """Look into the invoices' fonts for the letters that a missing font would print as black squares."""
    sick = [name for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf") if not _knows_cyrillic(FONTS / name)]
    for name in sick:
        said = _("The font %s of the invoices is missing or has no Cyrillic letters.") % name
        yield wrong(said, _("Put the project's own file back into %s.") % FONTS)
    if not sick:
        yield well(_("The fonts of the invoices have Cyrillic letters."))


def _knows_cyrillic(path: Path) -> bool:
    from reportlab.pdfbase.ttfonts import TTFError, TTFontFile  # as late as in modules.orders.documents.drawing

    try:
        glyphs = TTFontFile(str(path)).charToGlyph
    except (OSError, TTFError):
        return False
    return all(ord(letter) in glyphs for letter in LETTERS)


@check("shipping", seconds=5)
def shipping() -> Iterator[Finding]:
    """See whether the name of the shipping service means an address; nothing is sent to it."""
    if not settings.SHIPPING_API_URL:
        return
    host = urlsplit(settings.SHIPPING_API_URL).hostname or ""
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        said = _("The host of SHIPPING_API_URL, %s, has no address.") % host
        yield wrong(said, _("Correct SHIPPING_API_URL, or the name service of this machine."))
    else:
        yield well(_("The shipping service is at %s.") % host)
