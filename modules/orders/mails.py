"""Letters about orders, in the order's language (to the shop in its own), as text and HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.mailing.letters import Attached, send
from modules.orders.rules.shipping import ShipmentStatus
from modules.orders.rules.states import PACE, Actor, Status
from modules.orders.selectors.changes import changes, in_words
from modules.orders.selectors.letters import Corrected
from modules.orders.selectors.orders import OrderLine, OrderPart, OrderView
from modules.orders.selectors.shipments import FailedShipment

NAMED = 20  # a letter names no more of the parts that it tells of


@dataclass(frozen=True, slots=True)
class Section:
    """One supplier's part as a letter shows it: headed among several, struck out of an order that goes on."""

    part: OrderPart
    lines: list[OrderLine]
    headed: bool
    struck: bool


def confirm(
    order: OrderView, *, corrected: Corrected | None, to: str, language: str, invoice: Attached, key: str
) -> None:
    """Tell the buyer that the order is placed, with the invoice attached, and what the shop has `corrected` since.

    `key` names the letter on every retry.
    """
    with override(language or settings.LANGUAGE_CODE):
        subject = _("Order %(number)s is placed") % {"number": order.number}
        known = _known(order) | _told(corrected, order.currency)
        send("orders/mail_placed", known, subject=subject, to=to, key=key, attached=invoice, about=_of(order.id))


def inform_shop(order: OrderView, *, to: str, buyer: str, invoice: Attached, key: str) -> None:
    """Tell the administrator, in the shop's language, of a new order, with the invoice attached."""
    with override(settings.LANGUAGE_CODE):
        subject = _("New order %(number)s") % {"number": order.number}
        known = _known(order) | {"buyer": buyer, "page": _page(order.id)}
        send("orders/mail_new_order", known, subject=subject, to=to, key=key, attached=invoice, about=_of(order.id))


def tell_shop_of_cancel(
    order: OrderView, *, part: OrderPart | None, actor: Actor, reason: str, to: str, buyer: str, key: str
) -> None:
    """Tell the administrator, in the shop's language, that the buyer, or a supplier of its `part`, has cancelled."""
    with override(settings.LANGUAGE_CODE):
        theirs = part if actor == Actor.SUPPLIER else None
        told = _("Order %(number)s: %(supplier)s cancelled") if theirs else _("Order %(number)s: the buyer cancelled")
        subject = told % {"number": order.number, "supplier": theirs.supplier.name if theirs else ""}
        known = _known(order) | {"part": theirs, "reason": reason, "buyer": buyer, "page": _page(order.id)}
        send("orders/mail_called_off", known, subject=subject, to=to, key=key, about=_of(order.id))


def tell_step(
    order: OrderView,
    *,
    part: OrderPart | None,
    status: Status,
    reason: str,
    to: str,
    language: str,
    invoice: Attached | None,
    key: str,
) -> None:
    """Tell the buyer that the order, or one supplier's part of it, has come to `status`, and why if that was said.

    `invoice` is its newest revision where the step has changed what is to be paid.
    """
    with override(language or settings.LANGUAGE_CODE):
        about = {"number": order.number, "status": status.label, "supplier": part.supplier.name if part else ""}
        whole, of_part = _("Order %(number)s: %(status)s"), _("Order %(number)s, %(supplier)s: %(status)s")
        step = {"part": part, "status": status, "reason": reason, "track": list(_track(status)), "invoiced": invoice}
        subject = (of_part if part else whole) % about
        known = _known(order) | step
        send("orders/mail_moved", known, subject=subject, to=to, key=key, attached=invoice, about=_of(order.id))


def warn_of_plain(*, document: str, order_id: int, to: str, key: str) -> None:
    """Tell the administrator, in the shop's language, that a plain document stands in for the one called `document`."""
    with override(settings.LANGUAGE_CODE):
        subject = _("Document %(name)s was drawn plainly") % {"name": document}
        known = {"document": document, "page": _page(order_id)}
        send("orders/mail_plain", known, subject=subject, to=to, key=key, about=_of(order_id))


def warn_of_shipments(failed: Sequence[FailedShipment], *, to: str, key: str) -> None:
    """Tell the administrator, in the shop's language, of the parts that the shipping service was not told of."""
    with override(settings.LANGUAGE_CODE):
        pages, first = f"{settings.PUBLIC_URL}/admin/orders/shipment/", failed[0]
        if len(failed) == 1:
            subject = _("Order %(number)s: the shipping service was not told") % {"number": first.number}
            known = {"failed": first, "refused": first.status == ShipmentStatus.REFUSED}
            send("orders/mail_untold", known | {"page": f"{pages}{first.id}/change/"}, subject=subject, to=to, key=key)
            return
        said = ngettext(
            "The shipping service was not told of %(many)d part",
            "The shipping service was not told of %(many)d parts",
            len(failed),
        )
        known = {"failed": failed[:NAMED], "more": max(0, len(failed) - NAMED), "page": pages}
        send("orders/mail_untold_many", known, subject=said % {"many": len(failed)}, to=to, key=key)


def tell_correction(
    order: OrderView, *, corrected: Corrected, to: str, language: str, invoice: Attached, key: str
) -> None:
    """Tell the buyer what the shop changed about the order, why, and what it is now, with the new invoice attached."""
    with override(language or settings.LANGUAGE_CODE):
        subject = _("Order %(number)s was corrected") % {"number": order.number}
        known = _known(order) | _told(corrected, order.currency)
        send("orders/mail_corrected", known, subject=subject, to=to, key=key, attached=invoice, about=_of(order.id))


def _told(corrected: Corrected | None, currency: str) -> dict[str, object]:
    made = list(in_words(changes(corrected.before, corrected.after), currency)) if corrected else []
    return {"changes": made, "reason": corrected.reason if corrected else ""}


def _of(order_id: int) -> tuple[str, int]:
    return "order", order_id


def _page(order_id: int) -> str:
    return f"{settings.PUBLIC_URL}/admin/orders/order/{order_id}/change/"


def _known(order: OrderView) -> dict[str, object]:
    sums = (_("Goods"), order.subtotal), (_("Delivery"), order.delivery), (_("Total"), order.total)
    return {"order": order, "sections": list(_sections(order)), "sums": sums, "currency": order.currency}


def _sections(order: OrderView) -> Iterator[Section]:
    for part in order.parts:
        lines = [line for line in order.items if line.supplier.id == part.supplier.id]
        if lines:
            yield Section(part, lines, headed=len(order.parts) > 1, struck=not part.counted)


def _track(status: Status) -> Iterator[bool]:
    """Yield for each step of the way whether it is done; nothing for an order that goes nowhere."""
    if status in PACE:
        yield from (step <= PACE.index(status) for step in range(len(PACE)))
