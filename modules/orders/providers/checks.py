"""What `manage.py doctor` looks at for orders."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.checkup import Finding, check, warning, well, wrong
from modules.orders.documents import storing
from modules.orders.documents.drawing import FONTS
from modules.orders.rules.shipping import FAILED
from modules.orders.selectors import documents
from modules.orders.selectors.shipments import untold

LOOKED_AT = 20
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


@check("documents", needs="database")
def stored() -> Iterator[Finding]:
    """Read the documents stored last and compare each with the checksum that was kept of it."""
    if not settings.COMPANY["name"]:
        yield warning(_("Invoices do not say who sells."), _("Set COMPANY_NAME and the other COMPANY_* variables."))
    last, sick = documents.stored_last(LOOKED_AT), 0
    for one in last:
        try:
            storing.read(one.file, checksum=one.sha256)
        except OSError:
            said = _("The stored document %s is missing.") % one.file
        except storing.Altered:
            said = _("The stored document %s was altered: its checksum differs.") % one.file
        else:
            continue
        sick += 1
        yield wrong(said, _("Restore it from a backup."))
    if last and not sick:
        yield well(_("The %d documents stored last are whole.") % len(last))


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


@check("shipments", needs="database")
def shipments() -> Iterator[Finding]:
    """Count the parts that the shipping service refused or was not reached for in time."""
    counts = untold()
    if failed := sum(counts[status] for status in FAILED):
        said = _("The shipping service was not told of %d handed-over parts: it refused them or could not be reached.")
        yield wrong(said % failed, _("Look at the last error under Shipments in the admin, then choose Send again."))
    elif settings.SHIPPING_API_URL:
        yield well(_("The shipping service refused nothing; %d parts wait to be told.") % sum(counts.values()))
