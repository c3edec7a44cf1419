"""What orders answer when somebody asks about an order or about a person."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from core.accounts.models import Role, User
from core.checkup import Finding, check, well, wrong
from core.ports import Reference, Row, describes, erases_person, exports_person
from modules.orders import selectors
from modules.orders.documents import FONTS
from modules.orders.models import Order
from modules.orders.services import privacy


@describes("order")
def describe(id: int, viewer_id: int) -> Reference | None:
    """Return an order to its buyer, the staff and the support agents."""
    order = Order.objects.filter(pk=id).first()
    if order is None or (order.user_id != viewer_id and not _works_here(viewer_id)):
        return None
    facts = {"status": order.get_status_display(), "total": f"{order.total} {order.currency}"}
    return Reference("order", id, order.number, f"/api/v1/orders/{id}/", facts)


@exports_person("orders")
def export(user_id: int) -> list[Row]:
    """Return the person's orders as flat rows."""
    return [_row(order) for order in selectors.orders_of(user_id).order_by("id")]


@erases_person("orders")
def erase(user_id: int) -> None:
    privacy.erase_buyer(user_id=user_id)


def _works_here(user_id: int) -> bool:
    works = Q(is_staff=True) | Q(is_superuser=True) | Q(role=Role.AGENT)
    return User.objects.filter(works, pk=user_id, is_active=True).exists()


def _row(order: Order) -> Row:
    lines = "; ".join(f"{line.name} × {line.quantity} = {line.total}" for line in order.lines.all())
    address = {f"address_{name}": value for name, value in order.address.items()}
    return {
        "number": order.number,
        "status": order.status,
        "created_at": order.created_at,
        "total": f"{order.total} {order.currency}",
        "lines": lines,
        "comment": order.comment,
        **address,
    }


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
    from reportlab.pdfbase.ttfonts import TTFError, TTFontFile  # as late as in modules.orders.documents

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
