"""Letters about orders, in the order's language (to the shop in its own), as text and HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from core.mailing.letters import Attached, send
from modules.orders.rules.shipping import ShipmentStatus
from modules.orders.rules.states import PACE, Status
from modules.orders.selectors.orders import OrderLine, OrderPart, OrderView
from modules.orders.selectors.revisions import RevisionView
from modules.orders.selectors.shipments import FailedShipment

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Section:
    """One supplier's part as a letter shows it: headed among several, struck out of an order that goes on."""

    part: OrderPart
    lines: list[OrderLine]
    headed: bool
    struck: bool


def confirm(order: OrderView, *, to: str, language: str, invoice: Attached, key: str) -> None:
    """Tell the buyer that the order is placed, with the invoice attached; `key` names the letter on every retry."""
    with override(language or settings.LANGUAGE_CODE):
        subject = _("Order %(number)s is placed") % {"number": order.number}
        send("orders/mail_placed", _known(order), subject=subject, to=to, key=key, attached=invoice)


def inform_shop(order: OrderView, *, to: str, buyer: str, invoice: Attached, key: str) -> None:
    """Tell the administrator, in the shop's language, of a new order, with the invoice attached."""
    with override(settings.LANGUAGE_CODE):
        subject = _("New order %(number)s") % {"number": order.number}
        known = _known(order) | {"buyer": buyer, "page": f"{settings.PUBLIC_URL}/admin/orders/order/{order.id}/change/"}
        send("orders/mail_new_order", known, subject=subject, to=to, key=key, attached=invoice)


def tell_step(
    order: OrderView, *, part: OrderPart | None, status: Status, reason: str, to: str, language: str, key: str
) -> None:
    """Tell the buyer that the order, or one supplier's part of it, has come to `status`, and why if that was said."""
    with override(language or settings.LANGUAGE_CODE):
        about = {"number": order.number, "status": status.label, "supplier": part.supplier.name if part else ""}
        whole, of_part = _("Order %(number)s: %(status)s"), _("Order %(number)s, %(supplier)s: %(status)s")
        step = {"part": part, "status": status, "reason": reason, "track": list(_track(status))}
        send("orders/mail_moved", _known(order) | step, subject=(of_part if part else whole) % about, to=to, key=key)


def warn_of_plain(*, document: str, order_id: int, to: str, key: str) -> None:
    """Tell the administrator, in the shop's language, that a plain document stands in for the one called `document`."""
    with override(settings.LANGUAGE_CODE):
        subject = _("Document %(name)s was drawn plainly") % {"name": document}
        known = {"document": document, "page": f"{settings.PUBLIC_URL}/admin/orders/order/{order_id}/change/"}
        send("orders/mail_plain", known, subject=subject, to=to, key=key)


def warn_of_shipment(failed: FailedShipment, *, to: str, key: str) -> None:
    """Tell the administrator, in the shop's language, of a part that the shipping service was not told of."""
    with override(settings.LANGUAGE_CODE):
        subject = _("Order %(number)s: the shipping service was not told") % {"number": failed.number}
        page = f"{settings.PUBLIC_URL}/admin/orders/shipment/{failed.id}/change/"
        known = {"failed": failed, "refused": failed.status == ShipmentStatus.REFUSED, "page": page}
        send("orders/mail_untold", known, subject=subject, to=to, key=key)


def tell_correction(
    order: OrderView, *, correction: RevisionView, to: str, language: str, invoice: Attached, key: str
) -> None:
    """Tell the buyer what the shop changed about the order, why, and what it is now, with the new invoice attached."""
    with override(language or settings.LANGUAGE_CODE):
        subject = _("Order %(number)s was corrected") % {"number": order.number}
        made = {
            "reason": correction.reason,
            "changes": list(_changes(correction)),
            "was": correction.before.total,
            "now": correction.after.total,
        }
        send("orders/mail_corrected", _known(order) | made, subject=subject, to=to, key=key, attached=invoice)


def _changes(correction: RevisionView) -> Iterator[tuple[str, int, int]]:
    """Yield the lines whose quantity changed: name, how many before, how many now."""
    now = {line.id: line.quantity for line in correction.after.items}
    for line in correction.before.items:
        if line.quantity != now.get(line.id, 0):
            yield line.name, line.quantity, now.get(line.id, 0)


def _known(order: OrderView) -> dict[str, object]:
    sections = list(_sections(order))
    return {"order": order, "sections": sections, "sums": list(_sums(order, sections)), "currency": order.currency}


def _sections(order: OrderView) -> Iterator[Section]:
    headed, going = len(order.parts) > 1, order.status != Status.CANCELLED
    for part in order.parts:
        lines = [line for line in order.items if line.supplier.id == part.supplier.id]
        yield Section(part, lines, headed, struck=going and part.status == Status.CANCELLED)


def _sums(order: OrderView, sections: list[Section]) -> Iterator[tuple[str, Decimal]]:
    """Yield what the order comes to; what was cancelled out of it is taken off, and said."""
    off = sum((one.part.subtotal + one.part.delivery for one in sections if one.struck), NOTHING)
    yield _("Goods"), order.subtotal
    yield _("Delivery"), order.delivery
    if off:
        yield pgettext("in a letter: taken off the sum", "Cancelled"), -off
    yield _("Total"), order.total - off


def _track(status: Status) -> Iterator[bool]:
    """Yield for each step of the way whether it is done; nothing for an order that goes nowhere."""
    if status in PACE:
        yield from (step <= PACE.index(status) for step in range(len(PACE)))
